package cairn.node.api;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The methods of the API with the names of their parameters, in the order in which they stand
/// where they come by position. `openrpc.json` describes each of them.
enum RpcMethod {
  CHAIN_GET_INFO("chain_getInfo", "minHeight", "timeoutMillis"),
  CHAIN_GET_BLOCK("chain_getBlock", "block", "transactions", "minHeight", "timeoutMillis"),
  CHAIN_GET_GENESIS("chain_getGenesis"),
  CHAIN_GET_EPOCHS("chain_getEpochs", "from"),
  CHAIN_GET_BLOCK_PROOF("chain_getBlockProof", "block", "minHeight", "timeoutMillis"),
  STATE_GET_PROOF("state_getProof", "key", "minHeight", "timeoutMillis"),
  ACCOUNT_GET("account_get", "address", "minHeight", "timeoutMillis"),
  ACCOUNT_GET_HISTORY(
      "account_getHistory", "address", "cursor", "limit", "minHeight", "timeoutMillis"),
  RECORD_LIST("record_list", "owner", "prefix", "cursor", "limit", "minHeight", "timeoutMillis"),
  TX_SUBMIT("tx_submit", "transaction", "genesisHash"),
  TX_GET("tx_get", "txId", "minHeight", "timeoutMillis"),
  TX_WAIT("tx_wait", "txId", "timeoutMillis"),
  TX_GET_PROOF("tx_getProof", "txId", "transaction", "minHeight", "timeoutMillis"),
  NODE_GET_STATUS("node_getStatus"),
  NODE_GET_PEERS("node_getPeers"),
  MEMPOOL_GET_INFO("mempool_getInfo"),
  RPC_DISCOVER("rpc.discover");

  private static final Map<String, RpcMethod> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(m -> m.wireName, Function.identity()));

  private final String wireName;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; its type does not say so.
  private final List<String> params;

  RpcMethod(String wireName, String... params) {
    this.wireName = wireName;
    this.params = List.of(params);
  }

  String wireName() {
    return wireName;
  }

  List<String> params() {
    return params;
  }

  static Optional<RpcMethod> of(String wireName) {
    return Optional.ofNullable(BY_NAME.get(wireName));
  }

  /// The name that shares the longest beginning with `unknown`, or failing that the longest end.
  static String nearest(String unknown) {
    return Arrays.stream(values())
        .map(RpcMethod::wireName)
        .max(Comparator.comparingInt(name -> common(unknown, name)))
        .orElseThrow();
  }

  private static int common(String a, String b) {
    int beginning = 0;
    int end = 0;
    int length = Math.min(a.length(), b.length());
    while (beginning < length && same(a.charAt(beginning), b.charAt(beginning))) {
      beginning++;
    }
    while (end < length && same(a.charAt(a.length() - 1 - end), b.charAt(b.length() - 1 - end))) {
      end++;
    }
    return 2 * beginning + end;
  }

  private static boolean same(char a, char b) {
    return Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}

package cairn.wallet;

import cairn.crypto.Hash;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.NetworkKind;
import cairn.ledger.StateKey;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a wallet asks of a node, by docs/api.md. Every method blocks until the answer is there and
/// throws [NodeException] where there is none. Thread-safe.
public final class NodeClient implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int MAX_DECIMALS = 18;

  private final String url;
  private final RpcTransport transport;

  public NodeClient(String url) {
    this.url = url;
    this.transport = new RpcTransport(url);
  }

  /// The network that a node belongs to, and where its chain ends.
  public record ChainFacts(
      String chainName,
      NetworkKind network,
      Hash genesis,
      String symbol,
      int decimals,
      Fees fees,
      Duration maxValidity,
      long height,
      Hash headId,
      Hash stateRoot,
      Instant headTime) {}

  /// What a transaction pays at least.
  public record Fees(Amount base, Amount perOperation, Amount perByte) {
    /// The least fee, or empty above 2^64-1.
    public Optional<Amount> least(int operations, int bytes) {
      return perOperation
          .times(operations)
          .flatMap(base::plus)
          .flatMap(sum -> perByte.times(bytes).flatMap(sum::plus));
    }
  }

  /// An account at the node's newest final height. One that never was has nothing and nonce 0.
  ///
  /// @param nextNonce above `nonce` by what waits in the node's mempool
  public record AccountFacts(Amount balance, long nonce, long nextNonce, long height) {}

  /// What a node says of a transaction: `final`, `rejected` and `expired` are ends.
  ///
  /// @param height 0 where it is in no final block
  /// @param signatures of the finalization, 0 where there is none
  /// @param reason in words, empty where there is nothing to say
  /// @param content sender, fee, operations and so on, as the node shows them; missing where it
  ///   does not
  public record TransactionFacts(
      TransactionId id,
      Status status,
      long height,
      int index,
      int signatures,
      int validators,
      String reasonCode,
      String reason,
      JsonNode content) {}

  /// See [TransactionFacts].
  public enum Status {
    FINAL,
    REJECTED,
    EXPIRED,
    PENDING,
    NOT_ACCEPTED,
    UNKNOWN,
    PRUNED;

    public boolean isEnd() {
      return switch (this) {
        case FINAL, REJECTED, EXPIRED -> true;
        case PENDING, NOT_ACCEPTED, UNKNOWN, PRUNED -> false;
      };
    }

    /// As JSON and people read it.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public String url() {
    return url;
  }

  public ChainFacts chain() {
    JsonNode answer = transport.call("chain_getInfo", RpcTransport.parameters(), CALL_TIMEOUT);
    return read(answer, this::chain);
  }

  public AccountFacts account(Address address) {
    ObjectNode parameters = RpcTransport.parameters().put("address", address.toString());
    JsonNode answer = transport.call("account_get", parameters, CALL_TIMEOUT);
    return read(
        answer,
        json -> {
          JsonNode value = json.path("value");
          return new AccountFacts(
              amount(value, "balance"),
              number(value, "nonce"),
              number(value, "nextNonce"),
              number(json.path("context"), "height"));
        });
  }

  /// Hands a transaction in; giving the same bytes again is no error.
  public TransactionFacts submit(Transaction transaction, Hash genesis) {
    ObjectNode parameters =
        RpcTransport.parameters()
            .put("transaction", HexFormat.of().formatHex(transaction.encoded()))
            .put("genesisHash", genesis.toString());
    JsonNode answer = transport.call("tx_submit", parameters, CALL_TIMEOUT);
    return facts(answer, transaction.id(genesis));
  }

  public TransactionFacts transaction(TransactionId id) {
    ObjectNode parameters = RpcTransport.parameters().put("txId", id.toString());
    JsonNode answer = transport.call("tx_get", parameters, CALL_TIMEOUT);
    return facts(answer, id);
  }

  /// Waits at the node until the transaction has an end, at most `limit` (and at most 30 s).
  public TransactionFacts await(TransactionId id, Duration limit) {
    Duration wait = limit.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : limit;
    ObjectNode parameters =
        RpcTransport.parameters()
            .put("txId", id.toString())
            .put("timeoutMillis", Math.max(0, wait.toMillis()));
    JsonNode answer = transport.call("tx_wait", parameters, wait.plus(CALL_TIMEOUT));
    return facts(answer, id);
  }

  /// A block as the node shows it, by height or block hash.
  public JsonNode block(String heightOrHash) {
    ObjectNode parameters = RpcTransport.parameters().put("block", heightOrHash);
    return transport.call("chain_getBlock", parameters, CALL_TIMEOUT).path("value");
  }

  /// What the node says of itself, as docs/api.md describes node_getStatus.
  public JsonNode status() {
    return transport.call("node_getStatus", RpcTransport.parameters(), CALL_TIMEOUT).path("value");
  }

  /// The bytes of the genesis summary.
  public byte[] genesisSummary() {
    return bytes(
        transport.call("chain_getGenesis", RpcTransport.parameters(), CALL_TIMEOUT), "summary");
  }

  /// The bytes of the steps from the epoch `from` to later ones, as many as the node gives at once.
  public List<byte[]> epochs(long from) {
    ObjectNode parameters = RpcTransport.parameters().put("from", Long.toString(from));
    JsonNode answer = transport.call("chain_getEpochs", parameters, CALL_TIMEOUT);
    return read(
        answer,
        json ->
            json.path("value")
                .path("steps")
                .valueStream()
                .map(step -> HexFormat.of().parseHex(step.asString()))
                .toList());
  }

  /// The bytes of a proof of what the state has under a key, from a header at that height or above.
  public byte[] stateProof(StateKey key, long least) {
    ObjectNode parameters =
        RpcTransport.parameters()
            .put("key", HexFormat.of().formatHex(key.encoded()))
            .put("minHeight", Long.toString(least));
    return bytes(transport.call("state_getProof", parameters, CALL_TIMEOUT), "proof");
  }

  /// The bytes of a proof of a transaction's end; one that expired is proved with its bytes only.
  public byte[] transactionProof(TransactionId id, Optional<Transaction> transaction) {
    ObjectNode parameters = RpcTransport.parameters().put("txId", id.toString());
    transaction.ifPresent(
        given -> parameters.put("transaction", HexFormat.of().formatHex(given.encoded())));
    return bytes(transport.call("tx_getProof", parameters, CALL_TIMEOUT), "proof");
  }

  private byte[] bytes(JsonNode answer, String field) {
    return read(answer, json -> HexFormat.of().parseHex(text(json.path("value"), field)));
  }

  @Override
  public void close() {
    transport.close();
  }

  private ChainFacts chain(JsonNode answer) {
    JsonNode value = answer.path("value");
    JsonNode context = answer.path("context");
    JsonNode parameters = value.path("parameters");
    JsonNode fees = parameters.path("fees");
    return new ChainFacts(
        text(value, "chainName"),
        NetworkKind.valueOf(text(value, "network").toUpperCase(Locale.ROOT)),
        Hash.parse(text(value, "genesisHash")),
        text(value, "symbol"),
        decimals(value),
        new Fees(amount(fees, "base"), amount(fees, "perOperation"), amount(fees, "perByte")),
        Duration.ofMillis(number(parameters, "maxValidityMillis")),
        number(context, "height"),
        Hash.parse(text(context, "blockHash")),
        Hash.parse(text(value, "stateRoot")),
        Instant.parse(text(context, "time")));
  }

  /// An answer on another transaction says nothing of this one.
  private TransactionFacts facts(JsonNode answer, TransactionId id) {
    TransactionFacts facts = read(answer, json -> transaction(json.path("value")));
    if (!facts.id().equals(id)) {
      throw new NodeException.Garbled(url, "it is on another transaction than " + id);
    }
    return facts;
  }

  private static TransactionFacts transaction(JsonNode value) {
    JsonNode reason = value.path("reason");
    return new TransactionFacts(
        TransactionId.parse(text(value, "txId")),
        Status.valueOf(text(value, "status").toUpperCase(Locale.ROOT)),
        value.hasNonNull("height") ? number(value, "height") : 0,
        value.path("index").asInt(0),
        value.path("signers").size(),
        value.path("validators").asInt(0),
        reason.path("kind").asString(""),
        reason.path("message").asString(""),
        value.path("transaction"));
  }

  private <T> T read(JsonNode answer, Reading<T> reading) {
    try {
      return reading.of(answer);
    } catch (IllegalArgumentException | DateTimeParseException | JacksonException e) {
      throw new NodeException.Garbled(url, String.valueOf(e.getMessage()));
    }
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException("it has no text field " + field);
    }
    return value.asString();
  }

  private static int decimals(JsonNode node) {
    int decimals = node.path("decimals").asInt(-1);
    if (decimals < 0 || decimals > MAX_DECIMALS) {
      throw new IllegalArgumentException("its decimals are not in 0.." + MAX_DECIMALS);
    }
    return decimals;
  }

  private static Amount amount(JsonNode node, String field) {
    return Amount.parse(text(node, field));
  }

  private static long number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isIntegralNumber() ? value.asLong() : Long.parseLong(text(node, field));
  }

  /// Takes an answer apart; throws [IllegalArgumentException] where it has not the promised shape.
  private interface Reading<T> {
    T of(JsonNode answer);
  }
}

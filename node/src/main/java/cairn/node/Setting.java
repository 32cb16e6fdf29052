package cairn.node;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The settings of a node: one name each, the same as a flag, in the environment and in the file.
///
/// `p2p.bootstrap` is `--p2p-bootstrap`, `CAIRN_P2P_BOOTSTRAP`, and `bootstrap` under `[p2p]` in
/// node.toml. A list is an array in TOML and comma-separated elsewhere.
public enum Setting {
  NAME("name", "node", "what people call this node, in logs and answers"),
  LOG_LEVEL("log-level", "info", "error, warn, info, debug or trace"),
  VALIDATOR_KEY(
      "validator-key", "none", "the validator's key file, relative to the home, or `none`"),
  HTTP_HOST("http.host", "127.0.0.1", "the address that HTTP listens on"),
  HTTP_HOSTS(
      "http.hosts",
      "",
      "names that requests may call this node by in `Host`, beside localhost and http.host"),
  HTTP_PORT("http.port", "8640", "the port of HTTP"),
  P2P_HOST("p2p.host", "0.0.0.0", "the address that peers are listened to on"),
  P2P_PORT("p2p.port", "8641", "the port for peers, TCP and UDP"),
  P2P_ADVERTISE(
      "p2p.advertise",
      "auto",
      "the IP address that peers are told; `auto` is p2p.host, or, if that is a wildcard, loopback,"
          + " by which no other machine reaches this node"),
  P2P_BOOTSTRAP("p2p.bootstrap", "", "nodes to begin with: host:port or nodeid@host:port"),
  MEMPOOL_TRANSACTIONS("mempool.transactions", "50000", "the most transactions held"),
  MEMPOOL_BYTES("mempool.bytes", "33554432", "the most bytes of transactions held"),
  MEMPOOL_PER_SENDER("mempool.per-sender", "1000", "the most transactions of one sender held"),
  STORE_KEEP_BLOCKS(
      "store.keep-blocks", "0", "the newest blocks whose bodies are kept; 0 keeps all"),
  VERIFIER_THREADS("pool.verifiers", "0", "threads that check signatures; 0 is one a core");

  private final String key;
  private final String fallback;
  private final String meaning;

  Setting(String key, String fallback, String meaning) {
    this.key = key;
    this.fallback = fallback;
    this.meaning = meaning;
  }

  /// The name in node.toml, with the table before a dot.
  public String key() {
    return key;
  }

  public String fallback() {
    return fallback;
  }

  public String meaning() {
    return meaning;
  }

  public boolean isList() {
    return this == P2P_BOOTSTRAP || this == HTTP_HOSTS;
  }

  public String flag() {
    return "--" + key.replace('.', '-');
  }

  public String environmentName() {
    return "CAIRN_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  /// The known key closest to `unknown` by edit distance, for the error message.
  static String nearestKey(String unknown) {
    return nearest(unknown, Arrays.stream(values()).map(Setting::key).toList());
  }

  static String nearest(String unknown, List<String> known) {
    return known.stream()
        .min((a, b) -> {
          int order = Integer.compare(distance(unknown, a), distance(unknown, b));
          return order != 0 ? order : a.compareTo(b);
        })
        .orElseThrow();
  }

  /// Levenshtein's edit distance.
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int smallest = Math.min(previous[j], current[j - 1]) + 1;
        current[j] = Math.min(smallest, previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}

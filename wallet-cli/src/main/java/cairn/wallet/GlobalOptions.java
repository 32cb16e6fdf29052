package cairn.wallet;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.SignatureProviders;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that every command of the wallet takes. A flag goes before its environment variable,
/// that before the default.
final class GlobalOptions {
  private static final String DEFAULT_NODE = "http://127.0.0.1:8640";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "How the result is printed on stdout (default: text).",
      defaultValue = "text")
  OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--node",
      paramLabel = "URL",
      description = "The node to ask (CAIRN_NODE; default: " + DEFAULT_NODE + ").")
  Optional<String> node = Optional.empty();

  @Option(
      names = "--wallets",
      paramLabel = "DIR",
      description = "Where the key files are (CAIRN_WALLETS; default: ~/.config/cairn/wallets).")
  Optional<Path> wallets = Optional.empty();

  @Option(
      names = "--genesis",
      paramLabel = "HASH",
      description =
          "The network's genesis hash, from which answers are proved (CAIRN_GENESIS; default: that"
              + " of the local network that the keys belong to).")
  Optional<String> genesis = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Read the password from the first line of a file (CAIRN_PASSWORD_FILE).")
  Optional<Path> passwordFile = Optional.empty();

  @Option(names = "--password-stdin", description = "Read the password from standard input.")
  boolean isPasswordStdin;

  private final Map<String, String> environment;

  GlobalOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  Output output() {
    return new Output(System.out, System.err, format, Symbols.of(System.err, environment));
  }

  NodeClient client() {
    String url = node.or(() -> variable("CAIRN_NODE")).orElse(DEFAULT_NODE);
    try {
      return new NodeClient(url);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "BAD_URL", "The node's address " + e.getMessage() + ".", "See --node.");
    }
  }

  KeyStore keys() {
    return new KeyStore(
        wallets.or(() -> variable("CAIRN_WALLETS").map(Path::of)).orElseGet(this::defaultWallets));
  }

  /// What answers are proved from; empty where nothing names it.
  Optional<Hash> genesis() {
    Optional<String> text = genesis.or(() -> variable("CAIRN_GENESIS"));
    try {
      return text.isPresent() ? text.map(Hash::parse) : Accounts.genesisOf(keys());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "BAD_GENESIS",
          "'" + text.orElse("") + "' is no genesis hash: " + e.getMessage() + ".",
          "It has 64 hex digits; somebody who runs the network knows it.");
    }
  }

  PasswordSource password() {
    if (passwordFile.isPresent() && isPasswordStdin) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "USAGE",
          "--password-file and --password-stdin exclude each other.",
          "Give one of them.");
    }
    Optional<Path> file =
        isPasswordStdin
            ? Optional.empty()
            : passwordFile.or(() -> variable("CAIRN_PASSWORD_FILE").map(Path::of));
    return new PasswordSource(file, isPasswordStdin);
  }

  static Ed25519 ed25519() {
    return SignatureProviders.best();
  }

  private Path defaultWallets() {
    Path config =
        variable("XDG_CONFIG_HOME")
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".config"));
    return config.resolve("cairn").resolve("wallets");
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}

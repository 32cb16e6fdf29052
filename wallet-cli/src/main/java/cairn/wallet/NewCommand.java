package cairn.wallet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import cairn.ledger.Address;
import cairn.ledger.NetworkKind;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `cairn new NAME`: a new account, its key encrypted on this machine. Asks no node.
@Command(name = "new", description = "Make a new account with an encrypted key file.")
final class NewCommand extends WalletCommand {
  @Parameters(paramLabel = "NAME", description = "What you call it.")
  String name = "";

  @Option(
      names = "--network",
      paramLabel = "test|main",
      defaultValue = "test",
      description = "The kind of network that the address is shown for (default: test).")
  String network = "test";

  NewCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  void run(Output output) {
    NetworkKind kind = kind();
    KeyStore keys = options.keys();
    if (!KeyStore.isName(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "BAD_NAME",
          "'" + name + "' cannot be an account's name.",
          "Use letters, digits, '.', '_' and '-', at most 64.");
    }
    if (keys.contains(name)) {
      throw new CommandFailure(
          ExitCode.KEY_OR_PASSWORD,
          "NAME_TAKEN",
          "There is an account " + name + " already (" + keys.path(name) + ").",
          "Choose another name.");
    }
    char[] password = options.password().choose(name);
    Address address = new Address(kind, create(keys, password).publicKey());
    ObjectNode data =
        Output.object()
            .put("name", name)
            .put("address", address.toString())
            .put("publicKey", address.key().toString())
            .put("keyFile", keys.path(name).toString());
    output.result(data, List.of("created  " + name + "   " + address + "   " + keys.path(name)));
    output.step("keep the file and its password: without both, the account is lost");
  }

  private KeyPair create(KeyStore keys, char[] password) {
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[SecretKey.BYTES];
    random.nextBytes(seed);
    try {
      Ed25519 ed25519 = GlobalOptions.ed25519();
      KeyPair key = KeyPair.of(SecretKey.of(seed), ed25519);
      KeyFile file = KeyFile.seal(name, key, password, KeyDerivation.strong(random), random);
      keys.save(file);
      return key;
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(password, '\0');
    }
  }

  private NetworkKind kind() {
    return switch (network.toLowerCase(Locale.ROOT)) {
      case "test" -> NetworkKind.TEST;
      case "main" -> NetworkKind.MAIN;
      default ->
          throw new CommandFailure(
              ExitCode.USAGE,
              "USAGE",
              "'" + network + "' is no kind of network.",
              "Give test or main.");
    };
  }
}

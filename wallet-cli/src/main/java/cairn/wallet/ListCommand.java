package cairn.wallet;

import cairn.ledger.Address;
import cairn.ledger.NetworkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;

/// `cairn list`: the accounts whose keys are here. Asks no node and no password.
@Command(name = "list", description = "Show the accounts whose key files are here.")
final class ListCommand extends WalletCommand {
  ListCommand(GlobalOptions options) {
    super(options);
  }

  /// One file that cannot be used does not hide the others.
  private static Optional<KeyFile> load(KeyStore keys, String name, Output output) {
    try {
      return Optional.of(keys.load(name));
    } catch (KeyFileException e) {
      output.warning(e.getMessage() + ".");
      return Optional.empty();
    }
  }

  @Override
  void run(Output output) {
    KeyStore keys = options.keys();
    ArrayNode accounts = Output.array();
    List<String> lines = new ArrayList<>();
    for (String name : keys.names()) {
      Optional<KeyFile> sound = load(keys, name, output);
      if (sound.isEmpty()) {
        continue;
      }
      KeyFile file = sound.get();
      Address test = new Address(NetworkKind.TEST, file.publicKey());
      Address main = new Address(NetworkKind.MAIN, file.publicKey());
      accounts
          .addObject()
          .put("name", name)
          .put("testAddress", test.toString())
          .put("mainAddress", main.toString())
          .put("publicKey", file.publicKey().toString());
      lines.add("%-16s %s".formatted(name, test));
    }
    output.result(Output.object().set("accounts", accounts), lines);
    if (keys.names().isEmpty()) {
      output.step("no accounts in " + keys.directory() + "; `cairn new NAME` makes one");
    }
  }
}

package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.SignatureProviders;
import cairn.disk.DiskException;
import cairn.ledger.Address;
import cairn.ledger.Genesis;
import cairn.ledger.store.Head;
import cairn.ledger.store.StoreException;
import cairn.p2p.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `cairnd init`: makes a node's home, or only its keys as long as there is no genesis.
@Command(
    name = "init",
    description = {
      "Makes the home of a new node: keys, node.toml and, with --genesis, an empty ledger.",
      "Without --genesis it makes the keys and shows them, for a genesis to name them."
    })
final class InitCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final CommandOutput output;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--genesis", paramLabel = "FILE", description = "the genesis of the network")
  private @Nullable Path genesis;

  @Option(names = "--validator", description = "make a validator key too")
  private boolean isValidator;

  @Option(
      names = "--from-backup",
      paramLabel = "DIR",
      description = "make an observer with the ledger that `cairnd backup` copied")
  private @Nullable Path backup;

  InitCommand(Map<String, String> environment, CommandOutput output) {
    this.environment = environment;
    this.output = output;
  }

  @Override
  public Integer call() {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    Ed25519 ed25519 = SignatureProviders.best();
    NodeHome home = new NodeHome(options.home().toAbsolutePath().normalize());
    NodeInit init = new NodeInit(home.path(), ed25519);
    List<String> lines = new ArrayList<>();
    ObjectNode data = CommandOutput.object();
    data.put("home", home.path().toString());
    // Checks the flags before anything is made.
    Settings.resolve(options.flags(), Map.of(), home.configFile()).toConfig(home.path());
    if (backup != null) {
      restore(backup, init, home, options.flags(), data, lines);
    } else if (genesis == null) {
      requireNoSettings(options.flags());
    } else {
      Genesis read = GenesisFile.read(genesis);
      if (isValidator) {
        init.validatorKey();
      }
      init.complete(read, options.flags());
      data.put("genesisHash", read.hash().toString());
      lines.add("network    " + read.chainName() + " (" + read.hash() + ")");
    }
    String nodeId = Address.ofNode(NodeId.of(init.nodeKey()).hash());
    data.put("nodeId", nodeId);
    lines.add("node id    " + nodeId);
    if (isValidator || Files.exists(home.validatorKeyFile())) {
      String validator = Address.ofValidator(init.validatorKey());
      data.put("validatorKey", validator);
      data.put("validatorKeyHex", init.validatorKey().toString());
      lines.add("validator  " + validator + " (" + init.validatorKey() + ")");
    }
    lines.add(
        genesis == null && backup == null
            ? "next       cairnd init --home " + home.path() + " --genesis FILE"
            : "next       cairnd run --home " + home.path());
    output.result(data, lines);
    return ExitCode.OK.number();
  }

  private void restore(
      Path from,
      NodeInit init,
      NodeHome home,
      Map<Setting, String> flags,
      ObjectNode data,
      List<String> lines) {
    if (genesis != null || isValidator || Files.exists(home.validatorKeyFile())) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "a backup has no memory of how a validator voted, so --from-backup makes an observer"
              + " only.",
          "Leave --genesis and --validator out, and name a home without a validator key.");
    }
    Genesis of = Backup.genesis(from);
    Map<Setting, String> settings = Backup.settings(from);
    settings.putAll(flags);
    NodeHome made = init.complete(of, settings);
    try {
      Head head = Backup.restore(from, made, of);
      data.put("genesisHash", of.hash().toString());
      data.put("height", head.height().toString());
      lines.add("network    " + of.chainName() + " (" + of.hash() + ")");
      lines.add("restored   blocks 0 to " + head.height());
    } catch (IOException | StoreException | DiskException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          "the ledger of " + from + " could not be restored: " + e.getMessage(),
          home.path() + " is a node with an empty ledger now, which it fetches from its peers.");
    }
  }

  /// node.toml is made with the ledger: settings that came before it would be lost.
  private static void requireNoSettings(Map<Setting, String> flags) {
    if (!flags.isEmpty()) {
      String names = String.join(", ", flags.keySet().stream().map(Setting::flag).toList());
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "without --genesis only keys are made, and no node.toml that could keep " + names + ".",
          "Leave the settings out now, and give them together with --genesis FILE.");
    }
  }
}

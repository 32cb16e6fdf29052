package cairn.node;

import cairn.crypto.SignatureProviders;
import cairn.disk.DiskException;
import cairn.ledger.Genesis;
import cairn.ledger.store.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `cairnd backup DIR`: copies the ledger of a home, whether its node runs or not.
@Command(
    name = "backup",
    description = {
      "Copies a node's ledger, genesis and settings into a new folder, also while the node runs."
          + " No",
      "key is in it. `cairnd init --from-backup DIR` makes a node of it. See docs/upkeep.md."
    })
final class BackupCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final CommandOutput output;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "the folder to make")
  private @Nullable Path directory;

  BackupCommand(Map<String, String> environment, CommandOutput output) {
    this.environment = environment;
    this.output = output;
  }

  @Override
  public Integer call() {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    Path target = Optional.ofNullable(directory).orElseThrow().toAbsolutePath().normalize();
    NodeHome home = NodeHome.existing(options.home());
    Genesis genesis = home.genesis(SignatureProviders.best());
    requireFree(target);
    try {
      tell(Backup.make(home, genesis, target), target);
    } catch (IOException e) {
      throw refused(target, e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (DiskException e) {
      throw refused(target, String.valueOf(e.getMessage()));
    }
    return ExitCode.OK.number();
  }

  private static RefusedException refused(Path target, String reason) {
    return new RefusedException(
        ExitCode.CONFIGURATION, "the backup " + target + " was not made: " + reason + ".");
  }

  private static void requireFree(Path target) {
    if (Files.exists(target)) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          target + " is there already; nothing is overwritten.",
          "Name another folder, or move that one away.");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "there is no folder " + folder + " for " + target + ".");
    }
  }

  private void tell(Head head, Path target) {
    ObjectNode data = CommandOutput.object();
    data.put("directory", target.toString());
    data.put("height", head.height().toString());
    data.put("blockHash", head.id().toString());
    output.result(
        data,
        List.of(
            "backed up  blocks 0 to " + head.height() + " into " + target,
            "note       no key is in it: keep the folder keys apart",
            "restore    cairnd init --home NEW --from-backup " + target));
  }
}

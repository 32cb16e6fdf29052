package cairn.node;

import cairn.disk.DurableFile;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.node.upkeep.LedgerFileWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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

/// `cairnd export FILE`: writes the ledger of a home into one file.
@Command(
    name = "export",
    description = {
      "Writes the ledger of a stopped node into one file: genesis, blocks and certificates."
          + " Whoever",
      "imports it checks everything again. See docs/upkeep.md."
    })
final class ExportCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final CommandOutput output;
  private final ProgressLine.Style style;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "the file to make")
  private @Nullable Path file;

  ExportCommand(Map<String, String> environment, CommandOutput output, ProgressLine.Style style) {
    this.environment = environment;
    this.output = output;
    this.style = style;
  }

  @Override
  public Integer call() throws IOException {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    Path target = Optional.ofNullable(file).orElseThrow().toAbsolutePath().normalize();
    requireFree(target);
    Height last;
    try (OfflineNode node = OfflineNode.open(options.home())) {
      last = node.attempt(() -> export(node, target));
    }
    long bytes = Files.size(target);
    ObjectNode data = CommandOutput.object();
    data.put("file", target.toString());
    data.put("height", last.toString());
    data.put("bytes", Long.toString(bytes));
    List<String> lines = new ArrayList<>();
    lines.add("exported   blocks 0 to " + last + " into " + target + " (" + bytes + " bytes)");
    output.result(data, lines);
    return ExitCode.OK.number();
  }

  private static void requireFree(Path target) {
    if (Files.exists(target)) {
      throw taken(target);
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "there is no folder " + folder + " for " + target + ".");
    }
  }

  private Height export(OfflineNode node, Path target) {
    try (LedgerStore store = node.openStore()) {
      requireUnpruned(store);
      Height last = lastCertified(store);
      try (ProgressLine progress =
          ProgressLine.begin(
              style, new ProgressLine.Task("export", "begins anew"), Height.ZERO, last)) {
        DurableFile.create(
            target,
            PosixFilePermissions.fromString("rw-r--r--"),
            out -> write(store, node, last, progress, out));
      }
      return last;
    } catch (FileAlreadyExistsException e) {
      throw taken(target);
    } catch (IOException e) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "cannot write " + target + ": " + reason(e) + ".");
    }
  }

  private static void requireUnpruned(LedgerStore store) {
    if (store.earliest().isAfter(Height.ZERO)) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "the blocks below " + store.earliest() + " were pruned, so this ledger is no whole one.",
          "Export that of a node that keeps everything.");
    }
  }

  private static void write(
      LedgerStore store, OfflineNode node, Height last, ProgressLine progress, OutputStream out)
      throws IOException {
    LedgerFileWriter writer = LedgerFileWriter.begin(out, node.genesis());
    for (Height height = new Height(1); !height.isAfter(last); height = height.next()) {
      Block block = store.block(height).orElseThrow();
      writer.block(block, store.finalization(height));
      progress.at(height);
    }
    writer.end();
  }

  /// Blocks whose certificate the store does not have yet are no proof to anybody.
  private static Height lastCertified(LedgerStore store) {
    long height = store.head().height().number();
    while (height > 0 && store.finalization(new Height(height)).isEmpty()) {
      height--;
    }
    return new Height(height);
  }

  private static RefusedException taken(Path target) {
    return new RefusedException(
        ExitCode.CONFIGURATION,
        target + " is there already; nothing is overwritten.",
        "Name another file, or move that one away.");
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }
}

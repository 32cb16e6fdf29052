package cairn.node;

import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
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

/// `cairnd prune --keep N`: forgets the bodies of all but the newest blocks.
@Command(
    name = "prune",
    description = {
      "Deletes the transactions and receipts of a stopped node's old blocks, and what indexes"
          + " them.",
      "Headers, certificates, the state and all that proofs need stay. See docs/upkeep.md."
    })
final class PruneCommand implements Callable<Integer> {
  private static final int BLOCKS_AT_ONCE = 256;

  private final Map<String, String> environment;
  private final CommandOutput output;
  private final ProgressLine.Style style;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--keep",
      paramLabel = "N",
      required = true,
      description = "how many of the newest blocks stay whole, at least 1")
  private long kept;

  PruneCommand(Map<String, String> environment, CommandOutput output, ProgressLine.Style style) {
    this.environment = environment;
    this.output = output;
    this.style = style;
  }

  @Override
  public Integer call() {
    if (kept < 1) {
      throw new RefusedException(ExitCode.USAGE, "--keep is at least 1, not " + kept + ".");
    }
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    try (OfflineNode node = OfflineNode.open(options.home())) {
      node.attempt(() -> prune(node));
    }
    return ExitCode.OK.number();
  }

  private boolean prune(OfflineNode node) {
    try (LedgerStore store = node.openStore()) {
      Height before = store.earliest();
      Height floor = new Height(Math.max(0, store.head().height().number() - kept + 1));
      try (ProgressLine progress =
          ProgressLine.begin(
              style, new ProgressLine.Task("prune", "goes on there"), before, floor)) {
        long swept = before.number();
        while (store.prune(floor, BLOCKS_AT_ONCE)) {
          swept = Math.min(floor.number(), swept + BLOCKS_AT_ONCE);
          progress.at(new Height(swept));
        }
      }
      tell(store.earliest(), store.head().height());
      return true;
    }
  }

  private void tell(Height earliest, Height head) {
    ObjectNode data = CommandOutput.object();
    data.put("earliest", earliest.toString());
    data.put("height", head.toString());
    String kept =
        earliest.equals(Height.ZERO)
            ? "kept       all blocks, 0 to " + head
            : "kept       blocks "
                + earliest
                + " to "
                + head
                + "; of those below, all but the bodies";
    output.result(data, List.of(kept));
  }
}

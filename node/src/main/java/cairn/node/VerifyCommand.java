package cairn.node;

import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreException;
import cairn.node.upkeep.LedgerCheck;
import cairn.node.upkeep.LedgerReplay;
import cairn.node.upkeep.PrunedLedgerCheck;
import cairn.node.upkeep.SignatureCheck;
import cairn.node.upkeep.StoreFolder;
import cairn.node.upkeep.UpkeepException;
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

/// `cairnd verify`: checks the whole ledger of a home.
@Command(
    name = "verify",
    description = {
      "Checks every block of a stopped node's ledger: hashes, links, certificates, signatures, all",
      "roots by executing everything again, indexes and state. Exits 9 if anything is damaged. One",
      "that was interrupted goes on where it was. See docs/upkeep.md."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final CommandOutput output;
  private final ProgressLine.Style style;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--from-start", description = "check again what an earlier run found good")
  private boolean isFromStart;

  VerifyCommand(Map<String, String> environment, CommandOutput output, ProgressLine.Style style) {
    this.environment = environment;
    this.output = output;
    this.style = style;
  }

  /// What was found, and the block that the check began above.
  private record Found(LedgerCheck.Result result, Height began) {}

  @Override
  public Integer call() {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    try (OfflineNode node = OfflineNode.open(options.home())) {
      Found found = node.attempt(() -> check(node));
      tell(found);
    }
    return ExitCode.OK.number();
  }

  private Found check(OfflineNode node) {
    try (LedgerStore store = open(node)) {
      store
          .gap()
          .ifPresent(gap -> {
            throw new RefusedException(
                ExitCode.UNHEALTHY,
                "the ledger store lost blocks "
                    + gap.first()
                    + " to "
                    + gap.last()
                    + ", which it had.",
                node.command("run")
                    + " takes them from its journal or its peers; then verify again.");
          });
      if (store.earliest().isAfter(Height.ZERO)) {
        return new Found(checkPruned(node, store), Height.ZERO);
      }
      try (LedgerStore shadow = shadow(node, store)) {
        Height began = shadow.head().height();
        return new Found(check(node, store, shadow), began);
      } finally {
        // Kept only by a run that was ended: what this one found is told, good or bad.
        StoreFolder.delete(node.disk(), NodeHome.VERIFY);
      }
    }
  }

  private LedgerCheck.Result check(OfflineNode node, LedgerStore store, LedgerStore shadow) {
    try (SignatureCheck signatures = SignatureCheck.start(node.genesis().hash(), node.ed25519());
        ProgressLine progress =
            ProgressLine.begin(
                style,
                new ProgressLine.Task("verify", "goes on there"),
                shadow.head().height(),
                store.head().height())) {
      LedgerReplay replay = new LedgerReplay(shadow, node.genesis(), node.ed25519(), signatures);
      return new LedgerCheck(store, shadow, node.genesis()).run(replay, progress::at);
    } catch (UpkeepException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY, OfflineNode.sentence("the ledger", e), advice(node, e));
    }
  }

  private LedgerCheck.Result checkPruned(OfflineNode node, LedgerStore store) {
    try (SignatureCheck signatures = SignatureCheck.start(node.genesis().hash(), node.ed25519());
        ProgressLine progress =
            ProgressLine.begin(
                style,
                new ProgressLine.Task("verify", "begins anew"),
                Height.ZERO,
                store.head().height())) {
      return new PrunedLedgerCheck(store, node.genesis(), node.ed25519(), signatures)
          .run(progress::at);
    } catch (UpkeepException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          OfflineNode.sentence("the ledger", e),
          "It was pruned, so it cannot be executed again: put a backup in its place, or move "
              + node.home().data().resolve(NodeHome.LEDGER)
              + " away, and the node fetches the ledger from peers that keep everything.");
    }
  }

  private static String advice(OfflineNode node, UpkeepException fault) {
    String kept =
        fault
            .height()
            .filter(height -> height.isAfter(Height.ZERO))
            .map(height -> " keeps at least blocks 0 to " + (height.number() - 1) + ",")
            .orElse("");
    return node.command("repair")
        + kept
        + " builds the rest anew from what is whole, and the node fetches what is missing.";
  }

  private static LedgerStore open(OfflineNode node) {
    try {
      return node.openStore();
    } catch (StoreException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          "the ledger store in " + node.home().data() + " does not open: " + e.damage(),
          node.command("repair") + " builds it anew from what is whole.");
    }
  }

  /// The shadow of an earlier run if it fits this store, else a new one.
  private LedgerStore shadow(OfflineNode node, LedgerStore store) {
    if (!isFromStart && StoreFolder.isThere(node.disk(), NodeHome.VERIFY)) {
      Optional<LedgerStore> earlier = earlier(node, store);
      if (earlier.isPresent()) {
        return earlier.get();
      }
    }
    StoreFolder.delete(node.disk(), NodeHome.VERIFY);
    StoreFolder.create(node.disk(), NodeHome.VERIFY, node.genesis());
    return StoreFolder.open(node.disk(), NodeHome.VERIFY, node.genesis());
  }

  private static Optional<LedgerStore> earlier(OfflineNode node, LedgerStore store) {
    try {
      LedgerStore shadow = StoreFolder.open(node.disk(), NodeHome.VERIFY, node.genesis());
      if (new LedgerCheck(store, shadow, node.genesis()).isGoingOn()) {
        return Optional.of(shadow);
      }
      shadow.close();
    } catch (StoreException e) {
      // Not as it was left: the check begins anew.
      return Optional.empty();
    }
    return Optional.empty();
  }

  private void tell(Found found) {
    LedgerCheck.Result result = found.result();
    ObjectNode data = CommandOutput.object();
    data.put("height", result.last().toString());
    data.put("beganAbove", found.began().toString());
    data.put("stateEntries", Long.toString(result.entries()));
    data.put("earliest", result.earliest().toString());
    data.put("uncertifiedBlocks", Long.toString(result.uncertified()));
    List<String> lines = new ArrayList<>();
    lines.add(
        "sound      blocks 0 to "
            + result.last()
            + ", and a state of "
            + result.entries()
            + " entries");
    if (found.began().isAfter(Height.ZERO)) {
      lines.add(
          "note       an earlier run found blocks 0 to "
              + found.began()
              + " good; this one went on there (--from-start begins anew)");
    }
    if (result.earliest().isAfter(Height.ZERO)) {
      lines.add(
          "note       blocks below "
              + result.earliest()
              + " were pruned: nothing was executed again; headers, certificates, history, kept"
              + " transactions, signatures and the state at the head were checked");
    }
    if (result.uncertified() > 0) {
      lines.add(
          "note       the certificate over the last "
              + result.uncertified()
              + " blocks is not in the store yet; the node's journal has it");
    }
    output.result(data, lines);
  }
}

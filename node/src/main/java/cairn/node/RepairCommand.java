package cairn.node;

import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.LevelDbStore;
import cairn.ledger.store.SalvagedBlocks;
import cairn.ledger.store.StoreException;
import cairn.node.upkeep.LedgerReplay;
import cairn.node.upkeep.SalvagedSource;
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
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `cairnd repair`: builds the ledger store of a home anew from its own blocks.
@Command(
    name = "repair",
    description = {
      "Builds a stopped node's ledger store anew, with indexes and state, by executing its blocks",
      "again as far as they are whole. The old store is kept beside it. What is missing the node",
      "fetches from its peers when it runs. See docs/upkeep.md."
    })
final class RepairCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final CommandOutput output;
  private final ProgressLine.Style style;

  @Spec private @Nullable CommandSpec spec;

  RepairCommand(Map<String, String> environment, CommandOutput output, ProgressLine.Style style) {
    this.environment = environment;
    this.output = output;
    this.style = style;
  }

  /// What was kept.
  ///
  /// @param had the highest block that the old store knows of
  /// @param fault why the next one was not kept; empty if all were
  private record Kept(Height head, Height had, Optional<String> fault) {}

  @Override
  public Integer call() {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    try (OfflineNode node = OfflineNode.open(options.home())) {
      node.attempt(() -> repair(node));
    }
    return ExitCode.OK.number();
  }

  private boolean repair(OfflineNode node) {
    StoreFolder.finishReplacement(node.disk(), NodeHome.LEDGER);
    Kept kept = rebuild(node);
    Optional<String> aside = StoreFolder.replace(node.disk(), NodeHome.REPAIR, NodeHome.LEDGER);
    // It was of the store that is gone.
    StoreFolder.delete(node.disk(), NodeHome.VERIFY);
    tell(node, kept, aside);
    return true;
  }

  private Kept rebuild(OfflineNode node) {
    if (!StoreFolder.isThere(node.disk(), NodeHome.LEDGER)) {
      begin(node).close();
      return new Kept(Height.ZERO, Height.ZERO, Optional.of("there was no ledger store"));
    }
    LevelDbStore files;
    try {
      files = LevelDbStore.open(node.disk(), NodeHome.LEDGER);
    } catch (StoreException e) {
      begin(node).close();
      return new Kept(Height.ZERO, Height.ZERO, Optional.of("its files do not open"));
    }
    try (files) {
      SalvagedBlocks salvaged = new SalvagedBlocks(files, node.genesis().hash());
      requireSameNetwork(node, salvaged);
      requireUnpruned(node, salvaged);
      try (LedgerStore rebuilt = begin(node)) {
        return rebuild(node, new SalvagedSource(salvaged), rebuilt);
      }
    }
  }

  /// What was pruned cannot be executed again.
  private static void requireUnpruned(OfflineNode node, SalvagedBlocks salvaged) {
    Height earliest = salvaged.earliest();
    if (earliest.isAfter(Height.ZERO)) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          "the blocks below "
              + earliest
              + " were pruned, so the state cannot be made again from them.",
          "Put a backup or an import of a whole ledger in the place of "
              + node.home().data().resolve(NodeHome.LEDGER)
              + ", or move it away: "
              + node.command("run")
              + " fetches the ledger from peers that keep everything.");
    }
  }

  /// Else the store of another genesis would count as damaged from its first block on.
  private static void requireSameNetwork(OfflineNode node, SalvagedBlocks salvaged) {
    salvaged
        .genesis()
        .filter(found -> !found.equals(node.genesis().hash()))
        .ifPresent(found -> {
          throw new RefusedException(
              ExitCode.CONFIGURATION,
              "the ledger store in "
                  + node.home().data()
                  + " is of the network "
                  + found
                  + ", and "
                  + node.home().genesisFile()
                  + " of "
                  + node.genesis().hash()
                  + ".",
              "Put the right genesis back.");
        });
  }

  /// Goes on with what an earlier run has built, if it is whole.
  private static LedgerStore begin(OfflineNode node) {
    if (StoreFolder.isThere(node.disk(), NodeHome.REPAIR)) {
      try {
        return StoreFolder.open(node.disk(), NodeHome.REPAIR, node.genesis());
      } catch (StoreException e) {
        StoreFolder.delete(node.disk(), NodeHome.REPAIR);
      }
    }
    StoreFolder.create(node.disk(), NodeHome.REPAIR, node.genesis());
    return StoreFolder.open(node.disk(), NodeHome.REPAIR, node.genesis());
  }

  private Kept rebuild(OfflineNode node, SalvagedSource source, LedgerStore rebuilt) {
    Height had = last(source);
    Height began = rebuilt.head().height();
    Optional<String> fault = Optional.empty();
    try (SignatureCheck signatures = SignatureCheck.start(node.genesis().hash(), node.ed25519());
        ProgressLine progress =
            ProgressLine.begin(
                style,
                new ProgressLine.Task("repair", "goes on there"),
                began,
                had.isAfter(began) ? had : began)) {
      long left =
          new LedgerReplay(rebuilt, node.genesis(), node.ed25519(), signatures)
              .run(
                  source,
                  LedgerReplay.Tail.LEFT,
                  block -> {
                    rebuilt.commit(block);
                    progress.at(block.block().height());
                  });
      if (left > 0) {
        fault = Optional.of("the store has no certificate over it");
      }
    } catch (UpkeepException e) {
      fault = Optional.of(e.clause());
    }
    Height head = rebuilt.head().height();
    if (fault.isEmpty() && had.isAfter(head)) {
      fault = Optional.of("it is missing");
    }
    return new Kept(head, had, fault);
  }

  private static Height last(SalvagedSource source) {
    try {
      return source.last();
    } catch (StoreException e) {
      return Height.ZERO;
    }
  }

  private void tell(OfflineNode node, Kept kept, Optional<String> aside) {
    ObjectNode data = CommandOutput.object();
    data.put("height", kept.head().toString());
    data.put("had", kept.had().toString());
    aside.ifPresent(name -> data.put("damaged", node.home().data().resolve(name).toString()));
    List<String> lines = new ArrayList<>();
    lines.add("repaired   blocks 0 to " + kept.head() + ", with indexes and state made anew");
    kept.fault()
        .ifPresent(fault -> {
          data.put("missingFrom", kept.head().next().toString());
          data.put("why", fault);
          lines.add(
              "missing    from block "
                  + kept.head().next()
                  + " on ("
                  + fault
                  + "): the journal or peers fill in");
        });
    aside.ifPresent(name ->
        lines.add(
            "old store  "
                + node.home().data().resolve(name)
                + ": delete it when all is well again"));
    lines.add("next       cairnd run --home " + node.home().path());
    output.result(data, lines);
  }
}

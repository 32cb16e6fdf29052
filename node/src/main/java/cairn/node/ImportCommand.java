package cairn.node;

import cairn.crypto.SignatureProviders;
import cairn.ledger.BlockHeader;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.store.LedgerStore;
import cairn.node.upkeep.LedgerFile;
import cairn.node.upkeep.LedgerReplay;
import cairn.node.upkeep.SignatureCheck;
import cairn.node.upkeep.UpkeepException;
import java.io.FileNotFoundException;
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

/// `cairnd import FILE`: takes the blocks of a ledger file into a home, all of them checked.
@Command(
    name = "import",
    description = {
      "Takes the blocks of an exported file into a stopped node's ledger, or into a new home,"
          + " where",
      "there is none. Every certificate, signature and root is checked before a block is taken.",
      "See docs/upkeep.md."
    })
final class ImportCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final CommandOutput output;
  private final ProgressLine.Style style;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "what `cairnd export` made")
  private @Nullable Path file;

  ImportCommand(Map<String, String> environment, CommandOutput output, ProgressLine.Style style) {
    this.environment = environment;
    this.output = output;
    this.style = style;
  }

  @Override
  public Integer call() throws IOException {
    SettingOptions options =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment);
    Path source = Optional.ofNullable(file).orElseThrow();
    NodeHome home = new NodeHome(options.home().toAbsolutePath().normalize());
    try (LedgerFile ledger = LedgerFile.open(source)) {
      if (!Files.exists(home.data())) {
        makeHome(home, ledger.genesis(), options.flags());
      }
      try (OfflineNode node = OfflineNode.open(home.path())) {
        requireSameNetwork(node, ledger, source);
        node.attempt(() -> take(node, ledger, source));
      }
    } catch (FileNotFoundException e) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "cannot read " + source + ": " + e.getMessage() + ".");
    } catch (UpkeepException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY, e.clause() + ".", "Nothing was imported; get the file anew.");
    }
    return ExitCode.OK.number();
  }

  /// Only for a node without a vote: a key that may have voted needs its journal.
  private static void makeHome(NodeHome home, Genesis genesis, Map<Setting, String> settings) {
    if (Files.exists(home.validatorKeyFile())) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          home.path() + " has a validator key and no ledger.",
          "If the key is new, `cairnd init --home "
              + home.path()
              + " --genesis FILE` makes its home first; if it ever voted, put its data folder"
              + " back.");
    }
    new NodeInit(home.path(), SignatureProviders.best()).complete(genesis, settings);
  }

  private static void requireSameNetwork(OfflineNode node, LedgerFile ledger, Path source) {
    if (!ledger.genesis().hash().equals(node.genesis().hash())) {
      throw new RefusedException(
          ExitCode.CONFIGURATION,
          source
              + " is of another network: "
              + ledger.genesis().chainName()
              + " ("
              + ledger.genesis().hash()
              + "), and "
              + node.home().path()
              + " is of "
              + node.genesis().chainName()
              + " ("
              + node.genesis().hash()
              + ").");
    }
  }

  private boolean take(OfflineNode node, LedgerFile ledger, Path source) {
    try (LedgerStore store = node.openOrCreateStore()) {
      requireSameHistory(store, ledger, source);
      Height began = store.head().height();
      long left = replay(node, store, ledger, source);
      tell(node.genesis(), began, store.head().height(), left);
      return true;
    }
  }

  /// A ledger that is longer than the file must go on from it.
  private static void requireSameHistory(LedgerStore store, LedgerFile ledger, Path source) {
    long shared = Math.min(store.head().height().number(), ledger.last().number());
    if (shared > 0) {
      Height height = new Height(shared);
      Optional<BlockHeader> own = store.header(height);
      if (!own.equals(ledger.header(height))) {
        throw new RefusedException(
            ExitCode.UNHEALTHY,
            "block " + height + " of " + source + " is another than this ledger's.",
            "One of the two is not the ledger of this network: `cairnd verify` checks this one.");
      }
    }
  }

  private long replay(OfflineNode node, LedgerStore store, LedgerFile ledger, Path source) {
    Height began = store.head().height();
    Height last = ledger.last().isAfter(began) ? ledger.last() : began;
    try (SignatureCheck signatures = SignatureCheck.start(node.genesis().hash(), node.ed25519());
        ProgressLine progress =
            ProgressLine.begin(
                style, new ProgressLine.Task("import", "goes on there"), began, last)) {
      LedgerReplay replay = new LedgerReplay(store, node.genesis(), node.ed25519(), signatures);
      return replay.run(
          ledger,
          LedgerReplay.Tail.LEFT,
          block -> {
            store.commit(block);
            progress.at(block.block().height());
          });
    } catch (UpkeepException e) {
      String place = e.height().map(height -> " (offset " + ledger.offset(height) + ")").orElse("");
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          OfflineNode.sentence(source + place, e),
          "The ledger is at block "
              + store.head().height()
              + ", what was imported stays; with a good file run the same again.");
    }
  }

  private void tell(Genesis genesis, Height began, Height head, long left) {
    ObjectNode data = CommandOutput.object();
    data.put("chainName", genesis.chainName());
    data.put("genesisHash", genesis.hash().toString());
    data.put("beganAbove", began.toString());
    data.put("height", head.toString());
    data.put("uncertifiedBlocks", Long.toString(left));
    String taken =
        head.equals(began)
            ? "imported   nothing: the ledger is at block " + head + " already"
            : "imported   blocks " + began.next() + " to " + head;
    output.result(
        data, List.of("network    " + genesis.chainName() + " (" + genesis.hash() + ")", taken));
  }
}

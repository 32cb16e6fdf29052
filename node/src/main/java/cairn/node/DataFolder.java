package cairn.node;

import cairn.consensus.Journal;
import cairn.crypto.PublicKey;
import cairn.disk.Disk;
import cairn.disk.DurableFile;
import cairn.disk.RealDisk;
import cairn.ledger.Genesis;
import cairn.ledger.store.LedgerStore;
import cairn.node.upkeep.StoreFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder `data` of a [NodeHome]: the journal and the ledger store.
///
/// It is built under another name and renamed when it is whole, so that what a crash leaves is
/// never taken for it. The journal is made there alone and never again: without its memory a
/// validator must not vote. A store that is missing is made again at any start, since peers, and
/// the journal, have what belongs into it.
final class DataFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final String UNFINISHED = ".new";

  private DataFolder() {}

  /// Makes the folder of a new node. It may be there only if it is empty.
  static void create(NodeHome home, Genesis genesis, Optional<PublicKey> validator)
      throws IOException {
    Path unfinished = home.path().resolve(NodeHome.DATA + UNFINISHED);
    RealDisk disk = new RealDisk(unfinished);
    disk.createDirectories("");
    Optional<Disk.Lock> lock = disk.lock(NodeHome.LOCK);
    if (lock.isEmpty()) {
      throw new RefusedException(
          ExitCode.CONFIGURATION, "another `cairnd init` is making the node in " + home.path());
    }
    try {
      deleteAllBut(unfinished, NodeHome.LOCK);
      Journal.create(disk, NodeHome.JOURNAL, new Journal.Owner(validator, genesis.hash())).close();
      StoreFolder.create(disk, NodeHome.LEDGER, genesis);
    } finally {
      lock.get().close();
    }
    Files.move(unfinished, home.data(), StandardCopyOption.ATOMIC_MOVE);
    DurableFile.syncDirectory(home.path());
  }

  /// Opens the store, which is made from the genesis if it is missing.
  static LedgerStore openStore(Disk disk, Genesis genesis) {
    StoreFolder.finishReplacement(disk, NodeHome.LEDGER);
    if (!StoreFolder.isThere(disk, NodeHome.LEDGER)) {
      LOG.warn(
          "the ledger store is missing: this node makes an empty one and fetches the ledger from"
              + " its peers");
      StoreFolder.create(disk, NodeHome.LEDGER, genesis);
    }
    return StoreFolder.open(disk, NodeHome.LEDGER, genesis);
  }

  private static void deleteAllBut(Path folder, String kept) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (!path.equals(folder) && !path.equals(folder.resolve(kept))) {
        Files.delete(path);
      }
    }
  }
}

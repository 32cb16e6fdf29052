package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.SignatureProviders;
import cairn.disk.Disk;
import cairn.disk.DiskException;
import cairn.disk.RealDisk;
import cairn.ledger.Genesis;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreException;
import cairn.node.upkeep.StoreFolder;
import cairn.node.upkeep.UpkeepException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// A home that a command works in, and that no node can be run in meanwhile.
final class OfflineNode implements AutoCloseable {
  private final NodeHome home;
  private final Genesis genesis;
  private final RealDisk disk;
  private final Ed25519 ed25519;
  private final Disk.Lock lock;

  private OfflineNode(
      NodeHome home, Genesis genesis, RealDisk disk, Ed25519 ed25519, Disk.Lock lock) {
    this.home = home;
    this.genesis = genesis;
    this.disk = disk;
    this.ed25519 = ed25519;
    this.lock = lock;
  }

  /// Takes the home's lock; throws [RefusedException] where a node runs in it, or there is none.
  static OfflineNode open(Path path) {
    NodeHome home = NodeHome.existing(path);
    Ed25519 ed25519 = SignatureProviders.best();
    Genesis genesis = home.genesis(ed25519);
    RealDisk disk = new RealDisk(home.data());
    return new OfflineNode(home, genesis, disk, ed25519, home.lock(disk));
  }

  NodeHome home() {
    return home;
  }

  Genesis genesis() {
    return genesis;
  }

  /// The folder `data`.
  RealDisk disk() {
    return disk;
  }

  Ed25519 ed25519() {
    return ed25519;
  }

  /// The command of that name for this home, as people type it.
  String command(String name) {
    return "`cairnd " + name + " --home " + home.path() + "`";
  }

  /// Opens the ledger store, made if it is missing; the caller closes it.
  LedgerStore openOrCreateStore() {
    return DataFolder.openStore(disk, genesis);
  }

  /// Opens the ledger store; the caller closes it.
  LedgerStore openStore() {
    StoreFolder.finishReplacement(disk, NodeHome.LEDGER);
    if (!StoreFolder.isThere(disk, NodeHome.LEDGER)) {
      throw new RefusedException(
          ExitCode.UNHEALTHY,
          "there is no ledger store in " + home.data() + ".",
          command("run") + " makes an empty one and fetches the ledger from its peers.");
    }
    return StoreFolder.open(disk, NodeHome.LEDGER, genesis);
  }

  /// Does what may find the disk or the store faulty: then it ends with one sentence.
  <T> T attempt(Supplier<T> action) {
    try {
      return action.get();
    } catch (StoreException | DiskException e) {
      throw new RefusedException(
          ExitCode.UNHEALTHY, e.getMessage() + " (the files are in " + home.data() + ")");
    }
  }

  /// What was found wrong with the ledger, for people.
  static String sentence(String of, UpkeepException fault) {
    return fault
            .height()
            .map(height -> "block " + height + " of " + of + " is not sound: ")
            .orElse(of + " is not sound: ")
        + fault.clause()
        + ".";
  }

  @Override
  public void close() {
    lock.close();
  }
}

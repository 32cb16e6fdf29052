package cairn.node.upkeep;

import cairn.disk.Disk;
import cairn.ledger.Genesis;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.LevelDbStore;
import java.util.Optional;

/// Folders of a disk that each hold one ledger store. A new one is built under another name and
/// renamed when it is whole, so that what a crash leaves is never taken for one.
public final class StoreFolder {
  private static final String UNFINISHED = ".new";

  /// A whole store that is to take the place of another.
  private static final String REPLACEMENT = ".repaired";

  private StoreFolder() {}

  public static boolean isThere(Disk disk, String folder) {
    return disk.exists(folder) && !disk.list(folder).isEmpty();
  }

  /// Makes a store that holds the genesis.
  public static void create(Disk disk, String folder, Genesis genesis) {
    String unfinished = folder + UNFINISHED;
    delete(disk, unfinished);
    LedgerStore.create(LevelDbStore.create(disk, unfinished), genesis).close();
    disk.syncDirectory(unfinished);
    move(disk, unfinished, folder);
  }

  /// Opens the store in a folder, which must be there.
  public static LedgerStore open(Disk disk, String folder, Genesis genesis) {
    LevelDbStore files = LevelDbStore.open(disk, folder);
    boolean isOpen = false;
    try {
      LedgerStore store = LedgerStore.open(files, genesis.hash());
      isOpen = true;
      return store;
    } finally {
      if (!isOpen) {
        files.close();
      }
    }
  }

  /// Puts the store in `from` in the place of the one in `to`, which is kept as the first free of
  /// `TO.damaged-1`, `TO.damaged-2` …; its new name, or empty if there was none. What a crash
  /// interrupts, [#finishReplacement] finishes.
  public static Optional<String> replace(Disk disk, String from, String to) {
    move(disk, from, to + REPLACEMENT);
    Optional<String> aside = setAside(disk, to);
    finishReplacement(disk, to);
    return aside;
  }

  /// To be called before a store is looked for.
  public static void finishReplacement(Disk disk, String folder) {
    if (disk.exists(folder + REPLACEMENT)) {
      setAside(disk, folder);
      move(disk, folder + REPLACEMENT, folder);
    }
  }

  private static Optional<String> setAside(Disk disk, String folder) {
    if (!isThere(disk, folder)) {
      return Optional.empty();
    }
    int number = 1;
    while (disk.exists(folder + ".damaged-" + number)) {
      number++;
    }
    String aside = folder + ".damaged-" + number;
    move(disk, folder, aside);
    return Optional.of(aside);
  }

  private static void move(Disk disk, String from, String to) {
    if (disk.exists(to) && disk.list(to).isEmpty()) {
      disk.delete(to);
    }
    disk.rename(from, to);
    disk.syncDirectory("");
  }

  /// Deletes a folder of files, if it is there.
  public static void delete(Disk disk, String folder) {
    if (disk.exists(folder)) {
      disk.list(folder).forEach(name -> disk.delete(folder + "/" + name));
      disk.delete(folder);
      disk.syncDirectory("");
    }
  }
}

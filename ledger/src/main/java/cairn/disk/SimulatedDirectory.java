package cairn.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The file names of one simulated directory: those that are seen, those that are durable, and the
/// changes in between, each of which is atomic. Guarded by the lock of its [SimulatedDisk].
final class SimulatedDirectory {
  private sealed interface Change {
    record Create(String name, Inode inode) implements Change {}

    record Remove(String name) implements Change {}

    record Rename(String from, String to) implements Change {}
  }

  private final TreeMap<String, Inode> seen = new TreeMap<>();
  private final TreeMap<String, Inode> durable = new TreeMap<>();
  private final List<Change> unsynced = new ArrayList<>();

  Set<String> names() {
    return seen.keySet();
  }

  Optional<Inode> find(String name) {
    return Optional.ofNullable(seen.get(name));
  }

  long bytes() {
    return seen.values().stream().mapToLong(Inode::size).sum();
  }

  Inode create(String name) {
    Inode inode = new Inode();
    change(new Change.Create(name, inode));
    return inode;
  }

  void remove(String name) {
    change(new Change.Remove(name));
  }

  void rename(String from, String to) {
    change(new Change.Rename(from, to));
  }

  void sync() {
    durable.clear();
    durable.putAll(seen);
    unsynced.clear();
  }

  /// The directory that a restart finds.
  SimulatedDirectory afterCrash(SimulatedDisk.CrashMode mode, SeededDraws draws) {
    TreeMap<String, Inode> names = new TreeMap<>(durable);
    int prefix = draws.between(0, unsynced.size());
    for (int i = 0; i < unsynced.size(); i++) {
      boolean kept =
          switch (mode) {
            case LOSE_UNSYNCED -> false;
            case KEEP_PREFIX -> i < prefix;
            case KEEP_ANY -> draws.coin();
          };
      if (kept) {
        apply(names, unsynced.get(i));
      }
    }
    SimulatedDirectory result = new SimulatedDirectory();
    for (Map.Entry<String, Inode> entry : names.entrySet()) {
      result.durable.put(entry.getKey(), entry.getValue().afterCrash(mode, draws));
    }
    result.seen.putAll(result.durable);
    return result;
  }

  private void change(Change change) {
    apply(seen, change);
    unsynced.add(change);
  }

  /// A rename whose source never became durable does nothing.
  private static void apply(Map<String, Inode> names, Change change) {
    switch (change) {
      case Change.Create(String name, Inode inode) -> names.put(name, inode);
      case Change.Remove(String name) -> names.remove(name);
      case Change.Rename(String from, String to) -> {
        Inode inode = names.remove(from);
        if (inode != null) {
          names.put(to, inode);
        }
      }
    }
  }
}

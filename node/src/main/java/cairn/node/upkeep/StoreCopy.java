package cairn.node.upkeep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Copies the files of a ledger store, also while a node runs on it, which is not asked and does
/// not notice.
///
/// LevelDB never changes a table that it has written, but it deletes those that a compaction
/// replaced. So all of them are held by hard links at once, beside the store; what grows (the
/// manifest, and the log) is copied before, as far as it goes. If a file came or went meanwhile, it
/// is done again. The end of such a copy is like that after a crash, which opening it mends. **The
/// links are never opened as a store**: LevelDB would write into files that it shares with the
/// node's.
public final class StoreCopy {
  private static final int ATTEMPTS = 50;

  private StoreCopy() {}

  /// Holds the files of the store in `store` by the new folder `held`, on the same file system.
  public static void hold(Path store, Path held) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      delete(held);
      Files.createDirectory(held);
      if (holdOnce(store, held)) {
        return;
      }
    }
    throw new IOException("the store changes faster than it can be copied");
  }

  private static boolean holdOnce(Path store, Path held) throws IOException {
    try {
      List<String> before = names(store);
      for (String name : growing(store)) {
        Files.copy(store.resolve(name), held.resolve(name));
      }
      for (String name : before) {
        if (isTable(name)) {
          hold(store.resolve(name), held.resolve(name), name);
        }
      }
      return before.equals(names(store));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void hold(Path table, Path held, String name) throws IOException {
    try {
      Files.createLink(held, table);
    } catch (UnsupportedOperationException e) {
      throw new IOException("the file system has no hard links for " + name + "; stop the node", e);
    }
  }

  /// CURRENT before the manifest that it names, and that before the logs.
  private static List<String> growing(Path store) throws IOException {
    return names(store).stream()
        .filter(
            name -> name.equals("CURRENT") || name.startsWith("MANIFEST-") || name.endsWith(".log"))
        .sorted((a, b) -> Integer.compare(rank(a), rank(b)))
        .toList();
  }

  private static int rank(String name) {
    return name.equals("CURRENT") ? 0 : name.startsWith("MANIFEST-") ? 1 : 2;
  }

  private static boolean isTable(String name) {
    return name.endsWith(".sst") || name.endsWith(".ldb");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /// Copies what a store needs of a folder of files into a new one, and makes all of it durable.
  public static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    for (String name : names(from)) {
      if (isTable(name) || growing(from).contains(name)) {
        Files.copy(from.resolve(name), to.resolve(name));
        sync(to.resolve(name), StandardOpenOption.WRITE);
      }
    }
    sync(to, StandardOpenOption.READ);
  }

  /// Makes the names in a folder durable, or the content of a file.
  public static void sync(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /// Deletes a folder with all that is in it, if it is there.
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}

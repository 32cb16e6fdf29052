package cairn.testnet;

import cairn.disk.Disk;
import cairn.disk.RealDisk;
import cairn.node.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The directory of a local network: what in it is ours, and the lock of it.
///
/// A directory is ours if it has our marker, which is the first that a network writes, or a sound
/// `net.json`. In ours only what a network makes is ever deleted, by name; where there is anything
/// else, nothing is.
record NetworkDirectory(Path path) {
  private static final String MARKER = ".cairn-net";
  private static final String LOCK = "LOCK";
  private static final Pattern HOME = Pattern.compile("node-[0-9]{1,2}");
  private static final Pattern OURS =
      Pattern.compile(
          "LOCK|\\.cairn-net|\\.gitignore|net\\.json(\\.tmp)?|genesis\\.json|node-[0-9]{1,2}"
              + "|wallets|wallets-password");

  NetworkDirectory {
    path = path.toAbsolutePath().normalize();
  }

  void create() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "Cannot make " + path + ": " + reason(e) + ".",
          "Give a --dir that you may write to.");
    }
  }

  /// Says that what will be in the directory is a network's.
  void mark() throws IOException {
    Files.writeString(
        path.resolve(MARKER), "A local network: `net up --fresh` deletes what `net` made here.\n");
  }

  boolean hasNetwork() {
    return NetworkFile.existsIn(path);
  }

  /// Throws [NetException] where there is anything that is not ours to delete.
  void requireOurs() {
    List<String> entries = entries();
    if (entries.isEmpty()) {
      return;
    }
    if (!Files.exists(path.resolve(MARKER)) && !hasSoundNetwork()) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          path + " is not empty, and what is in it is no local network.",
          "Give another --dir.");
    }
    List<String> others =
        entries.stream().filter(name -> !OURS.matcher(name).matches()).limit(3).toList();
    if (!others.isEmpty()) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "%s has what no local network makes (%s); nothing was deleted."
              .formatted(path, String.join(", ", others)),
          "Move it elsewhere, or give another --dir.");
    }
  }

  /// Throws [NetException] where a node runs, whether `net.json` can be read or not.
  void requireStopped() {
    boolean isUp =
        entries().stream()
            .filter(name -> HOME.matcher(name).matches())
            .anyMatch(name -> new NodeProcess(path.resolve(name)).running().isPresent());
    if (isUp) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "The network in " + path + " is up already.",
          "`./testnet/net status` shows it, `./testnet/net down` stops it.");
    }
  }

  /// Deletes the network but for the lock. What tells that it is complete goes first, and what
  /// tells that the rest is ours goes last.
  void clear() throws IOException {
    requireOurs();
    Files.deleteIfExists(path.resolve(NetworkFile.NAME));
    for (String name : entries()) {
      if (!name.equals(MARKER)) {
        deleteTree(path.resolve(name));
      }
    }
    Files.deleteIfExists(path.resolve(MARKER));
  }

  /// Deletes the network and the directory.
  void delete() {
    try {
      clear();
      Files.deleteIfExists(path.resolve(LOCK));
      Files.delete(path);
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "Cannot delete " + path + ": " + reason(e) + ".",
          "Delete it by hand.");
    }
  }

  /// Takes the lock, so that two commands do not change one network at once.
  Disk.Lock lock() {
    return new RealDisk(path)
        .lock(LOCK)
        .orElseThrow(() ->
            new NetException(
                ExitCode.CONFIGURATION,
                "Another `net` command is at work in " + path + ".",
                "Wait for it, or give another --dir."));
  }

  private boolean hasSoundNetwork() {
    try {
      return hasNetwork() && NetworkFile.read(path).validators() > 0;
    } catch (NetException e) {
      return false;
    }
  }

  /// The names of what is there, but for the lock.
  private List<String> entries() {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      List<String> names = new ArrayList<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      names.remove(LOCK);
      names.sort(Comparator.naturalOrder());
      return names;
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "Cannot list " + path + ": " + reason(e) + ".",
          "Give another --dir.");
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }
}

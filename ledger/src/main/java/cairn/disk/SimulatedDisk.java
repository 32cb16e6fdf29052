package cairn.disk;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A disk in memory that a test can crash and break. Thread-safe.
///
/// It keeps for each file what is written and what is durable, and for each directory the names
/// that are seen and those that are durable: syncing a file makes its bytes durable but not its
/// name, as POSIX permits. Whatever it draws (what survives a crash, how much of a failing write is
/// done) comes from its seed, so that one seed and one order of calls give one result.
///
/// [#crash] ends this disk, as a power cut ends the process above it, and returns the disk that the
/// restarted process finds; [#afterCrash] only shows that disk, to try each moment of one run.
public final class SimulatedDisk implements Disk {
  /// What of the un-synced changes survives a crash.
  public enum CrashMode {
    /// Nothing.
    LOSE_UNSYNCED,
    /// As on a disk that writes in order and tears the last write: some first part of the bytes of
    /// each file, and some first part of the changes of each directory.
    KEEP_PREFIX,
    /// As on a disk that writes in any order: each 512-byte sector by itself, with holes read as
    /// zeros, and each change of a name by itself.
    KEEP_ANY
  }

  /// Why an injected operation fails.
  public enum Fault {
    NO_SPACE("No space left on device"),
    IO_ERROR("Input/output error");

    private final String reason;

    Fault(String reason) {
      this.reason = reason;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final SeededDraws draws;
  private final TreeMap<String, SimulatedDirectory> directories = new TreeMap<>();
  private final TreeSet<String> held = new TreeSet<>();
  private final TreeMap<Long, Fault> failingWrites = new TreeMap<>();
  private final TreeMap<Long, Fault> failingSyncs = new TreeMap<>();
  private Runnable beforeChange = () -> {};
  private long capacity = Long.MAX_VALUE;
  private long writes;
  private long syncs;
  private boolean crashed;

  /// An empty disk whose root directory is there.
  public SimulatedDisk(long seed) {
    this.draws = new SeededDraws(seed);
    directories.put("", new SimulatedDirectory());
  }

  // Crashes and faults.

  /// Ends this disk: every later call on it and its files fails, and closing them or a lock does
  /// nothing. Returns the disk that a restart finds, with no lock held and no fault pending.
  public SimulatedDisk crash(CrashMode mode) {
    return locked(() -> {
      SimulatedDisk result = afterCrash(mode);
      crashed = true;
      return result;
    });
  }

  /// The disk that a restart would find if the power failed now; this disk goes on.
  public SimulatedDisk afterCrash(CrashMode mode) {
    return locked(() -> {
      SimulatedDisk result = new SimulatedDisk(draws.next());
      result.capacity = capacity;
      directories.forEach(
          (path, directory) -> result.directories.put(path, directory.afterCrash(mode, draws)));
      return result;
    });
  }

  /// Makes the `nth` write (append or truncate) from now on fail, counted from 1. An append that
  /// fails leaves some first part of its bytes behind.
  public void failWrite(long nth, Fault fault) {
    requirePositive(nth);
    run(() -> failingWrites.put(writes + nth, fault));
  }

  /// Makes the `nth` sync (of a file or directory) from now on fail, counted from 1. The bytes that
  /// were to be synced stay readable and are never durable, even if a later sync succeeds: the
  /// kernel drops dirty pages that it could not write.
  public void failSync(long nth, Fault fault) {
    requirePositive(nth);
    run(() -> failingSyncs.put(syncs + nth, fault));
  }

  /// Sets the number of bytes that all files together may have; a write beyond it fails with "No
  /// space left on device".
  public void limitCapacity(long bytes) {
    run(() -> capacity = bytes);
  }

  /// Runs `action` before each write, sync, create, rename and delete, to look at [#afterCrash] or
  /// to [#crash] at that moment. It runs on the thread that makes the change.
  public void beforeEachChange(Runnable action) {
    run(() -> beforeChange = action);
  }

  /// Flips the bits of `mask` in one byte of a file, on the disk and in every cache: bit rot.
  public void corrupt(String path, long position, int mask) {
    run(() -> inode("corrupt", path).flip(Math.toIntExact(position), mask));
  }

  /// How many appends and truncates were tried.
  public long writes() {
    return locked(() -> writes);
  }

  /// How many syncs of files and directories were tried.
  public long syncs() {
    return locked(() -> syncs);
  }

  // The disk.

  @Override
  public boolean exists(String path) {
    DiskPath.checked(path);
    return locked(() -> directories.containsKey(path) || find(path).isPresent());
  }

  @Override
  public List<String> list(String directory) {
    DiskPath.checked(directory);
    return locked(() -> {
      TreeSet<String> names = new TreeSet<>(directory("list", directory).names());
      for (String path : directories.keySet()) {
        if (!path.isEmpty() && DiskPath.parent(path).equals(directory)) {
          names.add(DiskPath.name(path));
        }
      }
      return List.copyOf(names);
    });
  }

  @Override
  public long size(String path) {
    DiskPath.checked(path);
    return locked(() -> (long) inode("size of", path).size());
  }

  @Override
  public void createDirectories(String directory) {
    DiskPath.checked(directory);
    run(() -> {
      String path = directory;
      while (!directories.containsKey(path)) {
        if (find(path).isPresent()) {
          throw new DiskException("create directory", path, "a file has that name");
        }
        directories.put(path, new SimulatedDirectory());
        path = DiskPath.parent(path);
      }
    });
  }

  @Override
  public void delete(String path) {
    DiskPath.checked(path);
    change(() -> {
      if (!directories.containsKey(path)) {
        inode("delete", path);
        directory("delete", DiskPath.parent(path)).remove(DiskPath.name(path));
      } else if (path.isEmpty() || !list(path).isEmpty()) {
        throw new DiskException("delete", path, "Directory not empty");
      } else {
        directories.remove(path);
      }
    });
  }

  @Override
  public void rename(String from, String to) {
    DiskPath.requireSameDirectory(from, to);
    change(() -> {
      inode("rename to " + to, from);
      if (directories.containsKey(to)) {
        throw new DiskException("rename to " + to, from, "Is a directory");
      }
      directory("rename to " + to, DiskPath.parent(from))
          .rename(DiskPath.name(from), DiskPath.name(to));
    });
  }

  @Override
  public void syncDirectory(String directory) {
    DiskPath.checked(directory);
    change(() -> {
      SimulatedDirectory found = directory("sync directory", directory);
      syncs++;
      failIf(failingSyncs.remove(syncs), "sync directory", directory);
      found.sync();
    });
  }

  @Override
  public DiskFile open(String path, OpenMode mode) {
    DiskPath.checked(path);
    return locked(() ->
        switch (mode) {
          case READ -> new SimulatedFile(this, path, inode("open", path), mode);
          case APPEND -> new SimulatedFile(this, path, findOrCreate(path), mode);
          case CREATE -> {
            Inode inode = findOrCreate(path);
            if (inode.size() > 0) {
              truncate(path, inode, 0);
            }
            yield new SimulatedFile(this, path, inode, mode);
          }
        });
  }

  @Override
  public Optional<Lock> lock(String path) {
    DiskPath.checked(path);
    return locked(() -> {
      findOrCreate(path);
      return held.add(path) ? Optional.of(new HeldLock(path)) : Optional.empty();
    });
  }

  @Override
  public long usableBytes() {
    return locked(() -> capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - used()));
  }

  // For SimulatedFile.

  void append(String path, Inode inode, byte[] bytes, int offset, int length) {
    change(() -> {
      writes++;
      @Nullable Fault fault = failingWrites.remove(writes);
      long room = usableBytes();
      if (fault == null && length > room) {
        fault = Fault.NO_SPACE;
      }
      int done = fault == null ? length : draws.between(0, (int) Math.min(length, room));
      inode.append(bytes, offset, done);
      failIf(fault, "write", path);
    });
  }

  void truncate(String path, Inode inode, long size) {
    change(() -> {
      writes++;
      failIf(failingWrites.remove(writes), "truncate", path);
      inode.truncate((int) size);
    });
  }

  void sync(String path, Inode inode) {
    change(() -> {
      syncs++;
      @Nullable Fault fault = failingSyncs.remove(syncs);
      if (fault != null) {
        inode.dropUnsynced();
      }
      failIf(fault, "sync", path);
      inode.sync();
    });
  }

  /// Runs `action` under the one lock of this disk, unless it has crashed.
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      requireAlive();
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private void run(Runnable action) {
    lock.lock();
    try {
      requireAlive();
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable action) {
    run(() -> {
      beforeChange.run();
      requireAlive();
      action.run();
    });
  }

  private void requireAlive() {
    if (crashed) {
      throw new DiskException("use", "the simulated disk", "it has crashed");
    }
  }

  private Inode findOrCreate(String path) {
    Optional<Inode> found = find(path);
    if (found.isPresent()) {
      return found.get();
    }
    if (directories.containsKey(path)) {
      throw new DiskException("open", path, "Is a directory");
    }
    SimulatedDirectory parent = directory("open", DiskPath.parent(path));
    change(() -> parent.create(DiskPath.name(path)));
    return inode("open", path);
  }

  private Optional<Inode> find(String path) {
    @Nullable SimulatedDirectory parent = directories.get(DiskPath.parent(path));
    return parent == null ? Optional.empty() : parent.find(DiskPath.name(path));
  }

  private Inode inode(String operation, String path) {
    return find(path)
        .orElseThrow(() -> new DiskException(operation, path, "No such file or directory"));
  }

  private SimulatedDirectory directory(String operation, String path) {
    @Nullable SimulatedDirectory directory = directories.get(path);
    if (directory == null) {
      throw new DiskException(operation, path, "No such file or directory");
    }
    return directory;
  }

  private long used() {
    return directories.values().stream().mapToLong(SimulatedDirectory::bytes).sum();
  }

  private static void failIf(@Nullable Fault fault, String operation, String path) {
    if (fault != null) {
      throw new DiskException(operation, path, fault.reason);
    }
  }

  private static void requirePositive(long nth) {
    if (nth < 1) {
      throw new IllegalArgumentException("operations are counted from 1, not " + nth);
    }
  }

  private final class HeldLock implements Lock {
    private final String path;
    private boolean closed;

    HeldLock(String path) {
      this.path = path;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed && !crashed) {
          held.remove(path);
        }
        closed = true;
      } finally {
        lock.unlock();
      }
    }
  }
}

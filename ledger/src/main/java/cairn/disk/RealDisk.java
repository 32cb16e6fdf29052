package cairn.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// The disk of this machine, below one root directory. Thread-safe; a [DiskFile] has its own rules.
///
/// File content never passes through a `FileChannel`: one that is interrupted closes its file for
/// good, and a stopped thread must not cost the node its journal. Nothing is mapped into memory: a
/// full disk would raise an error out of a plain read or write.
public final class RealDisk implements Disk {
  /// The locks that this process holds. It is static because the operating system's locks are the
  /// process's, not the object's: closing any other descriptor of a locked file gives its lock
  /// away, so such a file must not be opened a second time by anyone here.
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path root;

  /// A disk below `root`, which [#createDirectories] of `""` makes if it is missing.
  public RealDisk(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public Path root() {
    return root;
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(resolve(path));
  }

  @Override
  public List<String> list(String directory) {
    Path path = resolve(directory);
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new DiskException("list", path.toString(), e);
    }
  }

  @Override
  public long size(String path) {
    Path file = resolve(path);
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DiskException("size of", file.toString(), e);
    }
  }

  @Override
  public void createDirectories(String directory) {
    createDirectory(resolve(directory));
  }

  @Override
  public void delete(String path) {
    Path file = resolve(path);
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new DiskException("delete", file.toString(), e);
    }
  }

  @Override
  public void rename(String from, String to) {
    DiskPath.requireSameDirectory(from, to);
    Path source = resolve(from);
    Path target = resolve(to);
    try {
      Files.move(
          source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DiskException("rename to " + to, source.toString(), e);
    }
  }

  @Override
  public void syncDirectory(String directory) {
    sync(resolve(directory));
  }

  @Override
  public DiskFile open(String path, OpenMode mode) {
    Path file = resolve(path);
    try {
      if (Files.exists(file) && LOCKED.contains(file.toRealPath())) {
        throw new DiskException("open", file.toString(), "it is this process's lock file");
      }
      return RealFile.open(file, mode);
    } catch (IOException e) {
      throw new DiskException("open", file.toString(), e);
    }
  }

  @Override
  public Optional<Lock> lock(String path) {
    Path file = resolve(path);
    try {
      createIfMissing(file);
      Path real = file.toRealPath();
      return LOCKED.add(real) ? lockUnlessTaken(real) : Optional.empty();
    } catch (IOException e) {
      throw new DiskException("lock", file.toString(), e);
    }
  }

  @Override
  public long usableBytes() {
    try {
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      throw new DiskException("free space of", root.toString(), e);
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }

  private Path resolve(String path) {
    return root.resolve(DiskPath.checked(path));
  }

  private static void createDirectory(Path directory) {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent == null) {
      throw new DiskException(
          "create directory", directory.toString(), "the file system has no root");
    }
    createDirectory(parent);
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw new DiskException("create directory", directory.toString(), "a file has that name");
      }
    } catch (IOException e) {
      throw new DiskException("create directory", directory.toString(), e);
    }
    sync(parent);
  }

  private static void createIfMissing(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // As intended: a lock file is made once and never deleted.
    }
  }

  /// The caller has put `file` into [#LOCKED]; it is taken out again unless the lock is got.
  private static Optional<Lock> lockUnlessTaken(Path file) throws IOException {
    Optional<Lock> result = Optional.empty();
    RandomAccessFile handle = null;
    try {
      handle = new RandomAccessFile(file.toFile(), "rw");
      FileLock lock = handle.getChannel().tryLock();
      if (lock != null) {
        result = Optional.of(new RealLock(file, handle, new AtomicBoolean()));
      }
    } catch (OverlappingFileLockException e) {
      // Another class loader of this process holds it.
    } finally {
      if (result.isEmpty()) {
        if (handle != null) {
          handle.close();
        }
        LOCKED.remove(file);
      }
    }
    return result;
  }

  /// Only a channel can sync a directory. An interrupt closes this channel of ours, which costs
  /// nothing: it is opened again, and the interrupt is passed on afterwards.
  private static void sync(Path directory) {
    boolean interrupted = Thread.interrupted();
    try {
      while (!syncOnce(directory)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean syncOnce(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    } catch (IOException e) {
      throw new DiskException("sync directory", directory.toString(), e);
    }
  }

  private record RealLock(Path file, RandomAccessFile handle, AtomicBoolean closed)
      implements Lock {
    @Override
    public void close() {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      try {
        handle.close();
      } catch (IOException e) {
        throw new DiskException("unlock", file.toString(), e);
      } finally {
        LOCKED.remove(file);
      }
    }
  }
}

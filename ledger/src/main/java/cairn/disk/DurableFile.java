package cairn.disk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files for people, by their paths: they are there whole or not at all, whatever crashes, and no
/// other file of the same name is lost for them.
public final class DurableFile {
  private DurableFile() {}

  /// Gives a file a second name, which must be free.
  interface Linker {
    void link(Path name, Path file) throws IOException;
  }

  /// Makes a file; a file of that name is left as it is, and throws [FileAlreadyExistsException].
  public static void create(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    create(file, permissions, out -> out.write(content));
  }

  /// Writes the content of a file.
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Makes a file, which may be large, likewise.
  public static void create(Path file, Set<PosixFilePermission> permissions, Content content)
      throws IOException {
    create(file, permissions, content, Files::createLink);
  }

  static void create(
      Path file, Set<PosixFilePermission> permissions, Content content, Linker linker)
      throws IOException {
    Path directory = directory(file);
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path temporary =
        Files.createTempFile(
            directory, ".new-", ".tmp", PosixFilePermissions.asFileAttribute(permissions));
    // Where the program is ended meanwhile.
    temporary.toFile().deleteOnExit();
    try {
      write(temporary, permissions, content);
      if (!isLinked(temporary, file, linker)) {
        copyAsNew(temporary, file, permissions);
      }
      syncDirectory(directory);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// The whole file, unless it is longer than `most`: then one byte more than that.
  public static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most + 1);
    }
  }

  public static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(Path file, Set<PosixFilePermission> permissions, Content content)
      throws IOException {
    // The mask of the process may have taken from the permissions that were asked for.
    Files.setPosixFilePermissions(file, permissions);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /// A hard link fails where the name is taken, so two writers cannot both win. A file system that
  /// has no links says so in one way or another.
  private static boolean isLinked(Path temporary, Path file, Linker linker) throws IOException {
    try {
      linker.link(file, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false;
    }
  }

  /// Only one writer makes the file here too; but a crash may leave a part of it.
  private static void copyAsNew(Path temporary, Path file, Set<PosixFilePermission> permissions)
      throws IOException {
    Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions));
    boolean isWhole = false;
    try {
      write(file, permissions, out -> Files.copy(temporary, out));
      isWhole = true;
    } finally {
      if (!isWhole) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Path directory(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? file.toAbsolutePath().getRoot() : directory;
  }
}

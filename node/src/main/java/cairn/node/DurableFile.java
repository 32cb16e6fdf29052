package cairn.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that are there whole or not at all, whatever crashes, and that no other file of the same
/// name is lost for.
final class DurableFile {
  private DurableFile() {}

  /// Makes a file; a file of that name is left as it is, and throws [FileAlreadyExistsException].
  static void create(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    create(file, permissions, out -> out.write(content));
  }

  /// Writes the content of a file.
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Makes a file, which may be large, likewise.
  static void create(Path file, Set<PosixFilePermission> permissions, Content content)
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
      // The mask of the process may have taken from the permissions that were asked for.
      Files.setPosixFilePermissions(temporary, permissions);
      write(temporary, content);
      putInPlace(temporary, file);
      syncDirectory(directory);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// The whole file, unless it is longer than `most`: then one byte more than that.
  static byte[] read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most + 1);
    }
  }

  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void write(Path file, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /// A hard link fails where the name is taken, so two writers cannot both win; where the file
  /// system has none, a move does.
  private static void putInPlace(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (UnsupportedOperationException e) {
      move(temporary, file);
    }
  }

  private static void move(Path temporary, Path file) throws IOException {
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, file);
    }
  }

  private static Path directory(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? file.toAbsolutePath().getRoot() : directory;
  }
}

package cairn.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "other".getBytes(StandardCharsets.UTF_8);

  /// What Linux says of a file system without hard links, and Java of one that cannot have any.
  private static final List<DurableFile.Linker> WITHOUT_LINKS =
      List.of(
          (name, _) -> {
            throw new FileSystemException(name.toString(), null, "Operation not permitted");
          },
          (_, _) -> {
            throw new UnsupportedOperationException();
          });

  @TempDir Path folder;

  private void requireOnly(Path file) throws IOException {
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(PRIVATE, Files.getPosixFilePermissions(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void makesAFileAndReplacesNone() throws IOException {
    Path file = folder.resolve("key.json");

    DurableFile.create(file, CONTENT, PRIVATE);

    assertThrows(FileAlreadyExistsException.class, () -> DurableFile.create(file, OTHER, PRIVATE));
    requireOnly(file);
  }

  @Test
  void makesAFileAndReplacesNoneWhereTheFileSystemHasNoHardLinks() throws IOException {
    for (DurableFile.Linker none : WITHOUT_LINKS) {
      Path file = folder.resolve("key.json");
      DurableFile.create(file, PRIVATE, out -> out.write(CONTENT), none);

      DurableFile.Linker late =
          (name, temporary) -> {
            Files.write(file, CONTENT);
            Files.setPosixFilePermissions(file, PRIVATE);
            none.link(name, temporary);
          };
      requireOnly(file);
      Files.delete(file);

      assertThrows(
          FileAlreadyExistsException.class,
          () -> DurableFile.create(file, PRIVATE, out -> out.write(OTHER), late),
          "another process made it meanwhile");
      requireOnly(file);
      Files.delete(file);
    }
  }
}

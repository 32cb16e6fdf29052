package cairn.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Disk] does, real or simulated.
abstract class DiskContract {
  abstract Disk disk();

  static byte[] bytes(int... values) {
    byte[] result = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (byte) values[i];
    }
    return result;
  }

  @Test
  void appendedBytesAreReadAnywhere() {
    try (DiskFile file = disk().open("f", Disk.OpenMode.CREATE)) {
      file.append(bytes(1, 2, 3));
      file.append(bytes(9, 4, 5, 9), 1, 2);

      byte[] buffer = new byte[6];
      assertEquals(5, file.size());
      assertEquals(3, file.read(2, buffer, 1, 5));
      assertArrayEquals(bytes(0, 3, 4, 5, 0, 0), buffer);
      assertEquals(2, file.read(0, buffer, 0, 2));
      assertEquals(0, file.read(5, buffer, 0, 1));
      assertEquals(0, file.read(100, buffer, 0, 1));
    }
  }

  @Test
  void appendModeKeepsAndCreateModeEmpties() {
    Disk disk = disk();
    write(disk, "f", 1, 2);

    try (DiskFile file = disk.open("f", Disk.OpenMode.APPEND)) {
      file.append(bytes(3));
    }
    assertArrayEquals(bytes(1, 2, 3), disk.readAll("f"));

    disk.open("f", Disk.OpenMode.CREATE).close();
    assertEquals(0, disk.size("f"));
  }

  @Test
  void readModeNeedsTheFileAndWritesNothing() {
    Disk disk = disk();
    assertThrows(DiskException.class, () -> disk.open("f", Disk.OpenMode.READ));
    write(disk, "f", 1);

    try (DiskFile file = disk.open("f", Disk.OpenMode.READ)) {
      assertThrows(DiskException.class, () -> file.append(bytes(1)));
      assertThrows(DiskException.class, file::sync);
      assertThrows(DiskException.class, () -> file.truncate(0));
    }
    assertArrayEquals(bytes(1), disk.readAll("f"));
  }

  @Test
  void readerSeesWhatAWriterAppends() {
    Disk disk = disk();
    try (DiskFile writer = disk.open("f", Disk.OpenMode.CREATE);
        DiskFile reader = disk.open("f", Disk.OpenMode.READ)) {
      writer.append(bytes(1, 2));

      byte[] buffer = new byte[2];
      assertEquals(2, reader.read(0, buffer, 0, 2));
      assertArrayEquals(bytes(1, 2), buffer);
    }
  }

  @Test
  void truncateCutsAndAppendGoesOnThere() {
    Disk disk = disk();
    try (DiskFile file = disk.open("f", Disk.OpenMode.CREATE)) {
      file.append(bytes(1, 2, 3, 4));
      file.truncate(2);
      file.append(bytes(7));
      file.sync();

      assertThrows(IllegalArgumentException.class, () -> file.truncate(4));
    }
    assertArrayEquals(bytes(1, 2, 7), disk.readAll("f"));
  }

  @Test
  void closedFileRefusesEverything() {
    DiskFile file = disk().open("f", Disk.OpenMode.CREATE);
    file.close();
    file.close();

    assertThrows(DiskException.class, () -> file.append(bytes(1)));
    assertThrows(DiskException.class, file::size);
    assertThrows(DiskException.class, () -> file.read(0, new byte[1], 0, 1));
  }

  @Test
  void renameReplacesAndDeleteRemoves() {
    Disk disk = disk();
    write(disk, "old", 1);
    write(disk, "new", 2);

    disk.rename("old", "new");

    assertFalse(disk.exists("old"));
    assertArrayEquals(bytes(1), disk.readAll("new"));
    disk.delete("new");
    assertFalse(disk.exists("new"));
    assertThrows(DiskException.class, () -> disk.delete("new"));
    assertThrows(DiskException.class, () -> disk.rename("new", "old"));
  }

  @Test
  void listIsSortedAndNamesDirectoriesToo() {
    Disk disk = disk();
    disk.createDirectories("b/c/d");
    disk.createDirectories("b/c");
    write(disk, "b/z", 1);
    write(disk, "a", 1);

    assertEquals(List.of("a", "b"), disk.list(""));
    assertEquals(List.of("c", "z"), disk.list("b"));
    assertEquals(List.of(), disk.list("b/c/d"));
    assertTrue(disk.exists("b/c"));
    assertThrows(DiskException.class, () -> disk.list("none"));
    assertThrows(DiskException.class, () -> disk.createDirectories("a"));
    assertThrows(DiskException.class, () -> disk.delete("b"));
    disk.delete("b/c/d");
    assertEquals(List.of(), disk.list("b/c"));
  }

  @Test
  void replaceLeavesNoTemporaryFile() {
    Disk disk = disk();
    disk.createDirectories("d");

    disk.replace("d/f", bytes(1));
    disk.replace("d/f", bytes(2, 3));

    assertArrayEquals(bytes(2, 3), disk.readAll("d/f"));
    assertEquals(List.of("f"), disk.list("d"));
  }

  @Test
  void lockIsExclusiveUntilClosedAndItsFileStays() {
    Disk disk = disk();
    Disk.Lock first = disk.lock("LOCK").orElseThrow();

    assertTrue(disk.lock("LOCK").isEmpty());
    assertTrue(disk.lock("LOCK").isEmpty());

    first.close();
    Disk.Lock second = disk.lock("LOCK").orElseThrow();
    first.close();
    assertTrue(disk.lock("LOCK").isEmpty());
    second.close();
    assertTrue(disk.exists("LOCK"));
  }

  @Test
  void pathsLeadNowhereElse() {
    Disk disk = disk();
    for (String path : List.of("/etc", "../x", "a/../b", "a//b", "./a", "a/")) {
      assertThrows(IllegalArgumentException.class, () -> disk.open(path, Disk.OpenMode.READ), path);
    }
    assertThrows(IllegalArgumentException.class, () -> disk.rename("a", "b/a"));
  }

  static void write(Disk disk, String path, int... content) {
    try (DiskFile file = disk.open(path, Disk.OpenMode.CREATE)) {
      file.append(bytes(content));
    }
  }
}

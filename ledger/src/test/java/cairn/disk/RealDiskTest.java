package cairn.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest extends DiskContract {
  @TempDir Path directory;

  @Override
  Disk disk() {
    return new RealDisk(directory);
  }

  @Test
  void interruptNeitherClosesFilesNorIsLost() {
    Disk disk = disk();
    try (DiskFile file = disk.open("journal", Disk.OpenMode.APPEND)) {
      Thread.currentThread().interrupt();

      file.append(bytes(1, 2));
      file.sync();
      disk.syncDirectory("");
      disk.createDirectories("a/b");
      disk.replace("small", bytes(7));
      file.append(bytes(3));
      byte[] read = new byte[3];
      assertEquals(3, file.read(0, read, 0, 3));

      assertTrue(Thread.interrupted());
      assertArrayEquals(bytes(1, 2, 3), read);
      assertArrayEquals(bytes(7), disk.readAll("small"));
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void interruptLeavesALockHeld() {
    Disk disk = disk();

    Thread.currentThread().interrupt();
    Optional<Disk.Lock> lock = disk.lock("LOCK");

    assertTrue(Thread.interrupted());
    assertTrue(lock.isPresent());
    assertTrue(disk.lock("LOCK").isEmpty());
    lock.get().close();
  }

  @Test
  void lockIsSeenThroughAnotherDiskAndALink() throws Exception {
    Files.createDirectory(directory.resolve("home"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("home"));
    Disk.Lock lock = new RealDisk(directory.resolve("home")).lock("LOCK").orElseThrow();

    assertTrue(new RealDisk(directory.resolve("link")).lock("LOCK").isEmpty());
    assertTrue(disk().lock("link/LOCK").isEmpty());

    lock.close();
    new RealDisk(directory.resolve("link")).lock("LOCK").orElseThrow().close();
    assertTrue(Files.exists(directory.resolve("home/LOCK")));
  }

  /// Closing any descriptor of a locked file would give the lock away (POSIX), so none is opened.
  @Test
  void lockFileIsNotOpenedWhileItIsHeld() {
    Disk disk = disk();
    Disk.Lock lock = disk.lock("LOCK").orElseThrow();

    DiskException e = assertThrows(DiskException.class, () -> disk.readAll("LOCK"));

    assertTrue(e.getMessage().endsWith("LOCK: it is this process's lock file"), e.getMessage());
    lock.close();
    assertEquals(0, disk.readAll("LOCK").length);
  }

  @Test
  void lockHoldsAgainstAnotherProcess() throws Exception {
    Disk disk = disk();
    Disk.Lock lock = disk.lock("LOCK").orElseThrow();
    assertTrue(disk.lock("LOCK").isEmpty());

    assertEquals(LockProbe.TAKEN, probe());

    lock.close();
    assertEquals(LockProbe.GOT, probe());
  }

  @Test
  void failureNamesOperationPathAndReason() {
    Disk disk = disk();

    DiskException missing =
        assertThrows(DiskException.class, () -> disk.open("none", Disk.OpenMode.READ));
    DiskException parent =
        assertThrows(DiskException.class, () -> disk.open("no/file", Disk.OpenMode.CREATE));

    assertEquals("open " + directory + "/none: No such file or directory", missing.getMessage());
    assertEquals("open " + directory + "/no/file: No such file or directory", parent.getMessage());
    assertEquals(
        "delete " + directory + "/none: No such file or directory",
        assertThrows(DiskException.class, () -> disk.delete("none")).getMessage());
  }

  @Test
  void fullDiskFailsTheWriteAndEveryLaterOneOfThatFile() {
    Path full = Path.of("/dev/full");
    boolean isThere = Files.isWritable(full);
    assertTrue(isThere || !System.getProperty("os.name").equals("Linux"), "Linux has /dev/full");
    assumeTrue(isThere);
    try (DiskFile file = new RealDisk(Path.of("/dev")).open("full", Disk.OpenMode.APPEND)) {
      DiskException first = assertThrows(DiskException.class, () -> file.append(bytes(1)));
      DiskException second = assertThrows(DiskException.class, () -> file.append(bytes(1)));

      assertEquals("write /dev/full: No space left on device", first.getMessage());
      assertEquals("write /dev/full: an earlier write or sync failed", second.getMessage());
      assertThrows(DiskException.class, file::sync);
    }
  }

  @Test
  void usableBytesAreKnown() {
    assertTrue(disk().usableBytes() > 0);
    assertFalse(disk().exists("none"));
  }

  private int probe() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    LockProbe.class.getName(),
                    directory.toString()))
            .inheritIO()
            .start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue();
  }
}

package cairn.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.SimulatedDisk.CrashMode;
import cairn.disk.SimulatedDisk.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedDiskTest extends DiskContract {
  private final SimulatedDisk disk = new SimulatedDisk(1);

  @Override
  Disk disk() {
    return disk;
  }

  @Test
  void unsyncedBytesAreLost() {
    DiskFile file = durableFile("f", 1, 2);
    file.append(bytes(3, 4));

    SimulatedDisk restarted = disk.crash(CrashMode.LOSE_UNSYNCED);

    assertArrayEquals(bytes(1, 2), restarted.readAll("f"));
  }

  @Test
  void syncedFileWithoutSyncedNameIsLost() {
    write(disk, "kept", 1);
    disk.syncDirectory("");
    try (DiskFile file = disk.open("f", Disk.OpenMode.CREATE)) {
      file.append(bytes(1));
      file.sync();
    }
    disk.delete("kept");

    SimulatedDisk restarted = disk.crash(CrashMode.LOSE_UNSYNCED);

    assertEquals(List.of("kept"), restarted.list(""));
    assertEquals(0, restarted.size("kept"));
  }

  @Test
  void renameOfUnsyncedContentLosesTheContent() {
    durableFile("f", 1, 2).close();
    write(disk, "f.tmp", 3, 4);
    disk.rename("f.tmp", "f");
    disk.syncDirectory("");

    assertEquals(0, disk.crash(CrashMode.LOSE_UNSYNCED).size("f"));
  }

  @ParameterizedTest
  @EnumSource(CrashMode.class)
  void replaceLeavesOldOrNewAtEveryMoment(CrashMode mode) {
    byte[] old = pattern(2000, 1);
    byte[] replacement = pattern(1500, 2);
    disk.replace("f", old);
    List<SimulatedDisk> moments = new ArrayList<>();
    disk.beforeEachChange(() -> moments.add(disk.afterCrash(mode)));

    disk.replace("f", replacement);

    assertEquals(5, moments.size());
    for (SimulatedDisk moment : moments) {
      byte[] found = moment.readAll("f");
      assertTrue(Arrays.equals(old, found) || Arrays.equals(replacement, found));
    }
    assertArrayEquals(replacement, disk.crash(mode).readAll("f"));
  }

  @ParameterizedTest
  @EnumSource(CrashMode.class)
  void syncedBytesAndNamesSurviveEveryCrash(CrashMode mode) {
    for (long seed = 0; seed < 200; seed++) {
      SimulatedDisk before = new SimulatedDisk(seed);
      DiskFile file = before.open("f", Disk.OpenMode.CREATE);
      file.append(pattern(1300, 1));
      file.sync();
      before.syncDirectory("");
      file.append(pattern(1300, 2));

      byte[] after = before.crash(mode).readAll("f");

      assertTrue(after.length >= 1300 && after.length <= 2600);
      assertArrayEquals(pattern(1300, 1), Arrays.copyOf(after, 1300));
    }
  }

  @Test
  void keepPrefixKeepsAFirstPartAndVaries() {
    Set<Integer> lengths = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      DiskFile file = durableFile("f", 1);
      file.append(pattern(1000, 3));

      byte[] after = disk.afterCrash(CrashMode.KEEP_PREFIX).readAll("f");

      assertArrayEquals(
          Arrays.copyOf(pattern(1000, 3), after.length - 1),
          Arrays.copyOfRange(after, 1, after.length));
      lengths.add(after.length);
    }
    assertTrue(lengths.size() > 50);
  }

  @Test
  void keepAnyLeavesHolesAndTornSectors() {
    boolean hole = false;
    boolean torn = false;
    for (int i = 0; i < 100; i++) {
      DiskFile file = durableFile("f");
      file.append(pattern(4096, 5));

      byte[] after = disk.afterCrash(CrashMode.KEEP_ANY).readAll("f");

      for (int sector = 0; sector + 512 <= after.length; sector += 512) {
        boolean first = after[sector] == 0;
        boolean last = after[sector + 511] == 0;
        hole |= first && after.length > sector + 512 && after[sector + 512] != 0;
        torn |= !first && last;
      }
    }
    assertTrue(hole && torn);
  }

  @ParameterizedTest
  @EnumSource(CrashMode.class)
  void unsyncedTruncateHappensOrNot(CrashMode mode) {
    for (int i = 0; i < 50; i++) {
      DiskFile file = durableFile("f", 1, 2, 3, 4);
      file.truncate(2);

      int size = (int) disk.afterCrash(mode).size("f");

      assertTrue(mode == CrashMode.LOSE_UNSYNCED ? size == 4 : size >= 2 && size <= 4);
    }
  }

  @Test
  void syncedTruncateIsDurable() {
    DiskFile file = durableFile("f", 1, 2, 3, 4);
    file.truncate(1);
    file.sync();
    file.append(bytes(9));
    file.sync();

    assertArrayEquals(bytes(1, 9), disk.crash(CrashMode.LOSE_UNSYNCED).readAll("f"));
  }

  @Test
  void crashedDiskAndItsFilesAreDead() {
    DiskFile file = durableFile("f", 1);
    Disk.Lock lock = disk.lock("LOCK").orElseThrow();

    SimulatedDisk restarted = disk.crash(CrashMode.LOSE_UNSYNCED);

    assertThrows(DiskException.class, () -> file.append(bytes(1)));
    assertThrows(DiskException.class, () -> file.read(0, new byte[1], 0, 1));
    assertThrows(DiskException.class, () -> disk.exists("f"));
    file.close();
    lock.close();
    assertTrue(restarted.lock("LOCK").isPresent());
  }

  @Test
  void crashWithinAChangeStopsTheChange() {
    List<SimulatedDisk> restarted = new ArrayList<>();
    DiskFile file = durableFile("f", 1);
    disk.beforeEachChange(() -> restarted.add(disk.crash(CrashMode.LOSE_UNSYNCED)));

    assertThrows(DiskException.class, () -> file.append(bytes(2)));

    assertArrayEquals(bytes(1), restarted.getFirst().readAll("f"));
  }

  @Test
  void nthWriteFailsAndTheFileWithIt() {
    DiskFile file = durableFile("f");
    disk.failWrite(2, Fault.NO_SPACE);
    file.append(bytes(1));

    DiskException e = assertThrows(DiskException.class, () -> file.append(bytes(2, 3)));

    assertEquals("write f: No space left on device", e.getMessage());
    assertThrows(DiskException.class, file::sync);
    assertThrows(DiskException.class, () -> file.append(bytes(4)));
    assertTrue(disk.size("f") <= 3);
    try (DiskFile again = disk.open("f", Disk.OpenMode.APPEND)) {
      again.append(bytes(5));
    }
  }

  /// The fsync trap: the kernel drops the pages it could not write, and a second sync succeeds.
  @Test
  void bytesOfAFailedSyncAreNeverDurable() {
    DiskFile file = durableFile("f", 1);
    file.append(bytes(2));
    disk.failSync(1, Fault.IO_ERROR);

    DiskException e = assertThrows(DiskException.class, file::sync);
    try (DiskFile again = disk.open("f", Disk.OpenMode.APPEND)) {
      again.append(bytes(3));
      again.sync();
    }

    assertEquals("sync f: Input/output error", e.getMessage());
    assertArrayEquals(bytes(1, 2, 3), disk.readAll("f"));
    assertArrayEquals(bytes(1, 0, 3), disk.crash(CrashMode.LOSE_UNSYNCED).readAll("f"));
  }

  @Test
  void directorySyncFailsToo() {
    write(disk, "f", 1);
    disk.failSync(1, Fault.IO_ERROR);

    assertThrows(DiskException.class, () -> disk.syncDirectory(""));

    assertFalse(disk.crash(CrashMode.LOSE_UNSYNCED).exists("f"));
  }

  @Test
  void fullDiskRefusesBytesUntilSomeAreFreed() {
    write(disk, "big", 1, 2, 3, 4, 5, 6);
    disk.limitCapacity(8);
    assertEquals(2, disk.usableBytes());

    assertThrows(DiskException.class, () -> write(disk, "f", 1, 2, 3));
    disk.delete("big");
    write(disk, "f", 1, 2, 3);

    assertEquals(5, disk.usableBytes());
  }

  @Test
  void corruptionSurvivesACrash() {
    durableFile("f", 1, 2).close();

    disk.corrupt("f", 1, 0x80);

    assertArrayEquals(bytes(1, 0x82), disk.readAll("f"));
    assertArrayEquals(bytes(1, 0x82), disk.crash(CrashMode.LOSE_UNSYNCED).readAll("f"));
  }

  @Test
  void oneSeedGivesOneResult() {
    assertEquals(run(7), run(7));
    assertFalse(run(7).equals(run(8)));
  }

  private static String run(long seed) {
    SimulatedDisk disk = new SimulatedDisk(seed);
    StringBuilder result = new StringBuilder();
    for (int round = 0; round < 10; round++) {
      try (DiskFile file = disk.open("f" + round % 3, Disk.OpenMode.APPEND)) {
        file.append(pattern(700, round + 1));
      }
      disk.rename("f" + round % 3, "g" + round % 2);
      disk = disk.crash(round % 2 == 0 ? CrashMode.KEEP_ANY : CrashMode.KEEP_PREFIX);
      for (String name : disk.list("")) {
        result.append(name).append(HexFormat.of().formatHex(disk.readAll(name))).append('\n');
      }
    }
    return result.toString();
  }

  private DiskFile durableFile(String path, int... content) {
    DiskFile file = disk.open(path, Disk.OpenMode.CREATE);
    file.append(bytes(content));
    file.sync();
    disk.syncDirectory("");
    return file;
  }

  private static byte[] pattern(int length, int value) {
    byte[] result = new byte[length];
    Arrays.fill(result, (byte) value);
    return result;
  }
}

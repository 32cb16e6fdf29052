package cairn.consensus;

import static cairn.consensus.Committee.EPOCH;
import static cairn.consensus.Committee.GENESIS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.disk.DiskException;
import cairn.disk.SimulatedDisk;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The journal gives back all that was synced, after a crash at any write, or says that it cannot.
class JournalTest {
  private static final String DIRECTORY = "data/journal";
  private static final Committee COMMITTEE = Committee.of(4);
  private static final Journal.Owner OWNER =
      new Journal.Owner(Optional.of(COMMITTEE.key(0).publicKey()), GENESIS);
  private static final long SMALL_SEGMENT = 2_000;

  @Test
  void givesBackWhatWasSynced() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER);
    List<SafetyRecord> records = records(5);
    byte[] body = body(3, 5_000);

    records.forEach(journal::append);
    journal.appendBody(EPOCH, new View(3), Committee.block("b3"), body);
    journal.sync();

    Journal again =
        Journal.open(disk.crash(SimulatedDisk.CrashMode.LOSE_UNSYNCED), DIRECTORY, OWNER);
    assertEquals(records, again.records());
    assertArrayEquals(body, again.body(Committee.block("b3")).orElseThrow());
    assertEquals(5, again.finalizations().size());
    assertEquals(Optional.empty(), again.body(Committee.block("b4")));
  }

  @Test
  void goesOnAfterBeingClosed() {
    SimulatedDisk disk = new SimulatedDisk(1);
    List<SafetyRecord> records = records(4);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER, SMALL_SEGMENT);
    for (SafetyRecord record : records) {
      journal.append(record);
      journal.close();
      journal = Journal.open(disk, DIRECTORY, OWNER, SMALL_SEGMENT);
    }

    assertEquals(records, journal.records());
  }

  /// Bug 6 and DESIGN §4, "nothing leaves before it is durable": whatever the moment of the crash,
  /// what was synced is there, and what is there is a first part of what was appended.
  @ParameterizedTest
  @MethodSource("seeds")
  void keepsWhatWasSyncedWhateverTheMomentOfTheCrash(long seed) {
    for (SimulatedDisk.CrashMode mode : SimulatedDisk.CrashMode.values()) {
      SimulatedDisk disk = new SimulatedDisk(seed);
      Journal journal = Journal.create(disk, DIRECTORY, OWNER, SMALL_SEGMENT);
      List<SafetyRecord> appended = new ArrayList<>();
      List<SafetyRecord> synced = new ArrayList<>();
      disk.beforeEachChange(() -> checkAfterCrash(disk, mode, synced, appended));

      int count = 0;
      for (SafetyRecord record : records(6)) {
        appended.add(record);
        journal.append(record);
        count++;
        if (count % 4 == seed % 4) {
          journal.appendBody(EPOCH, record.view(), Committee.block("c" + count), body(count, 700));
          journal.sync();
          synced.clear();
          synced.addAll(appended);
        }
      }
      assertTrue(synced.size() > 10, "the test syncs");
    }
  }

  private static void checkAfterCrash(
      SimulatedDisk disk,
      SimulatedDisk.CrashMode mode,
      List<SafetyRecord> synced,
      List<SafetyRecord> appended) {
    SimulatedDisk found = disk.afterCrash(mode);
    Journal journal = Journal.open(found, DIRECTORY, OWNER, SMALL_SEGMENT);
    List<SafetyRecord> records = journal.records();
    assertTrue(records.size() >= synced.size(), "all that was synced is there");
    assertEquals(appended.subList(0, records.size()), records);
    journal.append(new SafetyRecord.OwnVote(Committee.nullify(99)));
    journal.sync();
    Journal again =
        Journal.open(
            found.crash(SimulatedDisk.CrashMode.LOSE_UNSYNCED), DIRECTORY, OWNER, SMALL_SEGMENT);
    assertEquals(records.size() + 1, again.records().size());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void keepsFloorAndWhatIsAboveItWhateverTheMomentOfTheCrash(long seed) {
    long segmentBytes = SMALL_SEGMENT + 97 * seed;
    for (SimulatedDisk.CrashMode mode : SimulatedDisk.CrashMode.values()) {
      SimulatedDisk disk = new SimulatedDisk(seed);
      Journal journal = Journal.create(disk, DIRECTORY, OWNER, segmentBytes);
      List<SafetyRecord> records = records(20);
      records.forEach(journal::append);
      journal.appendBody(EPOCH, new View(20), Committee.block("last"), body(1, 300));
      journal.sync();
      AtomicLong pruned = new AtomicLong();
      disk.beforeEachChange(() -> {
        Journal found = Journal.open(disk.afterCrash(mode), DIRECTORY, OWNER, segmentBytes);
        assertTrue(found.records().containsAll(above(records, 15)), "all above is kept");
        assertTrue(found.body(Committee.block("last")).isPresent());
        SafetyRecords folded = SafetyRecords.fold(COMMITTEE.verifier(), found.records());
        assertEquals(new View(20), folded.certificates().getFirst().view());
        assertTrue(floor(found) >= pruned.get(), "the floor only rises");
      });

      for (long floor = 1; floor <= 15; floor++) {
        journal.prune(EPOCH, new View(floor));
        pruned.set(floor);
      }

      disk.beforeEachChange(() -> {});
      assertTrue(disk.list(DIRECTORY).size() < 12, "old segments are gone");
    }
  }

  private static long floor(Journal journal) {
    return journal.records().stream()
        .filter(SafetyRecord.Floor.class::isInstance)
        .mapToLong(record -> record.view().number())
        .max()
        .orElse(0);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void remembersTheFloorAndTheBestFinalizationOfWhatItForgot(long seed) {
    long segmentBytes = 500 + 97 * seed;
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER, segmentBytes);
    records(30).forEach(journal::append);

    journal.prune(EPOCH, new View(30));
    records(31).subList(90, 92).forEach(journal::append);
    journal.close();

    Journal again = Journal.open(disk, DIRECTORY, OWNER, segmentBytes);
    SafetyRecords records = SafetyRecords.fold(COMMITTEE.verifier(), again.records());
    assertEquals(new View(30), records.floor());
    assertEquals(new View(30), records.certificates().getFirst().view());
    assertEquals(List.of(Committee.notarize(31, 30, "b31")), records.votes());
  }

  @Test
  void refusesDamageInTheMiddleNamingFileAndOffset() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER);
    for (SafetyRecord record : records(5)) {
      journal.append(record);
      journal.sync();
    }
    String path = DIRECTORY + "/" + disk.list(DIRECTORY).getFirst();
    long size = disk.size(path);

    for (long position = 0; position < size - 600; position += 97) {
      SimulatedDisk damaged = disk.afterCrash(SimulatedDisk.CrashMode.LOSE_UNSYNCED);
      damaged.corrupt(path, position, 0x10);
      try {
        Journal opened = Journal.open(damaged, DIRECTORY, OWNER);
        assertEquals(records(5), opened.records(), "padding was hit at " + position);
      } catch (JournalException e) {
        assertTrue(e.getMessage().contains(path), e.getMessage());
        assertTrue(e.getMessage().contains("offset"), e.getMessage());
      }
    }
  }

  @Test
  void refusesAnyDamageAfterItWasClosed() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER);
    records(3).forEach(journal::append);
    journal.close();
    String path = DIRECTORY + "/" + disk.list(DIRECTORY).getFirst();
    long lastRecord = disk.size(path) - Frame.BYTES - 8;

    disk.corrupt(path, lastRecord, 0x01);

    assertThrows(JournalException.class, () -> Journal.open(disk, DIRECTORY, OWNER));
  }

  @Test
  void refusesAMissingSegment() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER, SMALL_SEGMENT);
    records(20).forEach(journal::append);
    journal.close();
    List<String> names = disk.list(DIRECTORY);
    assertTrue(names.size() > 4, "there are several segments");

    for (String name : names.subList(0, names.size() - 1)) {
      SimulatedDisk robbed = disk.afterCrash(SimulatedDisk.CrashMode.LOSE_UNSYNCED);
      robbed.delete(DIRECTORY + "/" + name);
      assertThrows(
          JournalException.class, () -> Journal.open(robbed, DIRECTORY, OWNER, SMALL_SEGMENT));
    }
  }

  @Test
  void refusesAnotherKeysAndAnotherNetworksJournal() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal.create(disk, DIRECTORY, OWNER).close();
    Journal.Owner otherKey = new Journal.Owner(Optional.of(COMMITTEE.key(1).publicKey()), GENESIS);
    Journal.Owner otherNetwork = new Journal.Owner(OWNER.validator(), Hash.tagged("other"));
    Journal.Owner observer = new Journal.Owner(Optional.empty(), GENESIS);

    for (Journal.Owner stranger : List.of(otherKey, otherNetwork, observer)) {
      assertThrows(JournalException.class, () -> Journal.open(disk, DIRECTORY, stranger));
    }
  }

  /// DESIGN §4: a replica that cannot read its journal does not vote.
  @Test
  void neverStartsAKeyFromAnEmptyMemory() {
    SimulatedDisk disk = new SimulatedDisk(1);

    JournalException missing =
        assertThrows(JournalException.class, () -> Journal.open(disk, DIRECTORY, OWNER));
    assertTrue(missing.getMessage().contains("is missing"), missing.getMessage());

    Journal.create(disk, DIRECTORY, OWNER).close();
    assertThrows(JournalException.class, () -> Journal.create(disk, DIRECTORY, OWNER));
  }

  @ParameterizedTest
  @EnumSource
  void takesNothingMoreAfterAFailedWriteOrSync(SimulatedDisk.Fault fault) {
    for (boolean isSync : new boolean[] {false, true}) {
      SimulatedDisk disk = new SimulatedDisk(1);
      Journal journal = Journal.create(disk, DIRECTORY, OWNER);
      SafetyRecord record = new SafetyRecord.OwnVote(Committee.nullify(1));
      if (isSync) {
        disk.failSync(1, fault);
      } else {
        disk.failWrite(1, fault);
      }

      assertThrows(
          DiskException.class,
          () -> {
            journal.append(record);
            journal.sync();
          });

      assertThrows(DiskException.class, () -> journal.append(record));
      assertThrows(DiskException.class, journal::sync);
      journal.close();
      Journal again = Journal.open(disk.crash(SimulatedDisk.CrashMode.KEEP_ANY), DIRECTORY, OWNER);
      assertTrue(again.records().size() <= 1);
    }
  }

  @Test
  void noBlocksContentPassesForARecord() {
    SimulatedDisk disk = new SimulatedDisk(1);
    Journal journal = Journal.create(disk, DIRECTORY, OWNER);
    journal.append(records(1).getFirst());
    journal.sync();
    String path = DIRECTORY + "/" + disk.list(DIRECTORY).getFirst();
    byte[] copyOfTheFile = disk.readAll(path);
    BlockId block = Committee.block("hostile");
    journal.appendBody(EPOCH, new View(1), block, copyOfTheFile);
    long size = disk.size(path);

    SimulatedDisk found = disk.afterCrash(SimulatedDisk.CrashMode.LOSE_UNSYNCED);

    assertEquals(1, Journal.open(found, DIRECTORY, OWNER).records().size());
    assertTrue(size > copyOfTheFile.length);
    assertArrayEquals(copyOfTheFile, journal.body(block).orElseThrow());
  }

  @Test
  void aLaterEpochsFloorClosesTheEarlierEpoch() {
    List<SafetyRecord> records = new ArrayList<>(records(2));
    records.add(new SafetyRecord.Floor(new Epoch(1), new View(1)));

    SafetyRecords folded = SafetyRecords.fold(COMMITTEE.verifier(), records);

    assertEquals(new View(Long.MAX_VALUE), folded.floor());
  }

  /// For each view an own vote, a notarization and a finalization.
  private static List<SafetyRecord> records(long views) {
    List<SafetyRecord> records = new ArrayList<>();
    for (long view = 1; view <= views; view++) {
      String block = "b" + view;
      Certificate notarization = COMMITTEE.notarization(view, view - 1, block).certificate();
      records.add(new SafetyRecord.OwnVote(Committee.notarize(view, view - 1, block)));
      records.add(new SafetyRecord.Learned(notarization));
      records.add(new SafetyRecord.Learned(COMMITTEE.finalization(view, block).certificate()));
    }
    return records;
  }

  private static List<SafetyRecord> above(List<SafetyRecord> records, long view) {
    return records.stream().filter(record -> record.view().number() > view).toList();
  }

  private static byte[] body(int seed, int size) {
    byte[] body = new byte[size];
    for (int i = 0; i < size; i++) {
      body[i] = (byte) (seed * 31 + i * 7);
    }
    return body;
  }

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, 8);
  }
}

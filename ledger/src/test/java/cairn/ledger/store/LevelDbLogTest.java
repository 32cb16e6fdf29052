package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.SimulatedDisk;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LevelDbLogTest {
  /// A manifest of several records, as LevelDB wrote it.
  private static byte[] manifest() {
    SimulatedDisk disk = new SimulatedDisk(1);
    try (LevelDbStore store = LevelDbStore.create(disk, "db", 1 << 16)) {
      for (int i = 0; i < 300; i++) {
        store.write(new WriteBatch().put(new byte[] {(byte) i}, new byte[2000]));
      }
    }
    String name =
        disk.list("db").stream().filter(n -> n.startsWith("MANIFEST")).findFirst().orElseThrow();
    return disk.readAll("db/" + name);
  }

  @Test
  void aTornEndIsCutToTheWholeRecords() {
    byte[] manifest = manifest();
    TreeSet<Integer> ends = new TreeSet<>();
    for (int length = 0; length <= manifest.length; length++) {
      int whole = LevelDbLog.wholeRecords(Arrays.copyOf(manifest, length));
      assertTrue(whole <= length);
      ends.add(whole);
    }
    assertEquals(manifest.length, ends.last());
    assertTrue(ends.size() > 4, "records end at " + ends);

    int lastStart = ends.lower(manifest.length);
    for (int position = lastStart; position < manifest.length; position++) {
      byte[] torn = manifest.clone();
      torn[position] ^= 0x10;
      assertEquals(lastStart, LevelDbLog.wholeRecords(torn), "flipped at " + position);
      byte[] hole = manifest.clone();
      Arrays.fill(hole, lastStart, position + 1, (byte) 0);
      assertEquals(lastStart, LevelDbLog.wholeRecords(hole), "zeros up to " + position);
    }
  }

  @Test
  void damageBeforeAnotherRecordIsLeftToLevelDbToReport() {
    byte[] manifest = manifest();
    byte[] damaged = manifest.clone();
    damaged[9] ^= 0x10;

    assertEquals(manifest.length, LevelDbLog.wholeRecords(damaged));
  }
}

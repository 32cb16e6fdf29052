package cairn.ledger.store;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.disk.Disk;
import cairn.ledger.Height;
import cairn.ledger.TransactionId;
import java.util.ArrayList;
import java.util.List;

/// What may befall one entry of a ledger store in real files, for tests of what notices it.
public enum StoreDamage {
  /// A bit is another, as a failing disk leaves it.
  ROTTED,
  /// Another value, with the checksum that fits it.
  FORGED,
  MISSING;

  /// Takes the damage back.
  public interface Undo extends AutoCloseable {
    @Override
    void close();
  }

  /// Damages the first entry of a kind that is of the block at `height`; of a kind without heights,
  /// the first.
  public Undo apply(Disk disk, String folder, char kind, long height) {
    byte[][] entry = find(disk, folder, kind, height);
    byte[] key = entry[0];
    byte[] sealed = entry[1];
    WriteBatch batch = new WriteBatch();
    switch (this) {
      case ROTTED -> {
        byte[] rotted = sealed.clone();
        rotted[rotted.length / 2] ^= 0x10;
        batch.put(key, rotted);
      }
      case FORGED -> {
        byte[] value = CheckedValues.unseal(key, sealed);
        byte[] forged = value.length == 0 ? new byte[] {1} : value;
        forged[0] ^= 1;
        CheckedValues.put(batch, key, forged);
      }
      case MISSING -> batch.delete(key);
    }
    write(disk, folder, batch);
    return () -> write(disk, folder, new WriteBatch().put(key, sealed));
  }

  /// Lists a transaction at a place that is another's.
  public static void addForeignTransaction(Disk disk, String folder, long height) {
    WriteBatch batch = new WriteBatch();
    TransactionId id = new TransactionId(Hash.tagged("test", new byte[] {1}));
    BcsWriter writer = new BcsWriter(12);
    new Height(height).write(writer);
    CheckedValues.put(batch, Layout.transaction(id), writer.u32(0).uleb(0).toByteArray());
    write(disk, folder, batch);
  }

  private static byte[][] find(Disk disk, String folder, char kind, long height) {
    List<byte[][]> found = new ArrayList<>();
    try (LevelDbStore store = LevelDbStore.open(disk, folder)) {
      CheckedValues values = new CheckedValues(store);
      values.scan(
          new byte[] {(byte) kind},
          new byte[] {(byte) (kind + 1)},
          (key, value) -> {
            if (kind == 'n' || StoreAudit.heightOf(key, value).equals(new Height(height))) {
              found.add(new byte[][] {key, store.get(key).orElseThrow()});
            }
            return found.isEmpty();
          });
    }
    return found.getFirst();
  }

  private static void write(Disk disk, String folder, WriteBatch batch) {
    try (LevelDbStore store = LevelDbStore.open(disk, folder)) {
      store.write(batch);
    }
  }
}

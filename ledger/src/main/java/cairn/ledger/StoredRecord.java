package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import java.util.Optional;

/// The state entry of a record: bytes that an account keeps under a name of its own, with the block
/// time at which they were put there.
public record StoredRecord(Bytes value, Timestamp time, Optional<Deposit> deposit)
    implements StateEntry {
  public static final int MAX_BYTES = 1024;

  public StoredRecord {
    requireSize(value);
  }

  public static StoredRecord decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader ->
            new StoredRecord(
                Bytes.read(reader, MAX_BYTES),
                Timestamp.read(reader),
                reader.optional(Deposit::read)));
  }

  @Override
  public void write(BcsWriter writer) {
    value.write(writer);
    time.write(writer);
    writer.optional(deposit, (w, given) -> given.write(w));
  }

  static void requireSize(Bytes value) {
    if (value.size() > MAX_BYTES) {
      throw new IllegalArgumentException("a record has at most 1024 bytes, not " + value.size());
    }
  }
}

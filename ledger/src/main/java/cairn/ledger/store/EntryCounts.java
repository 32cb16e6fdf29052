package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.util.Arrays;
import java.util.Optional;

/// How many entries of each kind blocks left in a store. Immutable.
public final class EntryCounts {
  public static final EntryCounts NONE = new EntryCounts(new long[Counter.KINDS]);

  private final long[] byKind;

  private EntryCounts(long[] byKind) {
    this.byKind = byKind;
  }

  public static EntryCounts decode(byte[] bytes) {
    return BcsReader.decode(
        bytes,
        reader -> {
          long[] byKind = new long[Counter.KINDS];
          for (int i = 0; i < byKind.length; i++) {
            byKind[i] = reader.count64();
          }
          return new EntryCounts(byKind);
        });
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(8 * byKind.length);
    for (long count : byKind) {
      writer.u64(count);
    }
    return writer.toByteArray();
  }

  EntryCounts plus(WriteBatch batch) {
    Counter counter = new Counter();
    for (int i = 0; i < batch.size(); i++) {
      counter.add(batch.key(i)[0]);
    }
    long[] sums = byKind.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] = Math.addExact(sums[i], counter.byKind[i]);
    }
    return new EntryCounts(sums);
  }

  /// Where a store has another number of one of the kinds that it was asked about, in words.
  Optional<String> difference(EntryCounts found) {
    for (int kind = 0; kind < byKind.length; kind++) {
      if (kind != Counter.GENESIS && byKind[kind] != found.byKind[kind]) {
        return Optional.of(
            "it has "
                + found.byKind[kind]
                + " entries of the kind "
                + (char) ('a' + kind)
                + ", and its blocks make "
                + byKind[kind]);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntryCounts that && Arrays.equals(byKind, that.byKind);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(byKind);
  }

  /// Counts entries one by one.
  static final class Counter {
    private static final int KINDS = 26;
    private static final int GENESIS = 'g' - 'a';

    private final long[] byKind = new long[KINDS];

    void add(byte kind) {
      if (kind < 'a' || kind > 'z') {
        throw CheckedValues.damaged("it has an entry of the unknown kind " + (kind & 0xFF));
      }
      byKind[kind - 'a']++;
    }

    EntryCounts counts() {
      return new EntryCounts(byKind.clone());
    }
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;

/// The number of ledger blocks below a block: 0 for genesis.
public record Height(long number) implements Comparable<Height> {
  public static final Height ZERO = new Height(0);

  public Height {
    if (number < 0) {
      throw new IllegalArgumentException("negative height " + number);
    }
  }

  public static Height read(BcsReader reader) {
    return new Height(reader.count64());
  }

  public void write(BcsWriter writer) {
    writer.u64(number);
  }

  public Height next() {
    return new Height(Math.addExact(number, 1));
  }

  public boolean isAfter(Height other) {
    return number > other.number;
  }

  public boolean isBefore(Height other) {
    return number < other.number;
  }

  @Override
  public int compareTo(Height other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}

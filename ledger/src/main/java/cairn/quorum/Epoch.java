package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;

/// The number of a validator set's reign: votes of one epoch count in no other.
public record Epoch(long number) implements Comparable<Epoch> {
  public static final Epoch ZERO = new Epoch(0);

  public Epoch {
    if (number < 0) {
      throw new IllegalArgumentException("negative epoch " + number);
    }
  }

  public static Epoch read(BcsReader reader) {
    return new Epoch(reader.count64());
  }

  public void write(BcsWriter writer) {
    writer.u64(number);
  }

  public Epoch next() {
    return new Epoch(Math.addExact(number, 1));
  }

  public boolean isAfter(Epoch other) {
    return number > other.number;
  }

  public boolean isBefore(Epoch other) {
    return number < other.number;
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}

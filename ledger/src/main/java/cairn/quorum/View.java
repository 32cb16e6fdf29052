package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;

/// The number of one leader's turn within an epoch. View 0 is the root that the epoch builds on;
/// the first leader's view is 1.
public record View(long number) implements Comparable<View> {
  public static final View ZERO = new View(0);

  public View {
    if (number < 0) {
      throw new IllegalArgumentException("negative view " + number);
    }
  }

  public static View read(BcsReader reader) {
    return new View(reader.count64());
  }

  public void write(BcsWriter writer) {
    writer.u64(number);
  }

  public View next() {
    return new View(Math.addExact(number, 1));
  }

  public boolean isAfter(View other) {
    return number > other.number;
  }

  public boolean isBefore(View other) {
    return number < other.number;
  }

  @Override
  public int compareTo(View other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}

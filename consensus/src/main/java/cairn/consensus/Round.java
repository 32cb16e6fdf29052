package cairn.consensus;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.Comparator;

/// A view of an epoch: the order in which a journal's content becomes obsolete.
record Round(Epoch epoch, View view) implements Comparable<Round> {
  static final Round ZERO = new Round(Epoch.ZERO, View.ZERO);

  private static final Comparator<Round> ORDER =
      Comparator.comparing(Round::epoch).thenComparing(Round::view);

  static Round read(BcsReader reader) {
    return new Round(Epoch.read(reader), View.read(reader));
  }

  void write(BcsWriter writer) {
    epoch.write(writer);
    view.write(writer);
  }

  boolean isAfter(Round other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Round other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + "/" + view;
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.time.Duration;
import java.time.Instant;

/// Block time: milliseconds since 1970-01-01T00:00:00Z. It is what the leaders agreed on, never
/// this machine's clock.
public record Timestamp(long millis) implements Comparable<Timestamp> {
  public Timestamp {
    if (millis < 0) {
      throw new IllegalArgumentException("negative timestamp " + millis);
    }
  }

  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.toEpochMilli());
  }

  public static Timestamp read(BcsReader reader) {
    return new Timestamp(reader.count64());
  }

  public void write(BcsWriter writer) {
    writer.u64(millis);
  }

  /// The time `duration` later, or the last one there is.
  public Timestamp plus(Duration duration) {
    long more = duration.toMillis();
    return new Timestamp(more > Long.MAX_VALUE - millis ? Long.MAX_VALUE : millis + more);
  }

  public boolean isAfter(Timestamp other) {
    return millis > other.millis;
  }

  public boolean isBefore(Timestamp other) {
    return millis < other.millis;
  }

  public Instant toInstant() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(millis, other.millis);
  }

  @Override
  public String toString() {
    return Long.toString(millis);
  }
}

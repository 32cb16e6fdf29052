package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.nio.charset.StandardCharsets;

/// The name that an account gives a record or a lock of its own: Unicode text of 1 to 128 bytes
/// without control characters, compared byte by byte.
public record EntryName(String text) {
  public static final int MAX_BYTES = 128;

  public EntryName {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0
        || bytes > MAX_BYTES
        || text.codePoints().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "a name is Unicode text of 1 to 128 bytes without control characters");
    }
  }

  public static EntryName read(BcsReader reader) {
    return new EntryName(reader.string(MAX_BYTES));
  }

  public void write(BcsWriter writer) {
    writer.string(text);
  }

  @Override
  public String toString() {
    return text;
  }
}

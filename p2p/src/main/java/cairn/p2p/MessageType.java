package cairn.p2p;

import java.nio.charset.StandardCharsets;

/// A kind of message that the node registers with the network: its number on the wire, the lane it
/// travels in, and the most bytes that one message may have, which is checked before anything is
/// allocated.
///
/// Numbers below [#FIRST_FREE] are the transport's own.
public record MessageType(int number, String name, Lane lane, int maxBytes) {
  public static final int FIRST_FREE = 16;
  public static final int LAST_FREE = 255;

  /// No message of any type is longer.
  public static final int MAX_BYTES = 16 << 20;

  public MessageType {
    if (number < 1 || number > LAST_FREE) {
      throw new IllegalArgumentException("message type " + number + " is not in 1..255");
    }
    if (maxBytes < 0 || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException("maximum of " + name + " is not in 0.." + MAX_BYTES);
    }
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > 64) {
      throw new IllegalArgumentException("the name of message type " + number + " is not 1..64 B");
    }
  }
}

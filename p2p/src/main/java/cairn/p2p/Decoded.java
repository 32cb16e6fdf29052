package cairn.p2p;

/// What [FrameDecoder#next] found in the bytes so far.
public sealed interface Decoded {
  /// A whole message; the array is the receiver's. Messages are taken apart, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Message(MessageType type, byte[] bytes) implements Decoded {}

  /// A rule was broken; nothing after it can be understood.
  record Fault(FrameFault fault) implements Decoded {}

  /// All bytes are used up, and no message is complete.
  record Incomplete() implements Decoded {}
}

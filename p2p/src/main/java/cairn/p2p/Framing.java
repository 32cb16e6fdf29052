package cairn.p2p;

/// The numbers of the wire format below messages.
///
/// A **frame** is one message: `u32 length ‖ u8 type ‖ bytes`, big-endian, where the length counts
/// the type and the bytes. A frame travels in **pieces**: `u16 header ‖ bytes`, where the two high
/// bits of the header name the lane and the other 14 hold the number of bytes less one. Pieces of
/// different lanes may alternate; those of one lane, put together, are its frames one after
/// another. A piece holds bytes of one frame only. The first piece of a frame holds its header
/// whole, and a piece that does not end its frame has at least 1 KiB, so that nobody can make us
/// work for slivers.
public final class Framing {
  /// A piece with its header fills one TLS record at most.
  public static final int RECORD_BYTES = 16 << 10;

  static final int PIECE_HEADER_BYTES = 2;
  static final int FRAME_HEADER_BYTES = 5;
  static final int MAX_PIECE_BYTES = RECORD_BYTES;
  static final int MIN_CUT_BYTES = 1 << 10;
  static final int LANE_SHIFT = 14;
  static final int LENGTH_MASK = (1 << LANE_SHIFT) - 1;

  private Framing() {}
}

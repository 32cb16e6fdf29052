package cairn.p2p;

/// The rules of [Framing] that bytes from a peer can break. An honest peer breaks none.
public enum FrameFault {
  /// A frame of length zero: not even a type.
  FRAME_EMPTY,
  /// A frame longer than its type allows.
  FRAME_TOO_LONG,
  /// A type that this node does not know.
  FRAME_TYPE_UNKNOWN,
  /// A type of the node's, while the two have not accepted each other.
  FRAME_TOO_EARLY,
  /// A type that belongs to another lane.
  FRAME_LANE_WRONG,
  /// The first piece of a frame is too short for the frame's header.
  PIECE_SPLITS_HEADER,
  /// A piece holds more than the rest of its frame.
  PIECE_TOO_LONG,
  /// A piece that does not end its frame has less than 1 KiB.
  PIECE_TOO_SHORT
}

package cairn.p2p;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts the pieces of one connection together again ([Framing]), whatever cuts TCP makes.
///
/// A length is checked against the maximum of its type before anything is allocated, and memory
/// grows only as bytes arrive, so that a peer cannot make this node set aside what it never sends;
/// and until [#admitAll] only the short messages of the transport itself are let in at all. Each
/// lane has at most one frame in progress. Confined to one thread.
public final class FrameDecoder {
  private static final int FIRST_ALLOCATION = 64 << 10;
  private static final Decoded INCOMPLETE = new Decoded.Incomplete();

  private final MessageTypes types;
  private final Assembly[] assemblies = new Assembly[Lane.COUNT];
  private final byte[] header = new byte[Framing.FRAME_HEADER_BYTES];
  private int headerFilled;
  private Stage stage = Stage.PIECE_HEADER;
  private Lane lane = Lane.CONSENSUS;
  private int pieceLeft;
  private boolean isOpen;
  private @Nullable Decoded fault;

  private enum Stage {
    PIECE_HEADER,
    FRAME_HEADER,
    BYTES
  }

  /// The frame in progress of one lane; `type` is null between frames.
  private static final class Assembly {
    @Nullable MessageType type;
    byte[] bytes = new byte[0];
    int filled;
    int length;
    long sinceNanos;
  }

  public FrameDecoder(MessageTypes types) {
    this.types = types;
    for (int i = 0; i < Lane.COUNT; i++) {
      assemblies[i] = new Assembly();
    }
  }

  /// From now on the types that the node registered are let in as well.
  public void admitAll() {
    isOpen = true;
  }

  /// The memory of the frames in progress.
  public long held() {
    long held = 0;
    for (Assembly assembly : assemblies) {
      held += assembly.bytes.length;
    }
    return held;
  }

  /// When the oldest frame in progress began; `nowNanos` if there is none.
  public long heldSinceNanos(long nowNanos) {
    long longest = 0;
    for (Assembly assembly : assemblies) {
      if (assembly.type != null) {
        longest = Math.max(longest, nowNanos - assembly.sinceNanos);
      }
    }
    return nowNanos - longest;
  }

  /// Takes bytes from `in` until a message is whole, a rule is broken, or none are left. After a
  /// fault it only repeats the fault.
  public Decoded next(ByteBuffer in, long nowNanos) {
    while (fault == null) {
      Optional<Decoded> step =
          switch (stage) {
            case PIECE_HEADER -> pieceHeader(in);
            case FRAME_HEADER -> frameHeader(in, nowNanos);
            case BYTES -> bytes(in);
          };
      if (step.isPresent()) {
        return step.get();
      }
    }
    return fault;
  }

  private Optional<Decoded> pieceHeader(ByteBuffer in) {
    if (!fillHeader(in, Framing.PIECE_HEADER_BYTES)) {
      return Optional.of(INCOMPLETE);
    }
    int word = (header[0] & 0xFF) << 8 | (header[1] & 0xFF);
    lane = Lane.of(word >> Framing.LANE_SHIFT);
    pieceLeft = (word & Framing.LENGTH_MASK) + 1;
    if (assembly().type != null) {
      stage = Stage.BYTES;
      return checkPiece(pieceLeft);
    }
    if (pieceLeft < Framing.FRAME_HEADER_BYTES) {
      return fail(FrameFault.PIECE_SPLITS_HEADER);
    }
    stage = Stage.FRAME_HEADER;
    return Optional.empty();
  }

  private Optional<Decoded> frameHeader(ByteBuffer in, long nowNanos) {
    if (!fillHeader(in, Framing.FRAME_HEADER_BYTES)) {
      return Optional.of(INCOMPLETE);
    }
    long length = ByteBuffer.wrap(header).getInt() & 0xFFFF_FFFFL;
    if (length == 0) {
      return fail(FrameFault.FRAME_EMPTY);
    }
    Optional<MessageType> type = types.find(header[4] & 0xFF);
    if (type.isEmpty()) {
      return fail(FrameFault.FRAME_TYPE_UNKNOWN);
    }
    if (!isOpen && type.get().number() >= MessageType.FIRST_FREE) {
      return fail(FrameFault.FRAME_TOO_EARLY);
    }
    if (type.get().lane() != lane) {
      return fail(FrameFault.FRAME_LANE_WRONG);
    }
    if (length - 1 > type.get().maxBytes()) {
      return fail(FrameFault.FRAME_TOO_LONG);
    }
    Assembly assembly = assembly();
    assembly.type = type.get();
    assembly.length = (int) length - 1;
    assembly.filled = 0;
    assembly.sinceNanos = nowNanos;
    assembly.bytes = new byte[Math.min(assembly.length, FIRST_ALLOCATION)];
    int piece = pieceLeft;
    pieceLeft -= Framing.FRAME_HEADER_BYTES;
    stage = Stage.BYTES;
    return checkPiece(piece);
  }

  /// Checks the piece that begins, of `length` bytes, against what its frame still lacks.
  private Optional<Decoded> checkPiece(int length) {
    int lacking = assembly().length - assembly().filled;
    if (pieceLeft > lacking) {
      return fail(FrameFault.PIECE_TOO_LONG);
    }
    if (pieceLeft < lacking && length < Framing.MIN_CUT_BYTES) {
      return fail(FrameFault.PIECE_TOO_SHORT);
    }
    return Optional.empty();
  }

  private Optional<Decoded> bytes(ByteBuffer in) {
    Assembly assembly = assembly();
    int count = Math.min(in.remaining(), pieceLeft);
    reserve(assembly, count);
    in.get(assembly.bytes, assembly.filled, count);
    assembly.filled += count;
    pieceLeft -= count;
    if (pieceLeft > 0) {
      return Optional.of(INCOMPLETE);
    }
    stage = Stage.PIECE_HEADER;
    MessageType type = assembly.type;
    if (type == null || assembly.filled < assembly.length) {
      return Optional.empty();
    }
    byte[] whole = assembly.bytes;
    assembly.type = null;
    assembly.bytes = new byte[0];
    return Optional.of(new Decoded.Message(type, whole));
  }

  /// Doubles the memory of a frame as it arrives, up to exactly its length.
  private static void reserve(Assembly assembly, int count) {
    int needed = assembly.filled + count;
    if (needed > assembly.bytes.length) {
      int doubled = Math.max(needed, 2 * assembly.bytes.length);
      assembly.bytes = Arrays.copyOf(assembly.bytes, Math.min(assembly.length, doubled));
    }
  }

  private boolean fillHeader(ByteBuffer in, int wanted) {
    int count = Math.min(in.remaining(), wanted - headerFilled);
    in.get(header, headerFilled, count);
    headerFilled += count;
    if (headerFilled < wanted) {
      return false;
    }
    headerFilled = 0;
    return true;
  }

  private Assembly assembly() {
    return assemblies[lane.number()];
  }

  private Optional<Decoded> fail(FrameFault broken) {
    Decoded result = new Decoded.Fault(broken);
    fault = result;
    return Optional.of(result);
  }
}

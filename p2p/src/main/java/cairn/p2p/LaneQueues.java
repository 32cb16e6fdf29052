package cairn.p2p;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits to be sent on one connection: a bounded queue for each lane, and the cutting of
/// frames into pieces by strict priority ([Framing]).
///
/// Thread-safe: any thread offers, the event loop fills records. The lock is held for one append or
/// one copy of 16 KiB.
public final class LaneQueues {
  /// What became of a message.
  public enum Offer {
    QUEUED,
    /// Queued, and an older message of the lane was dropped to make room.
    QUEUED_FOR_OLDEST,
    REFUSED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<LaneQueue> queues = new ArrayList<>(Lane.COUNT);
  private boolean closed;

  /// A message on its way; `sent` counts the bytes of the frame that left, its header included.
  private static final class Outgoing {
    final MessageType type;
    final byte[] message;
    int sent;

    Outgoing(MessageType type, byte[] message) {
      this.type = type;
      this.message = message;
    }

    int frameBytes() {
      return Framing.FRAME_HEADER_BYTES + message.length;
    }
  }

  private static final class LaneQueue {
    final Lane lane;
    final PeerLimits.Bound bound;
    final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    @Nullable Outgoing begun;
    long bytes;
    long framesSent;
    long bytesSent;
    long dropped;

    LaneQueue(Lane lane, PeerLimits.Bound bound) {
      this.lane = lane;
      this.bound = bound;
    }

    int messages() {
      return waiting.size() + (begun == null ? 0 : 1);
    }

    boolean hasRoom(int frameBytes) {
      return messages() == 0
          || (messages() < bound.messages() && bytes + frameBytes <= bound.bytes());
    }
  }

  public LaneQueues(PeerLimits.Queues limits) {
    for (Lane lane : Lane.values()) {
      queues.add(new LaneQueue(lane, limits.of(lane)));
    }
  }

  /// Queues a message, or applies the policy of its lane if that is full ([Lane]).
  public Offer offer(MessageType type, byte[] message) {
    Outgoing frame = new Outgoing(type, message);
    lock.lock();
    try {
      LaneQueue queue = queues.get(type.lane().number());
      Offer result = closed ? Offer.REFUSED : makeRoom(queue, frame.frameBytes());
      if (result == Offer.REFUSED) {
        queue.dropped++;
      } else {
        append(queue, frame);
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /// Drops all that has not begun, queues one last message in the lane CONSENSUS, and takes no
  /// more.
  public void close(MessageType type, byte[] lastMessage) {
    lock.lock();
    try {
      closed = true;
      for (LaneQueue queue : queues) {
        queue.waiting.clear();
        if (queue.lane != Lane.CONSENSUS) {
          queue.begun = null;
        }
        Outgoing begun = queue.begun;
        queue.bytes = begun == null ? 0 : begun.frameBytes();
      }
      append(queues.get(Lane.CONSENSUS.number()), new Outgoing(type, lastMessage));
    } finally {
      lock.unlock();
    }
  }

  /// Writes pieces to `record` until it is full or nothing waits; returns how many bytes.
  public int fill(ByteBuffer record) {
    int start = record.position();
    lock.lock();
    try {
      for (LaneQueue queue : queues) {
        while (queue.messages() > 0) {
          if (!writePiece(queue, record)) {
            return record.position() - start;
          }
        }
      }
      return record.position() - start;
    } finally {
      lock.unlock();
    }
  }

  public boolean isEmpty() {
    lock.lock();
    try {
      return queues.stream().allMatch(queue -> queue.messages() == 0);
    } finally {
      lock.unlock();
    }
  }

  /// The counters of a lane, with those of reception from the caller.
  public LaneStatistics statistics(Lane lane, long framesReceived, long bytesReceived) {
    lock.lock();
    try {
      LaneQueue queue = queues.get(lane.number());
      return new LaneStatistics(
          lane,
          queue.framesSent,
          queue.bytesSent,
          framesReceived,
          bytesReceived,
          queue.dropped,
          queue.messages(),
          queue.bytes);
    } finally {
      lock.unlock();
    }
  }

  private static Offer makeRoom(LaneQueue queue, int frameBytes) {
    if (queue.hasRoom(frameBytes)) {
      return Offer.QUEUED;
    }
    if (queue.lane != Lane.CONSENSUS) {
      return Offer.REFUSED;
    }
    while (!queue.hasRoom(frameBytes)) {
      Outgoing oldest = queue.waiting.poll();
      if (oldest == null) {
        return Offer.REFUSED;
      }
      queue.bytes -= oldest.frameBytes();
      queue.dropped++;
    }
    return Offer.QUEUED_FOR_OLDEST;
  }

  private static void append(LaneQueue queue, Outgoing frame) {
    queue.waiting.add(frame);
    queue.bytes += frame.frameBytes();
  }

  /// Writes the next piece of the lane's first frame; false if the record has no room for it.
  private static boolean writePiece(LaneQueue queue, ByteBuffer record) {
    Outgoing frame = queue.begun == null ? queue.waiting.element() : queue.begun;
    int left = frame.frameBytes() - frame.sent;
    int room = Math.min(record.remaining() - Framing.PIECE_HEADER_BYTES, Framing.MAX_PIECE_BYTES);
    int count = Math.min(left, room);
    if (count < left && count < Framing.MIN_CUT_BYTES) {
      return false;
    }
    record.putShort((short) (queue.lane.number() << Framing.LANE_SHIFT | (count - 1)));
    int body = count;
    if (frame.sent == 0) {
      queue.waiting.remove();
      queue.begun = frame;
      record.putInt(1 + frame.message.length).put((byte) frame.type.number());
      body -= Framing.FRAME_HEADER_BYTES;
    }
    int from = Math.max(0, frame.sent - Framing.FRAME_HEADER_BYTES);
    record.put(frame.message, from, body);
    frame.sent += count;
    queue.bytesSent += count;
    if (frame.sent == frame.frameBytes()) {
      queue.begun = null;
      queue.bytes -= frame.frameBytes();
      queue.framesSent++;
    }
    return true;
  }
}

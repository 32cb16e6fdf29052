package cairn.p2p.netty;

import cairn.p2p.Framing;
import cairn.p2p.Lane;
import cairn.p2p.LaneQueues;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves what waits in the lanes of one connection into TLS records, as the socket takes them.
///
/// Small messages share a record of 16 KiB, and it hands over no more than a few records ahead of
/// the socket, so that priority is decided as late as possible. [#wake] may be called by any
/// thread; the rest runs on the event loop.
final class LinkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LinkWriter.class);

  /// Records written before others get their turn on the event loop.
  private static final int RECORDS_PER_TURN = 16;

  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private final LaneQueues queues;
  private final Channel channel;
  private final LongSupplier nanoTime;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicBoolean scheduledLater = new AtomicBoolean();
  private volatile long lastWriteNanos;
  private boolean blocked;
  private long blockedSinceNanos;

  LinkWriter(LaneQueues queues, Channel channel, LongSupplier nanoTime) {
    this.queues = queues;
    this.channel = channel;
    this.nanoTime = nanoTime;
    this.lastWriteNanos = nanoTime.getAsLong() - GATHER_NANOS;
  }

  /// Has the event loop write what was queued in a lane: at once, unless it is a transaction and
  /// the connection wrote something less than 3 ms ago. Then it waits for the rest of that time,
  /// since under load more will come, and a record for each would cost ten times as much. Any
  /// thread.
  void wakeFor(Lane lane) {
    long sinceNanos = nanoTime.getAsLong() - lastWriteNanos;
    if (lane != Lane.TRANSACTIONS || sinceNanos >= GATHER_NANOS) {
      wake();
    } else if (scheduledLater.compareAndSet(false, true)) {
      long restNanos = GATHER_NANOS - sinceNanos;
      unlessClosed(() ->
          channel
              .eventLoop()
              .schedule(FailFast.task(this::drainLate), restNanos, TimeUnit.NANOSECONDS));
    }
  }

  /// Has the event loop write soon. Any thread.
  void wake() {
    if (scheduled.compareAndSet(false, true)) {
      unlessClosed(() -> channel.eventLoop().execute(FailFast.task(this::drain)));
    }
  }

  /// A sender may still hold a connection of a network that is closed: nobody writes any more.
  private static void unlessClosed(Runnable handOver) {
    try {
      handOver.run();
    } catch (RejectedExecutionException e) {
      LOG.debug("the network is closed");
    }
  }

  /// Writes as long as something waits and the socket takes it.
  void drain() {
    scheduled.set(false);
    int records = 0;
    while (records < RECORDS_PER_TURN && channel.isWritable() && writeRecord()) {
      records++;
    }
    if (records > 0) {
      lastWriteNanos = nanoTime.getAsLong();
      channel.flush();
    }
    if (records == RECORDS_PER_TURN) {
      wake();
    }
  }

  /// For how long the socket has refused bytes that wait for it.
  long blockedNanos(long nowNanos) {
    boolean isBlocked = channel.isActive() && !channel.isWritable();
    if (!isBlocked) {
      blocked = false;
      return 0;
    }
    if (!blocked) {
      blocked = true;
      blockedSinceNanos = nowNanos;
    }
    return nowNanos - blockedSinceNanos;
  }

  void unblocked() {
    blocked = false;
    drain();
  }

  private void drainLate() {
    scheduledLater.set(false);
    drain();
  }

  private boolean writeRecord() {
    ByteBuf record = channel.alloc().heapBuffer(Framing.RECORD_BYTES, Framing.RECORD_BYTES);
    int bytes = queues.fill(record.internalNioBuffer(0, Framing.RECORD_BYTES));
    if (bytes == 0) {
      record.release();
      return false;
    }
    record.writerIndex(bytes);
    channel.write(record);
    return true;
  }
}

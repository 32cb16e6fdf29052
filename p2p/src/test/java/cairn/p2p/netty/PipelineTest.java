package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.p2p.Framing;
import cairn.p2p.Lane;
import cairn.p2p.LaneQueues;
import cairn.p2p.PeerLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The handlers by themselves, on a channel without a socket.
class PipelineTest {
  private final List<String> faults = new ArrayList<>();

  @Test
  void aClientHelloPassesTheGuardWholeHoweverItIsCut() {
    byte[] hello = HexFormat.of().parseHex("160301000901000005" + "0102030405");
    for (int cut = 1; cut < hello.length; cut++) {
      EmbeddedChannel channel = new EmbeddedChannel(new ClientHelloGuard(faults::add));
      channel.writeInbound(Unpooled.copiedBuffer(hello, 0, cut));
      channel.writeInbound(Unpooled.copiedBuffer(hello, cut, hello.length - cut));

      assertEquals(Unpooled.wrappedBuffer(hello), allInbound(channel));
      assertNull(channel.pipeline().get(ClientHelloGuard.class));
      channel.finishAndReleaseAll();
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void theGuardPassesNothingOfWhatIsNoTls() {
    EmbeddedChannel channel = new EmbeddedChannel(new ClientHelloGuard(faults::add));
    channel.writeInbound(Unpooled.copiedBuffer(new byte[] {'G'}));
    channel.writeInbound(Unpooled.copiedBuffer(new byte[] {'E', 'T'}));

    assertFalse(channel.finish());
    assertEquals(List.of("NOT_TLS"), faults);
  }

  @Test
  void wakingTheWriterOfANetworkThatIsClosedHarmsNobody() {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var channel = new NioSocketChannel();
    group.register(channel).syncUninterruptibly();
    LaneQueues queues = new LaneQueues(PeerLimits.loopback().queues());
    LinkWriter writer = new LinkWriter(queues, channel, () -> 0);

    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();

    assertDoesNotThrow(writer::wake);
    assertDoesNotThrow(() -> writer.wakeFor(Lane.CONSENSUS));
  }

  @Test
  void smallMessagesLeaveInOneRecordAndLargeOnesInFullRecords() {
    LaneQueues queues = new LaneQueues(PeerLimits.loopback().queues());
    EmbeddedChannel channel = new EmbeddedChannel();
    LinkWriter writer = new LinkWriter(queues, channel, System::nanoTime);
    for (int i = 0; i < 50; i++) {
      queues.offer(TestNode.TRANSACTION, new byte[200]);
    }
    writer.wake();
    channel.runPendingTasks();
    assertEquals(List.of(50 * 207), recordLengths(channel));

    queues.offer(TestNode.BLOCK, new byte[50_000]);
    writer.wake();
    channel.runPendingTasks();
    List<Integer> lengths = recordLengths(channel);
    assertEquals(4, lengths.size());
    assertEquals(Framing.RECORD_BYTES, lengths.getFirst());
  }

  @Test
  void nothingIsTakenFromTheQueuesWhileTheSocketTakesNothing() {
    LaneQueues queues = new LaneQueues(PeerLimits.loopback().queues());
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    LinkWriter writer = new LinkWriter(queues, channel, System::nanoTime);
    queues.offer(TestNode.BLOCK, new byte[50_000]);
    writer.wake();
    channel.runPendingTasks();
    assertEquals(List.of(), recordLengths(channel));

    queues.offer(TestNode.VOTE, new byte[100]);
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    writer.unblocked();

    ByteBuf first = channel.readOutbound();
    assertEquals(Lane.CONSENSUS.number(), first.getUnsignedByte(0) >> 6, "the vote goes first");
    first.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void underLoadATransactionWaitsForCompanyButAVoteDoesNot() {
    LaneQueues queues = new LaneQueues(PeerLimits.loopback().queues());
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    long[] now = {TimeUnit.SECONDS.toNanos(5)};
    LinkWriter writer = new LinkWriter(queues, channel, () -> now[0]);
    send(queues, writer, channel);
    assertEquals(1, recordLengths(channel).size(), "the first leaves at once");

    send(queues, writer, channel);
    send(queues, writer, channel);
    assertEquals(0, recordLengths(channel).size());
    channel.advanceTimeBy(3, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(List.of(2 * 107), recordLengths(channel));

    send(queues, writer, channel);
    queues.offer(TestNode.VOTE, new byte[10]);
    writer.wakeFor(Lane.CONSENSUS);
    channel.runPendingTasks();
    assertEquals(List.of(107 + 17), recordLengths(channel));
    assertTrue(queues.isEmpty());
  }

  private static void send(LaneQueues queues, LinkWriter writer, EmbeddedChannel channel) {
    queues.offer(TestNode.TRANSACTION, new byte[100]);
    writer.wakeFor(Lane.TRANSACTIONS);
    channel.runPendingTasks();
  }

  private static List<Integer> recordLengths(EmbeddedChannel channel) {
    List<Integer> lengths = new ArrayList<>();
    for (ByteBuf record = channel.readOutbound(); record != null; record = channel.readOutbound()) {
      lengths.add(record.readableBytes());
      record.release();
    }
    return lengths;
  }

  private static ByteBuf allInbound(EmbeddedChannel channel) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      all.writeBytes(part);
      part.release();
    }
    return all;
  }
}

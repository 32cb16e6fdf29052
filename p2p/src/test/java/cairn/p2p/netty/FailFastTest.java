package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.p2p.Datagram;
import cairn.p2p.Disconnection;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.p2p.PeerListener;
import cairn.p2p.netty.TestNode.Setup;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailFastTest {
  private static final InetSocketAddress ANYBODY = new InetSocketAddress("127.0.0.1", 9);

  @Test
  void aFaultInACallbackIsToldToTheProcessThatTheNetworkRunsIn() {
    try (TestNode a = TestNode.prepare(Setup.of(1)).start(new Faulty());
        TestNode b = TestNode.start(Setup.of(2, a))) {
      b.awaitConnected(a.id());

      assertEquals("the callback fails", a.awaitBug().getMessage());
    }
  }

  @Test
  void aFaultInATaskOfAThreadIsToldWithThatThread() throws InterruptedException {
    var bugs = new LinkedBlockingQueue<String>();
    var threads = FailFast.threads("cairn-test", (thread, bug) -> bugs.add(thread + ": " + bug));
    Thread thread =
        threads.newThread(() -> {
          throw new AssertionError("a bug");
        });

    thread.start();

    assertEquals(thread + ": java.lang.AssertionError: a bug", bugs.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aTaskTellsItsFaultAndStillFails() {
    try (var told = new Told()) {
      var bug = new IllegalStateException("a bug");

      var thrown =
          assertThrows(
              IllegalStateException.class,
              FailFast.task(() -> {
                throw bug;
              })
                  ::run);

      assertSame(bug, thrown);
      assertEquals(List.of(bug), told.bugs);
    }
  }

  @Test
  void aDatagramThatFindsABugStopsTheNodeButAnUnreachableHostDoesNot() {
    try (var told = new Told()) {
      var bug = new IllegalStateException("a bug");
      var socket =
          new UdpSocket(
              ANYBODY,
              (Datagram _) -> {
                throw bug;
              });
      var channel = new EmbeddedChannel(socket);
      ChannelHandlerContext context = channel.pipeline().context(socket);

      socket.exceptionCaught(context, new IOException("port unreachable"));
      assertEquals(List.of(), told.bugs);

      channel.writeInbound(new DatagramPacket(Unpooled.EMPTY_BUFFER, ANYBODY, ANYBODY));
      assertEquals(List.of(bug), told.bugs);
    }
  }

  /// Hears of the bugs of this thread until it is closed.
  private static final class Told implements AutoCloseable {
    private final List<Throwable> bugs = new ArrayList<>();
    private final Thread thread = Thread.currentThread();
    private final Thread.UncaughtExceptionHandler usual = thread.getUncaughtExceptionHandler();

    private Told() {
      thread.setUncaughtExceptionHandler((_, bug) -> bugs.add(bug));
    }

    @Override
    public void close() {
      thread.setUncaughtExceptionHandler(usual);
    }
  }

  /// A node with a bug.
  private static final class Faulty implements PeerListener {
    @Override
    public void onConnected(Peer peer) {
      throw new IllegalStateException("the callback fails");
    }

    @Override
    public void onMessage(Peer peer, MessageType type, byte[] message) {}

    @Override
    public void onDisconnected(Peer peer, Disconnection why) {}

    @Override
    public long headHeight() {
      return 0;
    }
  }
}

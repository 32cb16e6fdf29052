package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import cairn.p2p.Direction;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.Lane;
import cairn.p2p.LaneStatistics;
import cairn.p2p.MessageTypes;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerAddress;
import cairn.p2p.PeerLimits;
import cairn.p2p.PeerNetworkException;
import cairn.p2p.TestKeys;
import cairn.p2p.netty.TestNode.Setup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NettyPeerNetworkTest {
  @Test
  void twoNodesConnectAndTalk() {
    try (TestNode a = TestNode.start(Setup.of(1));
        TestNode b = TestNode.start(Setup.of(2, a))) {
      Peer atA = a.awaitConnected(b.id());
      Peer atB = b.awaitConnected(a.id());

      assertEquals(Direction.INBOUND, atA.direction());
      assertEquals(Direction.OUTBOUND, atB.direction());
      assertEquals(7, atA.headHeight());
      assertEquals("test/1", atB.agent());
      assertEquals(List.of(atA), a.network.peers());
      assertEquals(Optional.of(atB), b.network.peer(a.id()));

      byte[] block = new byte[1_000_000];
      block[999_999] = 1;
      assertTrue(a.network.send(b.id(), TestNode.BLOCK, block));
      assertTrue(b.network.send(a.id(), TestNode.VOTE, new byte[] {1, 2}));
      assertArrayEquals(block, b.awaitMessage().message());
      assertArrayEquals(new byte[] {1, 2}, a.awaitMessage().message());

      LaneStatistics received = b.network.statistics(a.id()).orElseThrow().of(Lane.BLOCKS);
      assertEquals(1, received.framesReceived());
      assertEquals(1_000_000, received.bytesReceived());
    }
  }

  @Test
  void aNodeThatStopsSaysSo() {
    try (TestNode a = TestNode.start(Setup.of(1))) {
      TestNode b = TestNode.start(Setup.of(2, a));
      a.awaitConnected(b.id());
      b.awaitConnected(a.id());

      b.close();

      assertEquals(Disconnection.there(DisconnectReason.STOPPING, ""), a.awaitDisconnected(b.id()));
      assertEquals(DisconnectReason.STOPPING, b.awaitDisconnected(a.id()).reason());
      assertEquals(List.of(), a.network.peers());
      assertFalse(a.network.send(b.id(), TestNode.VOTE, new byte[1]));
    }
  }

  @Test
  void fourValidatorsKeepLinksToEachOtherAndProveTheirKeys() {
    List<TestNode> nodes = new ArrayList<>();
    Set<PublicKey> keys = new HashSet<>();
    for (int i = 1; i <= 4; i++) {
      nodes.add(TestNode.startValidator(Setup.of(i)));
      keys.add(TestKeys.validatorKey(i).publicKey());
    }
    for (TestNode node : nodes) {
      node.network.keepLinksTo(keys);
      nodes.forEach(other -> node.network.learn(other.record()));
    }

    for (TestNode node : nodes) {
      for (TestNode other : nodes) {
        if (node != other) {
          awaitPeer(node, other.id());
          PublicKey key = other.local.validatorKey().orElseThrow().publicKey();
          assertEquals(other.id(), node.network.validator(key).orElseThrow().id());
        }
      }
      assertEquals(3, node.network.peers().size());
      assertEquals(3, node.network.broadcast(TestNode.VOTE, new byte[] {1}, peer -> true));
    }
    nodes.forEach(TestNode::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 30, 40, 50})
  void twoNodesThatDialEachOtherAtOnceKeepTheSameConnection(int seed) {
    try (TestNode a = TestNode.start(Setup.of(seed));
        TestNode b = TestNode.start(Setup.of(seed + 1))) {
      a.network.learn(b.record());
      b.network.learn(a.record());
      TestNode lower = a.id().compareTo(b.id()) < 0 ? a : b;
      TestNode higher = lower == a ? b : a;

      Peer atLower = lower.awaitConnected(higher.id());
      Peer atHigher = higher.awaitConnected(lower.id());

      assertNotEquals(atLower.direction(), atHigher.direction());
      assertTrue(lower.network.send(higher.id(), TestNode.VOTE, new byte[] {1}));
      higher.awaitMessage();
    }
  }

  @Test
  void theLowerIdRefusesASecondConnection() throws Exception {
    try (TestNode node = TestNode.start(Setup.of(1));
        RawPeer first = RawPeer.dial(node.port(), numberWithHigherId(1)).introduce();
        RawPeer second = RawPeer.dial(node.port(), numberWithHigherId(1))) {
      Peer peer = node.awaitConnected(first.id());
      second.send(MessageTypes.HELLO, second.hello());

      assertEquals(DisconnectReason.DUPLICATE, second.readGoodbye().reason());
      assertEquals(Optional.of(peer), node.network.peer(first.id()));
    }
  }

  @Test
  void theHigherIdFollowsWhatTheLowerAcknowledges() throws Exception {
    try (TestNode node = TestNode.start(Setup.of(1));
        RawPeer first = RawPeer.dial(node.port(), numberWithLowerId(1)).introduce()) {
      Peer old = node.awaitConnected(first.id());
      try (RawPeer second = RawPeer.dial(node.port(), numberWithLowerId(1)).introduce()) {
        assertEquals(DisconnectReason.REPLACED, first.readGoodbye().reason());
        assertEquals(DisconnectReason.REPLACED, node.awaitDisconnected(first.id()).reason());
        Peer current = node.awaitConnected(second.id());
        assertTrue(current.connection() > old.connection());
        assertEquals(List.of(current), node.network.peers());
      }
    }
  }

  @Test
  void whoAnswersMustBeWhoWasDialled() throws Exception {
    NodeId expected = TestKeys.node(5).id();
    try (SSLServerSocket server = RawPeer.listen(6)) {
      PeerAddress address =
          new PeerAddress(Optional.of(expected), "127.0.0.1", server.getLocalPort());
      try (TestNode node = TestNode.start(Setup.of(1).withBootstrap(address));
          RawPeer impostor = RawPeer.accept(server, 6)) {
        assertEquals(DisconnectReason.WRONG_IDENTITY, impostor.readGoodbye().reason());
        assertEquals(List.of(), node.network.peers());
      }
    }
  }

  @Test
  void aLostLinkIsDialledAgain() {
    try (TestNode dialler = TestNode.start(Setup.of(1))) {
      TestNode first = TestNode.start(Setup.of(2));
      int port = first.port();
      dialler.network.keepLinksTo(Set.of());
      try (TestNode other = TestNode.start(Setup.of(3, first))) {
        other.awaitConnected(first.id());
        first.close();
        other.awaitDisconnected(first.id());
        try (TestNode again = TestNode.start(Setup.of(2).withPort(port))) {
          other.awaitConnected(again.id());
          again.awaitConnected(other.id());
        }
      }
    }
  }

  @Test
  void aPeerThatNeverReadsLosesItsOwnMessagesOnly() throws Exception {
    try (TestNode node = TestNode.start(Setup.of(1));
        TestNode honest = TestNode.start(Setup.of(2, node));
        RawPeer stuck = RawPeer.dial(node.port(), 3).introduce()) {
      node.awaitConnected(stuck.id());
      awaitPeer(node, honest.id());
      byte[] block = new byte[4 << 20];
      int blocks = 40;
      int refused = 0;
      for (int i = 0; i < blocks; i++) {
        refused += node.network.send(stuck.id(), TestNode.BLOCK, block) ? 0 : 1;
        assertTrue(node.network.send(honest.id(), TestNode.BLOCK, block));
        assertTrue(node.network.send(honest.id(), TestNode.VOTE, new byte[1]));
        honest.awaitMessage();
        honest.awaitMessage();
      }

      LaneStatistics lane = node.network.statistics(stuck.id()).orElseThrow().of(Lane.BLOCKS);
      assertTrue(refused > 0);
      assertEquals(refused, lane.framesDropped());
      assertTrue(lane.bytesQueued() <= PeerLimits.loopback().queues().blocks().bytes());
    }
  }

  @Test
  void aPeerThatIsNotReadFromWaitsAndLosesNothing() {
    try (TestNode a = TestNode.start(Setup.of(1));
        TestNode b = TestNode.start(Setup.of(2, a))) {
      awaitPeer(a, b.id());
      b.awaitConnected(a.id());
      a.network.pauseReading(b.id());
      for (int i = 0; i < 100; i++) {
        assertTrue(b.network.send(a.id(), TestNode.TRANSACTION, new byte[] {(byte) i}));
      }
      a.network.resumeReading(b.id());
      for (int i = 0; i < 100; i++) {
        assertEquals(i, a.awaitMessage().message()[0]);
      }
    }
  }

  @Test
  void aFloodIsReadMoreSlowlyButWholeAndNobodyIsBannedForIt() {
    PeerLimits limits = PeerLimits.loopback();
    PeerLimits slow =
        new PeerLimits(
            limits.connections(),
            limits.timeouts(),
            limits.queues(),
            new PeerLimits.Rates(64 << 20, 1_000));
    try (TestNode a = TestNode.start(Setup.of(1).withLimits(slow));
        TestNode b = TestNode.start(Setup.of(2, a))) {
      awaitPeer(a, b.id());
      b.awaitConnected(a.id());
      long start = System.nanoTime();
      int messages = 4_600;
      for (int i = 0; i < messages; i++) {
        byte[] message = new byte[1_000];
        message[0] = (byte) i;
        assertTrue(b.network.send(a.id(), TestNode.TRANSACTION, message));
      }
      for (int i = 0; i < messages; i++) {
        assertEquals((byte) i, a.awaitMessage().message()[0]);
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 400, "600 more than the burst came within " + millis + " ms");
      assertEquals(1, a.network.peers().size());
    }
  }

  @Test
  void inboundPeersBeyondTheCapAreTurnedAwayButNotKeptValidators() {
    PeerLimits limits = PeerLimits.loopback();
    PeerLimits one =
        new PeerLimits(
            new PeerLimits.Connections(0, 1, 10, 10, 10),
            limits.timeouts(),
            limits.queues(),
            limits.rates());
    try (TestNode node = TestNode.start(Setup.of(1).withLimits(one));
        TestNode first = TestNode.start(Setup.of(2, node))) {
      node.awaitConnected(first.id());
      try (RawPeer second = RawPeer.dial(node.port(), 3)) {
        second.send(MessageTypes.HELLO, second.hello());
        assertEquals(DisconnectReason.TOO_MANY_PEERS, second.readGoodbye().reason());
      } catch (IOException e) {
        throw new AssertionError(e);
      }

      node.network.keepLinksTo(Set.of(TestKeys.validatorKey(4).publicKey()));
      try (TestNode validator = TestNode.startValidator(Setup.of(4, node))) {
        node.awaitConnected(validator.id());
      }
    }
  }

  @Test
  void nothingIsDialledBeforeTheStart() throws Exception {
    try (SSLServerSocket server = RawPeer.listen(6);
        TestNode node = TestNode.prepare(Setup.of(1))) {
      node.network.learn(TestKeys.record(TestKeys.node(6), server.getLocalPort()));
      assertEquals(List.of(), node.network.peers());
      assertFalse(node.network.send(TestKeys.node(6).id(), TestNode.VOTE, new byte[1]));
      assertEquals(0, node.network.statistics().dialled());

      node.start();
      try (RawPeer dialled = RawPeer.accept(server, 6).introduce()) {
        node.awaitConnected(dialled.id());
      }
    }
  }

  @Test
  void aPortInUseIsSaidInASentence() {
    try (TestNode a = TestNode.start(Setup.of(1))) {
      PeerNetworkException e =
          assertThrows(
              PeerNetworkException.class, () -> TestNode.start(Setup.of(2).withPort(a.port())));
      assertTrue(e.getMessage().startsWith("cannot listen for peers on /127.0.0.1:"));
    }
  }

  @Test
  void messagesOfUnregisteredTypesOrBeyondTheirMaximumAreOurBugs() {
    try (TestNode a = TestNode.start(Setup.of(1))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> a.network.send(a.id(), MessageTypes.PING, new byte[0]));
      assertThrows(
          IllegalArgumentException.class,
          () -> a.network.send(a.id(), TestNode.VOTE, new byte[(4 << 10) + 1]));
    }
  }

  private static void awaitPeer(TestNode node, NodeId id) {
    if (node.network.peer(id).isEmpty()) {
      node.awaitConnected(id);
    }
  }

  private static int numberWithHigherId(int than) {
    return number(than, 1);
  }

  private static int numberWithLowerId(int than) {
    return number(than, -1);
  }

  private static int number(int than, int sign) {
    NodeId self = TestKeys.node(than).id();
    int number = 60;
    while (Integer.signum(TestKeys.node(number).id().compareTo(self)) != sign) {
      number++;
    }
    return number;
  }
}

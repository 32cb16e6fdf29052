package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.p2p.DiscoveryConfig;
import cairn.p2p.DropReason;
import cairn.p2p.NodeAddress;
import cairn.p2p.NodeRecord;
import cairn.p2p.OwnRecord;
import cairn.p2p.PeerAddress;
import cairn.p2p.PeerNetworkException;
import cairn.p2p.TestKeys;
import cairn.p2p.netty.DiscoveringNode.Memory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UdpDiscoveryTest {
  @Test
  void fourNodesThatKnowOneBootstrapFindEachOther() {
    try (var first = DiscoveringNode.start(1, new Memory());
        var second = DiscoveringNode.start(2, new Memory(), first.address());
        var third = DiscoveringNode.start(3, new Memory(), first.address());
        var fourth = DiscoveringNode.start(4, new Memory(), first.address())) {
      DiscoveringNode[] all = {first, second, third, fourth};

      for (DiscoveringNode node : all) {
        node.awaitRecordsOf(all);
      }

      assertEquals(3, first.discovery.candidates(10).size());
      assertEquals(
          Optional.of(fourth.own.current()), second.discovery.validator(fourth.validatorKey()));
      assertEquals(
          2, first.discovery.recordsOf(Set.of(second.validatorKey(), third.validatorKey())).size());
      assertEquals(fourth.id(), third.discovery.closest(fourth.id(), 1).getFirst().id());
      assertEquals(Optional.empty(), third.discovery.statistics().seenElsewhere());
    }
  }

  @Test
  void aNodeThatComesBackKnowsTheOthersWithoutABootstrapNode() {
    var memory = new Memory();
    try (var first = DiscoveringNode.start(1, new Memory());
        var second = DiscoveringNode.start(2, new Memory(), first.address())) {
      var third = DiscoveringNode.start(3, memory, first.address());
      third.awaitRecordsOf(first, second);
      long sequence = third.own.current().sequence();
      third.stop();
      first.stop();

      try (var again = DiscoveringNode.start(3, memory)) {
        again.awaitRecordsOf(second);

        assertTrue(again.own.current().sequence() > sequence);
      }
    }
  }

  @Test
  void garbageIsCountedAndTheNodeGoesOn() throws IOException {
    try (var first = DiscoveringNode.start(1, new Memory());
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      InetSocketAddress target = first.discovery.listenAddress();
      var random = new Random(3);
      for (int size : new int[] {0, 1, 62, 129, 1280, 1281, 65_507}) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        socket.send(new DatagramPacket(bytes, size, target));
      }

      try (var second = DiscoveringNode.start(2, new Memory(), first.address())) {
        second.awaitRecordsOf(first);
        first.awaitRecordsOf(second);
      }

      var drops = first.discovery.statistics().drops();
      assertEquals(5, drops.get(DropReason.SIZE));
      assertEquals(2, drops.get(DropReason.MAGIC));
    }
  }

  @Test
  void aBusyPortIsSaidInOneSentence() {
    try (var first = DiscoveringNode.start(1, new Memory());
        var second =
            new UdpDiscovery(
                new DiscoveryConfig(first.discovery.listenAddress(), List.of()),
                first.own,
                TestKeys.ED25519,
                surroundings())) {
      var refused = assertThrows(PeerNetworkException.class, second::start);

      assertTrue(refused.getMessage().contains("choose another p2p port"), refused.getMessage());
    }
  }

  @Test
  void anAddressThatNobodyCanReachIsRefused() {
    var own =
        OwnRecord.of(
            DiscoveringNode.of(1, new Memory()).own.local(),
            new NodeAddress(new InetSocketAddress(0).getAddress(), 1, 0),
            1,
            TestKeys.ED25519);
    try (var discovery =
        new UdpDiscovery(
            new DiscoveryConfig(new InetSocketAddress("127.0.0.1", 0), List.of()),
            own,
            TestKeys.ED25519,
            surroundings())) {
      assertEquals(Optional.<NodeRecord>empty(), discovery.own());
      assertThrows(PeerNetworkException.class, discovery::start);
    }
  }

  @Test
  void aBootstrapHostThatCannotBeResolvedStopsNobody() {
    try (var first = DiscoveringNode.start(1, new Memory());
        var second =
            DiscoveringNode.start(
                2, new Memory(), PeerAddress.parse("no-such-host.invalid:8641"), first.address())) {
      second.awaitRecordsOf(first);
    }
  }

  @Test
  void closingTwiceOrBeforeTheStartIsHarmless() {
    var node = DiscoveringNode.of(1, new Memory());
    node.stop();
    node.stop();
    node.discovery.offer(node.own.current());
  }

  @Test
  void aFaultInAListenerIsToldToTheProcessThatDiscoveryRunsIn() {
    try (var first = DiscoveringNode.of(1, new Memory());
        var second = DiscoveringNode.of(2, new Memory())) {
      first.discovery.onRecord(_ -> {
        throw new IllegalStateException("the listener fails");
      });
      first.discovery.start();
      second.discovery.start();

      first.discovery.offer(second.own.current());

      assertEquals("the listener fails", first.awaitBug().getMessage());
    }
  }

  private static UdpDiscovery.Surroundings surroundings() {
    return new UdpDiscovery.Surroundings(new Memory(), new Random(1), (_, _) -> {});
  }
}

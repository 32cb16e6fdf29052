package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.p2p.Direction;
import cairn.p2p.Peer;
import cairn.p2p.netty.TestNode.Setup;
import org.junit.jupiter.api.Test;

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

      byte[] block = new byte[1_000_000];
      block[999_999] = 1;
      assertTrue(a.network.send(b.id(), TestNode.BLOCK, block));
      assertTrue(b.network.send(a.id(), TestNode.VOTE, new byte[] {1, 2}));
      assertArrayEquals(block, b.awaitMessage().message());
      assertArrayEquals(new byte[] {1, 2}, a.awaitMessage().message());
    }
  }
}

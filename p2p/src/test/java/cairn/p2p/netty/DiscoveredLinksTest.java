package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.crypto.PublicKey;
import cairn.p2p.NodeAddress;
import cairn.p2p.NodeId;
import cairn.p2p.TestKeys;
import cairn.p2p.netty.DiscoveringNode.Memory;
import cairn.p2p.netty.TestNode.Setup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Discovery and transport together: who is found is dialled.
class DiscoveredLinksTest {
  private static final int NODES = 4;

  @Test
  void fourValidatorsThatKnowOneBootstrapBecomeFullyLinked() {
    List<DiscoveringNode> discoveries = new ArrayList<>();
    List<TestNode> nodes = new ArrayList<>();
    try {
      for (int seed = 1; seed <= NODES; seed++) {
        start(seed, discoveries, nodes);
      }

      for (TestNode node : nodes) {
        Set<NodeId> missing = new TreeSet<>();
        nodes.stream().filter(other -> other != node).forEach(other -> missing.add(other.id()));
        while (!missing.isEmpty()) {
          missing.remove(node.await(seen -> seen instanceof TestNode.Seen.Connected).peer().id());
        }
        assertEquals(NODES - 1, node.network.peers().size());
      }
    } finally {
      nodes.forEach(TestNode::close);
      discoveries.forEach(DiscoveringNode::close);
    }
  }

  private static void start(int seed, List<DiscoveringNode> discoveries, List<TestNode> nodes) {
    var discovering =
        discoveries.isEmpty()
            ? DiscoveringNode.of(seed, new Memory())
            : DiscoveringNode.of(seed, new Memory(), discoveries.getFirst().address());
    discoveries.add(discovering);
    TestNode node = TestNode.startValidator(Setup.of(seed), discovering.discovery);
    nodes.add(node);
    Set<PublicKey> validators = new TreeSet<>();
    for (int other = 1; other <= NODES; other++) {
      validators.add(TestKeys.validatorKey(other).publicKey());
    }
    discovering.own.moveTo(
        new NodeAddress(InetAddress.getLoopbackAddress(), node.port(), 0),
        System.currentTimeMillis());
    discovering.discovery.onRecord(node.network::learn);
    discovering.discovery.follow(validators);
    node.network.keepLinksTo(validators);
    discovering.discovery.start();
  }
}

package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.crypto.PublicKey;
import cairn.p2p.NodeAddress;
import cairn.p2p.NodeId;
import cairn.p2p.PeerAddress;
import cairn.p2p.TestKeys;
import cairn.p2p.netty.DiscoveringNode.Memory;
import cairn.p2p.netty.TestNode.Setup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Discovery and transport together: who is found is dialled.
class DiscoveredLinksTest {
  private static final int VALIDATORS = 4;

  private final List<Linked> started = new ArrayList<>();

  private record Linked(DiscoveringNode discovery, TestNode node) implements AutoCloseable {
    void awaitLinksTo(List<Linked> others) {
      Set<NodeId> missing = new TreeSet<>();
      others.forEach(other -> missing.add(other.node.id()));
      missing.remove(node.id());
      while (!missing.isEmpty()) {
        missing.remove(node.await(seen -> seen instanceof TestNode.Seen.Connected).peer().id());
      }
    }

    @Override
    public void close() {
      node.close();
      discovery.close();
    }
  }

  @AfterEach
  void stop() {
    started.forEach(Linked::close);
  }

  @Test
  void fourValidatorsThatKnowOneBootstrapBecomeFullyLinked() {
    startAll();

    started.forEach(each -> each.awaitLinksTo(started));

    started.forEach(each -> assertEquals(VALIDATORS - 1, each.node().network.peers().size()));
  }

  @Test
  void aValidatorThatComesBackAtOtherPortsIsLinkedAgain() {
    startAll();
    started.forEach(each -> each.awaitLinksTo(started));
    List<Linked> others = List.copyOf(started.subList(0, VALIDATORS - 1));
    Linked last = started.removeLast();
    last.close();
    others.forEach(each -> each.node().awaitDisconnected(last.node().id()));

    Linked again = start(VALIDATORS, others.getLast().discovery().address());

    again.awaitLinksTo(others);
    others.forEach(each -> each.awaitLinksTo(List.of(again)));
  }

  private void startAll() {
    Linked first = start(1);
    for (int seed = 2; seed <= VALIDATORS; seed++) {
      start(seed, first.discovery().address());
    }
  }

  private Linked start(int seed, PeerAddress... bootstrap) {
    var discovering = DiscoveringNode.of(seed, new Memory(), bootstrap);
    TestNode node = TestNode.startValidator(Setup.of(seed), discovering.discovery);
    var linked = new Linked(discovering, node);
    started.add(linked);
    Set<PublicKey> validators = new TreeSet<>();
    for (int other = 1; other <= VALIDATORS; other++) {
      validators.add(TestKeys.validatorKey(other).publicKey());
    }
    discovering.own.moveTo(
        new NodeAddress(InetAddress.getLoopbackAddress(), node.port(), 0),
        System.currentTimeMillis());
    discovering.discovery.onRecord(node.network::learn);
    discovering.discovery.follow(validators);
    node.network.keepLinksTo(validators);
    discovering.discovery.start();
    return linked;
  }
}

package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupTest {
  private final SimulatedInternet internet = new SimulatedInternet(1);
  private final NodeId self = internet.add(List.of()).id();
  private final NodeId target = NodeId.of(internet.keyPair("target", 0).publicKey());
  private final List<NodeRecord> nodes = new ArrayList<>();

  LookupTest() {
    for (int i = 0; i < 200; i++) {
      nodes.add(internet.add(List.of()).record());
    }
    nodes.sort(RoutingTable.byDistance(target));
  }

  @Test
  void asksAlphaNodesAtATimeTheClosestFirst() {
    var lookup = new Lookup(self, target, nodes.subList(50, 60));

    assertEquals(nodes.subList(50, 53), lookup.next());
    assertEquals(List.of(), lookup.next());
    lookup.answered(nodes.get(51).id());
    assertEquals(nodes.subList(53, 54), lookup.next());
  }

  @Test
  void turnsToCloserNodesAsItHearsOfThem() {
    var lookup = new Lookup(self, target, nodes.subList(50, 60));
    lookup.next();
    lookup.heard(nodes.subList(3, 6));
    lookup.answered(nodes.get(50).id());

    assertEquals(nodes.subList(3, 4), lookup.next());
  }

  @Test
  void isDoneWhenTheClosestHaveAnswered() {
    var lookup = new Lookup(self, target, nodes.subList(0, 40));
    int asked = 0;
    while (!lookup.isDone()) {
      for (NodeRecord next : lookup.next()) {
        asked++;
        lookup.answered(next.id());
      }
    }

    assertEquals(RoutingTable.K, asked);
    assertEquals(nodes.subList(0, RoutingTable.K), lookup.closest());
  }

  @Test
  void aNodeThatFailsIsReplacedByTheNextClosest() {
    var lookup = new Lookup(self, target, nodes.subList(0, 40));
    while (!lookup.isDone()) {
      for (NodeRecord next : lookup.next()) {
        if (nodes.indexOf(next) % 2 == 0) {
          lookup.failed(next.id());
        } else {
          lookup.answered(next.id());
        }
      }
    }

    assertEquals(RoutingTable.K, lookup.closest().size());
    assertTrue(lookup.closest().stream().allMatch(record -> nodes.indexOf(record) % 2 == 1));
  }

  @Test
  void liarsWhoNameEverCloserNodesCannotKeepItGoing() {
    var lookup = new Lookup(self, target, nodes.subList(199, 200));
    int asked = 0;
    for (int closest = 198; !lookup.isDone(); closest--) {
      for (NodeRecord next : lookup.next()) {
        asked++;
        lookup.heard(nodes.subList(Math.max(0, closest), closest + 1));
        lookup.answered(next.id());
      }
    }

    assertEquals(Lookup.MAX_QUESTIONS, asked);
  }

  @Test
  void isDoneAtOnceIfNobodyIsKnown() {
    assertTrue(new Lookup(self, target, List.of()).isDone());
  }

  @Test
  void neverAsksItself() {
    var lookup = new Lookup(nodes.get(0).id(), target, nodes.subList(0, 2));

    assertEquals(nodes.subList(1, 2), lookup.next());
    assertFalse(lookup.isDone());
  }
}

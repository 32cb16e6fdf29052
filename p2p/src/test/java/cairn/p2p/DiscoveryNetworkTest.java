package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole networks in virtual time.
class DiscoveryNetworkTest {
  private static final long MINUTE = 60_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fourNodesThatKnowOneBootstrapFindEachOtherWithinASecond(long seed) {
    var internet = network(seed, 4);

    boolean complete = internet.runUntil(() -> everybodyKnowsEverybody(internet), 1_000);

    assertTrue(complete, "after one second: " + knownCounts(internet));
    internet.nodes().forEach(node -> assertEquals(3, node.found().size()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lossOnlyDelaysIt(long seed) {
    var internet = network(seed, 7);
    internet.loseDatagrams(0.25);

    boolean complete = internet.runUntil(() -> everybodyKnowsEverybody(internet), MINUTE);

    assertTrue(complete, "after a minute: " + knownCounts(internet));
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void eachOfAHundredNodesCanBeFound(long seed) {
    var internet = network(seed, 100);
    internet.runFor(10_000);

    for (int i = 0; i < 100; i++) {
      NodeId target = internet.nodes().get(i).id();
      SimulatedInternet.Node asking = internet.nodes().get((i + 37) % 100);
      assertEquals(target, lookUp(internet, asking, target).getFirst().id());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aLookupFindsTheClosestNodesThatLive(long seed) {
    var internet = network(seed, 60);
    internet.runFor(5_000);
    internet.loseDatagrams(0.02);
    for (int i = 1; i < 60; i += 5) {
      internet.nodes().get(i).kill();
    }

    NodeId target = NodeId.of(internet.keyPair("target", 0).publicKey());
    List<NodeRecord> closest = lookUp(internet, internet.nodes().getFirst(), target);

    List<NodeId> expected =
        internet.nodes().stream()
            .filter(node -> internet.nodes().indexOf(node) % 5 != 1)
            .skip(1)
            .map(SimulatedInternet.Node::id)
            .sorted(target::compareDistance)
            .limit(RoutingTable.K)
            .toList();
    assertEquals(expected.subList(0, 8), ids(closest).subList(0, 8));
    assertTrue(ids(closest).stream().filter(expected::contains).count() >= 14);
  }

  @Test
  void theDeadLoseTheirPlaces() {
    var internet = network(5, 12);
    internet.runFor(10_000);
    List<NodeId> dead = new ArrayList<>();
    for (SimulatedInternet.Node node : internet.nodes().subList(6, 12)) {
      node.kill();
      dead.add(node.id());
    }

    internet.runFor(2 * MINUTE);

    for (SimulatedInternet.Node node : internet.nodes().subList(0, 6)) {
      assertEquals(5, node.known().live().size());
      assertTrue(ids(node.known().live()).stream().noneMatch(dead::contains));
    }
  }

  @Test
  void aRestartedNodeNeedsNoBootstrapNode() {
    var internet = network(6, 5);
    internet.runFor(10_000);
    SimulatedInternet.Node bootstrap = internet.nodes().getFirst();
    SimulatedInternet.Node node = internet.nodes().get(3);
    bootstrap.kill();
    node.kill();
    internet.runFor(30_000);

    node.restart();
    internet.runFor(1_000);

    assertEquals(3, node.known().live().size());
  }

  @Test
  void aNodeThatFindsNobodyAfterARestartDoesNotForgetTheNetwork() {
    var internet = network(7, 4);
    internet.runFor(10_000);
    SimulatedInternet.Node node = internet.nodes().getLast();
    node.kill();
    internet.nodes().subList(0, 3).forEach(SimulatedInternet.Node::kill);
    node.restart();
    internet.runFor(10 * MINUTE);
    assertEquals(3, node.savedNodes().orElseThrow().nodes().size());
    assertEquals(0, node.known().live().size());

    internet.nodes().get(1).restart();
    internet.runFor(3_000);

    assertEquals(List.of(internet.nodes().get(1).id()), ids(node.known().live()));
  }

  @Test
  void twoHalvesThatLostEachOtherMeetAgain() {
    var internet = network(8, 6);
    internet.runFor(10_000);
    List<SimulatedInternet.Node> half = internet.nodes().subList(3, 6);
    half.forEach(SimulatedInternet.Node::kill);
    internet.runFor(5 * MINUTE);
    internet.nodes().subList(0, 3).forEach(node -> assertEquals(2, node.known().live().size()));

    half.forEach(SimulatedInternet.Node::restart);

    assertTrue(internet.runUntil(() -> everybodyKnowsEverybody(internet), 2 * MINUTE));
  }

  @Test
  void theBootstrapNodeMayComeLast() {
    var internet = new SimulatedInternet(9);
    SimulatedInternet.Node bootstrap = internet.add(List.of());
    for (int i = 1; i < 4; i++) {
      internet.add(List.of(bootstrap.peerAddress())).start();
    }
    internet.runFor(MINUTE);

    bootstrap.start();

    assertTrue(internet.runUntil(() -> everybodyKnowsEverybody(internet), 4_000));
  }

  @Test
  void followedValidatorsAreFoundByTheirKeysAndKeptWhileTheyAreDown() {
    var internet = new SimulatedInternet(10);
    SimulatedInternet.Node bootstrap = internet.add(List.of());
    Set<PublicKey> keys = new HashSet<>();
    for (int i = 1; i < 8; i++) {
      KeyPair validator = internet.keyPair("validator", i);
      keys.add(validator.publicKey());
      internet.add(List.of(bootstrap.peerAddress()), Optional.of(validator));
    }
    internet.nodes().forEach(SimulatedInternet.Node::start);
    SimulatedInternet.Node follower = internet.nodes().getLast();
    keys.remove(follower.record().validator().orElseThrow());
    internet.run(follower, follower.discovery().follow(keys, internet.now()));

    internet.runFor(2_000);
    assertEquals(6, follower.known().recordsOf(keys).size());
    internet.nodes().get(3).kill();
    internet.runFor(5 * MINUTE);

    assertEquals(6, follower.known().recordsOf(keys).size());
    assertEquals(6, follower.known().live().size());
  }

  @Test
  void aValidatorIsFoundByItsKeyEvenIfItsNodeIsGone() {
    var internet = new SimulatedInternet(12);
    SimulatedInternet.Node bootstrap = internet.add(List.of());
    KeyPair validator = internet.keyPair("validator", 1);
    SimulatedInternet.Node moving =
        internet.add(List.of(bootstrap.peerAddress()), Optional.of(validator));
    for (int i = 0; i < 20; i++) {
      internet.add(List.of(bootstrap.peerAddress()));
    }
    Set<PublicKey> followed = Set.of(validator.publicKey());
    for (SimulatedInternet.Node node : internet.nodes()) {
      node.start();
      internet.run(node, node.discovery().follow(followed, internet.now()));
    }
    internet.runFor(5_000);
    moving.kill();
    internet.runFor(MINUTE);

    SimulatedInternet.Node late = internet.add(List.of(bootstrap.peerAddress()));
    late.start();
    internet.run(late, late.discovery().follow(followed, internet.now()));

    boolean known =
        internet.runUntil(() -> late.known().validator(validator.publicKey()).isPresent(), 2_000);
    assertTrue(known);
    assertEquals(
        Optional.empty(), late.known().record(moving.id()).filter(late.known().live()::contains));
  }

  @Test
  void aNetworkAtRestIsQuiet() {
    var internet = network(11, 4);
    internet.runFor(5 * MINUTE);
    long before = internet.nodes().stream().mapToLong(SimulatedInternet.Node::bytesSent).sum();

    internet.runFor(10 * MINUTE);

    long after = internet.nodes().stream().mapToLong(SimulatedInternet.Node::bytesSent).sum();
    long bytesPerNodeAndSecond = (after - before) / 4 / 600;
    assertTrue(bytesPerNodeAndSecond < 300, bytesPerNodeAndSecond + " bytes a second");
  }

  private static SimulatedInternet network(long seed, int size) {
    var internet = new SimulatedInternet(seed);
    SimulatedInternet.Node bootstrap = internet.add(List.of());
    for (int i = 1; i < size; i++) {
      internet.add(List.of(bootstrap.peerAddress()));
    }
    internet.nodes().forEach(SimulatedInternet.Node::start);
    return internet;
  }

  private static boolean everybodyKnowsEverybody(SimulatedInternet internet) {
    int others = internet.nodes().size() - 1;
    return internet.nodes().stream().allMatch(node -> node.known().live().size() == others);
  }

  private static List<Integer> knownCounts(SimulatedInternet internet) {
    return internet.nodes().stream().map(node -> node.known().live().size()).toList();
  }

  private static List<NodeRecord> lookUp(
      SimulatedInternet internet, SimulatedInternet.Node asking, NodeId target) {
    List<List<NodeRecord>> answer = new ArrayList<>();
    internet.run(asking, asking.discovery().lookup(target, answer::add, internet.now()));
    assertTrue(internet.runUntil(() -> !answer.isEmpty(), MINUTE));
    List<NodeRecord> closest = answer.getFirst();
    assertEquals(
        closest,
        closest.stream()
            .sorted(Comparator.comparing(NodeRecord::id, target::compareDistance))
            .toList());
    return closest;
  }

  private static List<NodeId> ids(List<NodeRecord> records) {
    return records.stream().map(NodeRecord::id).toList();
  }
}

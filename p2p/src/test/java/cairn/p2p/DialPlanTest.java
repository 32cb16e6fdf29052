package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.PublicKey;
import cairn.p2p.DialPlan.Dial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DialPlanTest {
  private static final Disconnection LOST = Disconnection.there(DisconnectReason.LOST, "");
  private static final LocalNode VALIDATOR = TestKeys.validator(1);
  private static final NodeRecord RECORD = TestKeys.record(VALIDATOR, 1001);
  private static final PublicKey VALIDATOR_KEY = TestKeys.validatorKey(1).publicKey();

  private final Links links = new Links();
  private final Known known = new Known();

  @Test
  void bootstrapIsDialledAtOnceAndOnlyOnceAtATime() {
    DialPlan plan = plan(0, "127.0.0.1:8641");

    assertEquals(List.of(dial(8641)), plan.review(links, 0).dials());
    assertEquals(List.of(), plan.review(links, 1).dials());
  }

  @Test
  void aFailedDialIsRepeatedAfterABackOff() {
    DialPlan plan = plan(0, "127.0.0.1:8641");
    long now = 0;
    for (int failures = 1; failures <= 10; failures++) {
      Dial dial = plan.review(links, now).dials().getFirst();
      plan.ended(dial, LOST, now);

      DialPlan.Review early = plan.review(links, now);
      assertEquals(List.of(), early.dials());
      assertTrue(early.againNanos() <= Duration.ofSeconds(2).toNanos(), "loopback is eager");
      now += early.againNanos();
    }
  }

  @Test
  void bootstrapThatAnsweredIsLeftAloneWhileLinked() {
    DialPlan plan = plan(0, "127.0.0.1:8641");
    NodeId answered = TestKeys.node(7).id();
    Dial dial = plan.review(links, 0).dials().getFirst();
    plan.established(dial, answered, 0);
    links.taken.add(answered);
    long end = Duration.ofMinutes(1).toNanos();
    plan.ended(dial, LOST, end);

    assertEquals(List.of(), plan.review(links, 2 * end).dials(), "linked the other way round");

    links.taken.clear();
    assertEquals(1, plan.review(links, 2 * end).dials().size());
  }

  @Test
  void aLinkThatLastedIsDialledAgainWithin50Milliseconds() {
    DialPlan plan = plan(0, "127.0.0.1:8641");
    long now = 0;
    for (int i = 0; i < 10; i++) {
      Dial dial = plan.review(links, now).dials().getFirst();
      plan.ended(dial, LOST, now);
      now += Duration.ofSeconds(2).toNanos();
    }
    Dial dial = plan.review(links, now).dials().getFirst();
    plan.established(dial, TestKeys.node(7).id(), now);
    now += Duration.ofSeconds(5).toNanos();
    plan.ended(dial, LOST, now);

    assertTrue(plan.review(links, now).againNanos() <= Duration.ofMillis(50).toNanos());
  }

  @Test
  void keptValidatorsAreDialledAsSoonAsTheirRecordIsKnown() {
    DialPlan plan = plan(0);
    plan.keepLinksTo(Set.of(VALIDATOR_KEY));
    assertEquals(List.of(), plan.review(links, 0).dials());

    plan.learn(RECORD);

    assertEquals(
        List.of(new Dial("127.0.0.1", 1001, Optional.of(VALIDATOR.id()))),
        plan.review(links, 0).dials());
  }

  @Test
  void keptValidatorsAreFoundInTheSourceAndNotDialledWhenLinked() {
    DialPlan plan = plan(0);
    known.records.add(RECORD);
    plan.keepLinksTo(Set.of(VALIDATOR_KEY));
    links.validators.add(VALIDATOR_KEY);
    assertEquals(List.of(), plan.review(links, 0).dials());

    links.validators.clear();
    assertEquals(1, plan.review(links, 0).dials().size());
  }

  @Test
  void candidatesFillUpTheOutboundLinks() {
    for (int i = 1; i <= 20; i++) {
      known.records.add(TestKeys.record(TestKeys.node(i), 1000 + i));
    }
    DialPlan plan = plan(8);
    links.outbound = 3;
    links.taken.add(TestKeys.node(1).id());

    List<Dial> dials = plan.review(links, 0).dials();

    assertEquals(4, dials.size(), "five were asked for, one of them is linked");
    assertEquals(
        List.of(), plan.review(links, 0).dials().stream().filter(dials::contains).toList());
  }

  @Test
  void anAddressThatIsThisNodeIsNotTriedAgain() {
    DialPlan plan = plan(0, "node.example:8641");
    Dial dial = plan.review(links, 0).dials().getFirst();
    plan.ended(dial, Disconnection.there(DisconnectReason.SELF, ""), 0);

    assertEquals(List.of(), plan.review(links, Duration.ofDays(1).toNanos()).dials());
  }

  private DialPlan plan(int outbound, String... bootstrap) {
    List<PeerAddress> addresses = List.of(bootstrap).stream().map(PeerAddress::parse).toList();
    return new DialPlan(addresses, known, outbound, new SplittableRandom(1));
  }

  private static Dial dial(int port) {
    return new Dial("127.0.0.1", port, Optional.empty());
  }

  private static final class Links implements DialPlan.Links {
    final Set<NodeId> taken = new HashSet<>();
    final Set<PublicKey> validators = new HashSet<>();
    int outbound;

    @Override
    public boolean isTaken(NodeId node) {
      return taken.contains(node);
    }

    @Override
    public boolean hasValidator(PublicKey validatorKey) {
      return validators.contains(validatorKey);
    }

    @Override
    public int outbound() {
      return outbound;
    }
  }

  private static final class Known implements PeerSource {
    final List<NodeRecord> records = new ArrayList<>();

    @Override
    public Optional<NodeRecord> own() {
      return Optional.empty();
    }

    @Override
    public List<NodeRecord> candidates(int count) {
      return records.stream().limit(count).toList();
    }

    @Override
    public Optional<NodeRecord> validator(PublicKey validatorKey) {
      return records.stream()
          .filter(record -> record.validator().equals(Optional.of(validatorKey)))
          .findFirst();
    }

    @Override
    public void offer(NodeRecord record) {
      records.add(record);
    }
  }
}

package cairn.consensus;

import cairn.quorum.ValidatorId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Virtual time and a faulty network for a handful of nodes, all from one seed. Everything that
/// happens is an entry of one queue; the same seed gives the same trace.
final class SimulatedWorld {
  private static final long MICROS = 1000;

  /// What travels between nodes: the consensus messages, bodies, payments, and keep-alives.
  sealed interface Mail {
    record Vote(cairn.quorum.SignedVote vote) implements Mail {}

    record Certificate(cairn.quorum.Certificate certificate) implements Mail {}

    record Wanted(Want want) implements Mail {}

    record Body(ToyBlock block) implements Mail {}

    record BodyWanted(cairn.quorum.BlockId block) implements Mail {}

    record Payment(long number) implements Mail {}

    record KeepAlive() implements Mail {}
  }

  private record Entry(long micros, long order, Runnable action) {}

  private final SplittableRandom random;
  private final Committee committee;
  private final SafetyOracle oracle;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Set<Long> cut = new HashSet<>();
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>((a, b) ->
          a.micros != b.micros ? Long.compare(a.micros, b.micros) : Long.compare(a.order, b.order));
  private SimulationPlan plan;
  private boolean isHealed;
  private long now;
  private long order;
  private long events;
  private long trace = 1125899906842597L;

  SimulatedWorld(long seed, SimulationPlan plan) {
    this.random = new SplittableRandom(seed ^ 0x9E3779B97F4A7C15L);
    this.plan = plan;
    this.committee = Committee.of(plan.validators());
    this.oracle = new SafetyOracle(plan.validators());
    for (int i = 0; i < plan.validators(); i++) {
      boolean isTraitor = i < plan.traitors();
      nodes.add(new SimulatedNode(this, new ValidatorId(i), isTraitor, random.nextLong()));
    }
  }

  Committee committee() {
    return committee;
  }

  SafetyOracle oracle() {
    return oracle;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  List<SimulatedNode> honest() {
    return nodes.stream().filter(node -> !node.isTraitor()).toList();
  }

  SplittableRandom random() {
    return random;
  }

  long nowMillis() {
    return now / MICROS;
  }

  long events() {
    return events;
  }

  long trace() {
    return trace;
  }

  void heal() {
    isHealed = true;
    cut.clear();
  }

  /// Whether the network passes nothing from `a` to `b`.
  boolean isCut(int a, int b) {
    return cut.contains(((long) a << 32) | b);
  }

  void cut(int a, int b, boolean isCut) {
    long link = ((long) a << 32) | b;
    if (isCut) {
      cut.add(link);
    } else {
      cut.remove(link);
    }
  }

  void after(long millis, Runnable action) {
    queue.add(new Entry(now + millis * MICROS, order++, action));
  }

  /// Sends a message; it arrives late, more than once, or never.
  void send(int from, int to, Mail mail) {
    if (isCut(from, to) || hits(isHealed ? 0 : plan.lossPercent())) {
      return;
    }
    deliver(from, to, mail);
    if (hits(isHealed ? 0 : plan.duplicatePercent())) {
      deliver(from, to, mail);
    }
  }

  void broadcast(int from, Mail mail) {
    IntStream.range(0, nodes.size()).filter(to -> to != from).forEach(to -> send(from, to, mail));
  }

  /// Runs until that time or until nothing is left to do.
  void runUntil(long millis) {
    while (!queue.isEmpty() && queue.peek().micros <= millis * MICROS) {
      Entry next = queue.poll();
      now = next.micros;
      next.action.run();
    }
    now = millis * MICROS;
  }

  boolean hits(int percent) {
    return percent > 0 && random.nextInt(100) < percent;
  }

  /// Notes something that happened, for the trace.
  void note(int node, Object what) {
    events++;
    trace = 31 * (31 * (31 * trace + now) + node) + what.toString().hashCode();
  }

  private void deliver(int from, int to, Mail mail) {
    double mean = plan.meanDelayMillis() * MICROS;
    long delay = 100 + (long) (-mean * Math.log(1 - random.nextDouble()));
    Consumer<SimulatedNode> arrival = node -> node.receive(from, mail);
    queue.add(new Entry(now + delay, order++, () -> arrival.accept(nodes.get(to))));
  }
}

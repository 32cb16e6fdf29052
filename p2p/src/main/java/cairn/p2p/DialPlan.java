package cairn.p2p;

import cairn.crypto.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Whom to dial, and when: the bootstrap addresses, the validators that links are kept to, and
/// nodes from discovery until there are enough outbound links.
///
/// It decides and remembers failures; somebody else dials. Confined to one thread; time and
/// randomness are parameters.
public final class DialPlan {
  /// A link that lasted this long was a success: the next dial comes soon after it breaks.
  private static final Duration LASTED = Duration.ofSeconds(5);

  private static final int MAX_REMEMBERED = 1_024;
  private static final int MAX_FRESH = 64;

  private final List<PeerAddress> bootstrap;
  private final PeerSource source;
  private final int outboundWanted;
  private final RandomGenerator random;
  private final Map<Endpoint, Attempts> attempts = new LinkedHashMap<>();
  private final Deque<NodeRecord> fresh = new ArrayDeque<>();
  private final Map<PublicKey, NodeRecord> learned = new HashMap<>();
  private Set<PublicKey> validators = new TreeSet<>();

  /// Where to dial, and who must answer if that is known.
  public record Dial(String host, int port, Optional<NodeId> expected) {}

  /// The dials to begin now, and in how many nanoseconds to ask again at the latest.
  public record Review(List<Dial> dials, long againNanos) {}

  /// What the plan must know of the links that there are.
  public interface Links {
    /// Whether this node must not be dialled: it is linked, banned, or this node itself.
    boolean isTaken(NodeId node);

    boolean hasValidator(PublicKey validatorKey);

    int outbound();
  }

  private record Endpoint(String host, int port) {
    boolean isLoopback() {
      return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
  }

  private static final class Attempts {
    int failures;
    long notBeforeNanos;
    boolean inFlight;
    boolean isEager;
    boolean isThisNode;
    long establishedNanos;
    Optional<NodeId> answeredBy = Optional.empty();
  }

  public DialPlan(
      List<PeerAddress> bootstrap, PeerSource source, int outboundWanted, RandomGenerator random) {
    this.bootstrap = List.copyOf(bootstrap);
    this.source = source;
    this.outboundWanted = outboundWanted;
    this.random = random;
  }

  public void keepLinksTo(Set<PublicKey> validatorKeys) {
    validators = new TreeSet<>(validatorKeys);
    learned.keySet().retainAll(validators);
  }

  public boolean keepsLinkTo(PublicKey validatorKey) {
    return validators.contains(validatorKey);
  }

  /// Takes note of a checked record.
  public void learn(NodeRecord record) {
    Optional<PublicKey> validator = record.validator().filter(validators::contains);
    if (validator.isPresent()) {
      learned.merge(validator.get(), record, (old, now) -> old.supersedes(now) ? old : now);
    } else if (fresh.size() < MAX_FRESH) {
      fresh.add(record);
    }
  }

  /// Decides what to dial now. What it returns counts as begun, until [#ended].
  public Review review(Links links, long nowNanos) {
    Round round = new Round(nowNanos);
    for (PeerAddress address : bootstrap) {
      Endpoint endpoint = new Endpoint(address.host(), address.port());
      Optional<NodeId> known = address.id().or(() -> attempts(endpoint).answeredBy);
      if (known.isEmpty() || !links.isTaken(known.get())) {
        round.consider(endpoint, address.id());
      }
    }
    for (PublicKey validator : validators) {
      if (!links.hasValidator(validator)) {
        record(validator)
            .filter(record -> !links.isTaken(record.id()))
            .ifPresent(record -> round.considerEagerly(record));
      }
    }
    considerCandidates(links, round);
    return new Review(List.copyOf(round.dials), round.againNanos);
  }

  /// The dial led to an established link to `node`.
  public void established(Dial dial, NodeId node, long nowNanos) {
    Attempts entry = attempts(endpoint(dial));
    entry.answeredBy = Optional.of(node);
    entry.establishedNanos = nowNanos;
  }

  /// The dial failed, or its link ended.
  public void ended(Dial dial, Disconnection why, long nowNanos) {
    Endpoint endpoint = endpoint(dial);
    Attempts entry = attempts(endpoint);
    boolean lasted =
        entry.answeredBy.isPresent()
            && entry.establishedNanos != 0
            && nowNanos - entry.establishedNanos >= LASTED.toNanos();
    entry.inFlight = false;
    entry.establishedNanos = 0;
    entry.failures = lasted ? 1 : entry.failures + 1;
    entry.isThisNode |= why.reason() == DisconnectReason.SELF;
    Backoff backoff = entry.isEager || endpoint.isLoopback() ? Backoff.EAGER : Backoff.PATIENT;
    entry.notBeforeNanos = nowNanos + backoff.delay(entry.failures, random).toNanos();
  }

  private void considerCandidates(Links links, Round round) {
    int begun = (int) attempts.values().stream().filter(entry -> entry.inFlight).count();
    int missing = outboundWanted - Math.max(links.outbound(), begun);
    while (missing > 0 && !fresh.isEmpty()) {
      NodeRecord record = fresh.remove();
      if (!links.isTaken(record.id()) && round.consider(endpoint(record), id(record))) {
        missing--;
      }
    }
    if (missing > 0) {
      for (NodeRecord record : source.candidates(missing)) {
        if (!links.isTaken(record.id())) {
          round.consider(endpoint(record), id(record));
        }
      }
    }
  }

  /// The newest record of a validator, of those told to this plan and those of the source.
  private Optional<NodeRecord> record(PublicKey validator) {
    Optional<NodeRecord> found = source.validator(validator);
    Optional<NodeRecord> told = Optional.ofNullable(learned.get(validator));
    if (found.isPresent() && told.isPresent()) {
      return told.get().supersedes(found.get()) ? told : found;
    }
    return found.or(() -> told);
  }

  private Attempts attempts(Endpoint endpoint) {
    Attempts entry = attempts.get(endpoint);
    if (entry == null) {
      entry = new Attempts();
      forgetOne();
      attempts.put(endpoint, entry);
    }
    return entry;
  }

  private void forgetOne() {
    if (attempts.size() < MAX_REMEMBERED) {
      return;
    }
    Iterator<Attempts> entries = attempts.values().iterator();
    while (entries.hasNext()) {
      if (!entries.next().inFlight) {
        entries.remove();
        return;
      }
    }
  }

  private static Endpoint endpoint(Dial dial) {
    return new Endpoint(dial.host(), dial.port());
  }

  private static Endpoint endpoint(NodeRecord record) {
    NodeAddress address = record.address();
    return new Endpoint(address.host().getHostAddress(), address.tcpPort());
  }

  private static Optional<NodeId> id(NodeRecord record) {
    return Optional.of(record.id());
  }

  /// One review: what it found due, and the earliest time at which something else will be.
  private final class Round {
    final long nowNanos;
    final List<Dial> dials = new ArrayList<>();
    long againNanos = Duration.ofSeconds(60).toNanos();

    Round(long nowNanos) {
      this.nowNanos = nowNanos;
    }

    void considerEagerly(NodeRecord record) {
      attempts(endpoint(record)).isEager = true;
      consider(endpoint(record), id(record));
    }

    boolean consider(Endpoint endpoint, Optional<NodeId> expected) {
      Attempts entry = attempts(endpoint);
      if (entry.inFlight || entry.isThisNode) {
        return false;
      }
      long waitNanos = entry.failures == 0 ? 0 : entry.notBeforeNanos - nowNanos;
      if (waitNanos > 0) {
        againNanos = Math.min(againNanos, waitNanos);
        return false;
      }
      entry.inFlight = true;
      dials.add(new Dial(endpoint.host(), endpoint.port(), expected));
      return true;
    }
  }
}

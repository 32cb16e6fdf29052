package cairn.node;

import cairn.consensus.Event;
import cairn.p2p.PeerNetwork;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.View;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLongArray;

/// Which validators are silent: no link to them, and no vote of theirs for the inactivity bound. It
/// tells the replica when that changes, so that the turn of a dead leader is not waited for.
/// Thread-safe.
final class Liveness {
  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final ValidatorSet validators;
  private final Optional<ValidatorId> self;
  private final PeerNetwork network;
  private final NodeClock clock;
  private final AtomicLongArray heardNanos;
  private final AtomicLongArray lastViews;
  private SortedSet<ValidatorId> published = new TreeSet<>();

  Liveness(
      ValidatorSet validators, Optional<ValidatorId> self, PeerNetwork network, NodeClock clock) {
    this.validators = validators;
    this.self = self;
    this.network = network;
    this.clock = clock;
    this.heardNanos = new AtomicLongArray(validators.size());
    this.lastViews = new AtomicLongArray(validators.size());
    for (int i = 0; i < validators.size(); i++) {
      heardNanos.set(i, clock.monotonicNanos());
    }
  }

  /// A verified vote came, or was cast here.
  void heard(SignedVote vote) {
    heard(vote.signer());
    lastViews.accumulateAndGet(vote.signer().index(), vote.vote().view().number(), Math::max);
  }

  /// The highest view for which a vote of that validator was seen; 0 if none was.
  View lastVote(ValidatorId id) {
    return new View(lastViews.get(id.index()));
  }

  private void heard(ValidatorId id) {
    heardNanos.set(id.index(), clock.monotonicNanos());
  }

  /// Looks again and again, on the clock's thread.
  void watch(ConsensusDriver driver) {
    SortedSet<ValidatorId> silent = new TreeSet<>();
    for (int i = 0; i < validators.size(); i++) {
      ValidatorId id = new ValidatorId(i);
      boolean isLinked = network.validator(validators.validator(id).key()).isPresent();
      if (isLinked) {
        heard(id);
      } else if (!self.equals(Optional.of(id))
          && clock.monotonicNanos() - heardNanos.get(i) > BOUND.toNanos()) {
        silent.add(id);
      }
    }
    if (!silent.equals(published)) {
      published = silent;
      driver.offer(new Event.InactiveValidators(silent));
    }
    clock.schedule(INTERVAL, () -> watch(driver));
  }
}

package cairn.node;

import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.node.api.ChainHead;
import cairn.quorum.BlockId;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The proposal that the replica asked about last, until it is answered. Belongs to the ledger
/// thread.
///
/// There are three answers: it may be voted for; it must not be, whatever the block is worth; or no
/// body can make the block, or an ancestor, valid. And there is none where the proposal's time is
/// so far ahead of this clock that the view will be over before.
final class ProposalCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ProposalCheck.class);

  /// How far a proposal's time may be ahead of this clock before its vote is held back.
  static final Duration CLOCK_TOLERANCE = Duration.ofMillis(500);

  private final NodeClock clock;
  private final BlockRules rules;
  private final Branches branches;
  private final ChainLinks links;
  private final Runnable wake;
  private Optional<Effect.Check> check = Optional.empty();
  private Optional<Long> wakeAtNanos = Optional.empty();

  /// @param wake has [#proceed] called soon, on the ledger thread; called on any
  ProposalCheck(
      NodeClock clock, BlockRules rules, Branches branches, ChainLinks links, Runnable wake) {
    this.clock = clock;
    this.rules = rules;
    this.branches = branches;
    this.links = links;
    this.wake = wake;
  }

  /// Takes the place of whatever was asked before.
  void ask(Effect.Check asked) {
    check = Optional.of(asked);
    wakeAtNanos = Optional.empty();
  }

  /// No answer about views before this one is wanted any more.
  void endBefore(View view) {
    check = check.filter(asked -> !asked.view().isBefore(view));
  }

  /// Answers, if that is possible now.
  ///
  /// @param head the newest final block
  boolean proceed(ChainHead head) {
    return check.isPresent() && answer(check.get(), head);
  }

  private boolean answer(Effect.Check asked, ChainHead head) {
    switch (branches.reach(asked.block(), head)) {
      case Branches.Reach.Here _ -> {
        return judge(asked, head);
      }
      case Branches.Reach.Lacks(BlockId missing, Optional<BlockHeader> child) -> {
        Optional<String> refusal = branches.candidates().refusal(asked.block());
        if (refusal.isEmpty()) {
          // Others than the proposed block are not the proposer's to give.
          Optional<ValidatorId> giver = Optional.of(asked.proposer()).filter(_ -> child.isEmpty());
          links.bodies().want(missing, asked.view(), giver.map(rules::validatorKey));
          return false;
        }
        refuse(asked, refusal.get());
      }
      case Branches.Reach.Invalid(BlockHeader broken, String why) -> {
        branches.tellInvalid(broken);
        refuse(asked, why);
      }
      case Branches.Reach.Aside(String why) -> refuse(asked, why);
    }
    return true;
  }

  /// Whether the executed block of a proposal may be voted for; false if that is held back.
  private boolean judge(Effect.Check asked, ChainHead head) {
    Optional<ExecutedBlock> executed = branches.pending().block(asked.block());
    if (executed.isEmpty()) {
      refuse(asked, "It is the final block " + head.id() + ".");
      return true;
    }
    Block block = executed.get().block();
    Optional<String> fault =
        rules.disagreement(branches.pending().tip(block.header().parent()), block.header(), asked);
    if (fault.isPresent()) {
      refuse(asked, fault.get());
      return true;
    }
    Duration ahead = ahead(block);
    if (ahead.isPositive()) {
      holdBack(asked, ahead);
      return false;
    }
    check = Optional.empty();
    links.replies().offer(new Event.BlockChecked(asked.view(), asked.block(), true), block);
    return true;
  }

  /// This node does not vote for the proposal; the block may be valid all the same.
  private void refuse(Effect.Check asked, String why) {
    LOG.info("does not vote for the proposal of view {}: {}", asked.view(), why);
    check = Optional.empty();
    links.replies().offer(new Event.ProposalRefused(asked.view(), asked.block()));
  }

  private Duration ahead(Block block) {
    long now = clock.wallMillis() + CLOCK_TOLERANCE.toMillis();
    return Duration.ofMillis(Math.max(0, block.header().timestamp().millis() - now));
  }

  /// The answer waits until the block's time is near enough, if that is before the view's timers
  /// would end it anyway; else there is none. What waits is the check itself, and a newer one or
  /// finality takes its place.
  private void holdBack(Effect.Check asked, Duration ahead) {
    if (ahead.compareTo(branches.timing().notarizationTimeout()) > 0) {
      LOG.info("the time of view {}'s proposal is {} ahead: no vote", asked.view(), ahead);
      check = Optional.empty();
    } else if (wakeAtNanos.filter(at -> at > clock.monotonicNanos()).isEmpty()) {
      wakeAtNanos = Optional.of(clock.monotonicNanos() + ahead.toNanos());
      clock.schedule(ahead, wake);
    }
  }
}

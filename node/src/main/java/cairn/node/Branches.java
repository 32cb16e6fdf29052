package cairn.node;

import cairn.consensus.Event;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Parameters;
import cairn.node.api.ChainHead;
import cairn.quorum.BlockId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The executed blocks above the store, and the bodies that wait for their turn. Belongs to the
/// ledger thread.
///
/// A body is executed when somebody asks for its block or for a descendant: only what a quorum
/// certified, or the leader of the view proposed, is worth the work. Until then all that its header
/// says, its height too, is hearsay.
final class Branches {
  private static final int MAX_NOTARIZED_REMEMBERED = 256;

  private final BlockRules rules;
  private final PendingBlocks pending;
  private final CandidateBlocks candidates = new CandidateBlocks();
  private final RefusedBodies refused;
  private final Set<BlockId> notarized = new LinkedHashSet<>();
  private final ChainLinks links;

  /// How far a block could be reached.
  sealed interface Reach {
    /// It can be built on: it is executed, or the store's head.
    record Here() implements Reach {}

    /// The body of the block, or of an ancestor, is missing.
    ///
    /// @param child the lowest block above the missing one; empty if the block itself is missing
    record Lacks(BlockId missing, Optional<BlockHeader> child) implements Reach {}

    /// No body can make this block valid, which is the one in question or an ancestor.
    record Invalid(BlockHeader block, String why) implements Reach {}

    /// It does not descend from the newest final block.
    record Aside(String why) implements Reach {}
  }

  /// @param base the store's head
  Branches(BlockRules rules, ChainTip base, ChainLinks links) {
    this.rules = rules;
    this.pending = new PendingBlocks(base);
    this.refused = new RefusedBodies(rules.validators(), links.bodies()::wrongBody);
    this.links = links;
  }

  PendingBlocks pending() {
    return pending;
  }

  CandidateBlocks candidates() {
    return candidates;
  }

  /// Keeps a body for when it is needed.
  ///
  /// @param head the newest final block
  void keep(VerifiedBody body, ChainHead head) {
    BlockId id = body.block().id();
    if (pending.contains(id)) {
      return;
    }
    if (body.block().height().isAfter(head.height())) {
      candidates.keep(body);
    } else {
      // Or it would be fetched again and again.
      candidates.isAside(id, aside(head));
    }
  }

  /// Executes a block and, before it, all ancestors whose bodies are here.
  ///
  /// @param head the newest final block
  Reach reach(BlockId id, ChainHead head) {
    List<VerifiedBody> run = new ArrayList<>();
    BlockId next = id;
    while (!pending.contains(next)) {
      Optional<Reach.Invalid> fault = candidates.fault(next);
      if (fault.isPresent()) {
        return fault.get();
      }
      Optional<Reach.Aside> aside = candidates.aside(next);
      if (aside.isPresent()) {
        return aside.get();
      }
      Optional<VerifiedBody> here = candidates.body(next);
      if (here.isEmpty()) {
        return new Reach.Lacks(next, lowest(run));
      }
      BlockHeader header = here.get().block().header();
      if (isAside(header, head)) {
        return aside(head);
      }
      run.addFirst(here.get());
      next = header.parent();
    }
    return execute(run);
  }

  /// Tells the replica of a block that no body can make valid: if it is certified, this node
  /// diverged.
  void tellInvalid(BlockHeader broken) {
    links.replies().offer(new Event.BlockChecked(broken.view(), broken.id(), false));
  }

  Parameters.Timing timing() {
    return pending.base().state().parameters().timing();
  }

  /// Executes a body whose parent is contained.
  BlockRules.Verdict execute(VerifiedBody body) {
    BlockHeader header = body.block().header();
    BlockId id = body.block().id();
    candidates.removeBody(id);
    BlockRules.Verdict verdict = rules.check(pending.tip(header.parent()), body);
    switch (verdict) {
      case BlockRules.Verdict.Fits(ExecutedBlock block) -> {
        add(block);
        return verdict;
      }
      case BlockRules.Verdict.WrongBody(String why) -> {
        if (refused.add(body, why)) {
          return invalid(header, id, why);
        }
        if (body.isFromProposer()) {
          candidates.isRefused(id, why);
        }
        return verdict;
      }
      case BlockRules.Verdict.Invalid(String why) -> {
        return invalid(header, id, why);
      }
    }
  }

  private BlockRules.Verdict invalid(BlockHeader header, BlockId id, String why) {
    candidates.isInvalid(id, new Reach.Invalid(header, why));
    return new BlockRules.Verdict.Invalid(why);
  }

  /// Adds a block that was executed on a contained parent.
  void add(ExecutedBlock block) {
    pending.add(block);
    refused.fits(block.id());
    links.bodies().executed(block.block());
    if (notarized.contains(block.id())) {
      links.outcome().notarized(block);
    }
  }

  /// @param head the newest final block
  void onNotarized(BlockId id, ChainHead head) {
    Optional<ExecutedBlock> block = pending.block(id);
    boolean isFinal = block.filter(it -> !it.height().isAfter(head.height())).isPresent();
    if (isFinal || notarized.contains(id)) {
      return;
    }
    if (notarized.size() >= MAX_NOTARIZED_REMEMBERED) {
      BlockId oldest = notarized.iterator().next();
      notarized.remove(oldest);
      pending.block(oldest).ifPresent(links.outcome()::forgotten);
    }
    notarized.add(id);
    block.ifPresent(links.outcome()::notarized);
  }

  /// The notarized blocks whose bodies are here and not executed.
  List<BlockId> notarizedWaiting() {
    return notarized.stream().filter(id -> candidates.body(id).isPresent()).toList();
  }

  boolean isNotarized(BlockId id) {
    return notarized.contains(id);
  }

  /// Forgets that a block is notarized; returns whether it was.
  boolean endNotarized(BlockId id) {
    return notarized.remove(id);
  }

  /// All up to this block is final: what can no longer become so is abandoned.
  void settle(ExecutedBlock block) {
    for (ExecutedBlock removed : pending.keepOnly(block)) {
      links.outcome().abandoned(removed, endNotarized(removed.id()));
      links.bodies().released(removed.id());
    }
    candidates.settled(block.height());
    refused.settled(block.height());
  }

  private Reach execute(List<VerifiedBody> run) {
    for (int i = 0; i < run.size(); i++) {
      Block block = run.get(i).block();
      switch (execute(run.get(i))) {
        case BlockRules.Verdict.Fits _ -> {}
        case BlockRules.Verdict.WrongBody _ -> {
          return new Reach.Lacks(block.id(), lowest(run.subList(i + 1, run.size())));
        }
        case BlockRules.Verdict.Invalid(String why) -> {
          return new Reach.Invalid(block.header(), why);
        }
      }
    }
    return new Reach.Here();
  }

  /// Every block between the store and the head is contained; so one that is not, and stands so low
  /// by its own account, is on another branch, or lies and is invalid.
  private static boolean isAside(BlockHeader header, ChainHead head) {
    long above = header.height().number() - head.height().number();
    return above <= 0 || (above == 1 && !header.parent().equals(head.id()));
  }

  private static Reach.Aside aside(ChainHead head) {
    return new Reach.Aside("It does not descend from the final block " + head.id() + ".");
  }

  private static Optional<BlockHeader> lowest(List<VerifiedBody> run) {
    return run.isEmpty() ? Optional.empty() : Optional.of(run.getFirst().block().header());
  }
}

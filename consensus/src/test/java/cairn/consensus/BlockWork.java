package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a replica asked of the ledger of a simulated node, and is not done yet. A crash loses it.
final class BlockWork {
  private static final int MOST_PAYMENTS = 50;

  private final SimulatedWorld world;
  private final SimulatedNode node;
  private final Map<BlockId, Effect.Check> checks = new HashMap<>();
  private final TreeMap<View, BlockId> notarized = new TreeMap<>();
  private Optional<Effect.Build> build = Optional.empty();
  private Optional<VerifiedCertificate> commit = Optional.empty();
  private boolean isDue;

  BlockWork(SimulatedWorld world, SimulatedNode node) {
    this.world = world;
    this.node = node;
  }

  void ask(Effect.Build asked) {
    build = Optional.of(asked);
  }

  void ask(Effect.Check check) {
    checks.put(check.block(), check);
  }

  void ask(VerifiedCertificate finalization) {
    commit = Optional.of(finalization);
  }

  /// Does what the bodies at hand allow: commits, checks, builds, and says whether a block is due.
  void progress() {
    commit.ifPresent(this::commit);
    for (Effect.Check check : List.copyOf(checks.values())) {
      check(check);
    }
    build.ifPresent(this::build);
    BlockId tip = notarized.isEmpty() ? node.ledger().head() : notarized.lastEntry().getValue();
    boolean due =
        node.ledger().missingBelow(tip).isPresent()
            ? !node.ledger().waiting().isEmpty()
            : !node.ledger().payable(tip).isEmpty();
    if (due != isDue) {
      isDue = due;
      node.accept(new Event.BlockDue(due));
    }
  }

  private void commit(VerifiedCertificate finalization) {
    BlockId tip = ((Vote.Finalize) finalization.vote()).block();
    Optional<BlockId> missing = node.ledger().missingBelow(tip);
    if (missing.isPresent()) {
      node.send(node.randomPeer(), new SimulatedWorld.Mail.BodyWanted(missing.get()));
      return;
    }
    for (ToyBlock block : node.ledger().pathTo(tip)) {
      node.ledger().commit(block);
      if (!node.isTraitor()) {
        world.oracle().committed(block.height(), block.id());
      }
    }
    commit = Optional.empty();
    notarized.headMap(finalization.view(), true).clear();
    if (finalization.view().number() % 16 == 0) {
      node.journal().prune(Epoch.ZERO, finalization.view());
    }
  }

  private void check(Effect.Check check) {
    Optional<BlockId> missing = node.ledger().missingBelow(check.block());
    if (missing.isPresent()) {
      node.send(check.proposer(), new SimulatedWorld.Mail.BodyWanted(missing.get()));
      return;
    }
    checks.remove(check.block());
    ToyBlock block = node.ledger().body(check.block()).orElseThrow();
    boolean isFinal = node.ledger().isCommitted(block.id());
    if (!isFinal
        && node.ledger().isCommitted(block.parent())
        && !block.parent().equals(node.ledger().head())) {
      // Another block is final at its height: nobody needs the verdict any more.
      return;
    }
    boolean isValid =
        block.view().equals(check.view())
            && block.parent().equals(check.parent())
            && (isFinal || node.ledger().isValid(block));
    if (isValid) {
      node.journal().appendBody(Epoch.ZERO, check.view(), block.id(), block.encoded());
    }
    node.accept(new Event.BlockChecked(check.view(), check.block(), isValid));
  }

  private void build(Effect.Build asked) {
    Optional<BlockId> missing = node.ledger().missingBelow(asked.parent());
    if (missing.isPresent()) {
      node.send(node.randomPeer(), new SimulatedWorld.Mail.BodyWanted(missing.get()));
      return;
    }
    build = Optional.empty();
    List<Long> payable = node.ledger().payable(asked.parent());
    int most = Math.max(1, MOST_PAYMENTS >> asked.budgetShift());
    List<Long> chosen = payable.subList(0, Math.min(most, payable.size()));
    if (chosen.isEmpty() && !asked.isEmptyAllowed()) {
      isDue = false;
      node.accept(new Event.NothingToBuild(asked.view()));
      return;
    }
    ToyBlock block =
        new ToyBlock(
            asked.view(), asked.parent(), node.ledger().heightOf(asked.parent()) + 1, chosen);
    node.ledger().add(block);
    node.journal().appendBody(Epoch.ZERO, asked.view(), block.id(), block.encoded());
    world.broadcast(node.self().index(), new SimulatedWorld.Mail.Body(block));
    node.accept(new Event.BlockBuilt(asked.view(), block.id()));
  }

  void learn(Certificate certificate) {
    if (certificate.vote() instanceof Vote.Notarize notarize) {
      notarized.put(notarize.view(), notarize.block());
    }
  }
}

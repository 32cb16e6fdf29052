package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.Set;

/// What a replica has no more use for, at one moment: to be asked before signatures are verified,
/// for most certificates come several times and the last votes come late. Immutable and
/// thread-safe; an older one only lets more through.
public final class Settled {
  private final Epoch epoch;
  private final View lastFinal;
  private final BlockId lastFinalBlock;
  private final long viewsKept;
  private final Set<Vote> certified;

  Settled(ConsensusConfig config, ViewLog log) {
    this.epoch = config.epoch();
    this.lastFinal = log.lastFinal();
    this.lastFinalBlock = log.lastFinalBlock();
    this.viewsKept = config.viewsKept();
    this.certified = Set.copyOf(log.certified());
  }

  /// Whether the replica would learn nothing from this certificate, were it valid.
  public boolean isOld(Certificate certificate) {
    return certificate.epoch().equals(epoch)
        && (certificate.view().isBefore(lastFinal) || isDecided(certificate.vote()));
  }

  /// Whether the replica would learn nothing from this vote, were it valid: a quorum for the very
  /// same vote is known, or its view is out of the window. A vote against a known certificate is
  /// not old: it may be evidence.
  public boolean isOld(Vote vote) {
    return vote.epoch().equals(epoch)
        && (vote.view().number() <= lastFinal.number() - viewsKept || isDecided(vote));
  }

  private boolean isDecided(Vote vote) {
    return certified.contains(vote) || (vote.view().equals(lastFinal) && isForFinalBlock(vote));
  }

  private boolean isForFinalBlock(Vote vote) {
    return switch (vote) {
      case Vote.Notarize notarize -> notarize.block().equals(lastFinalBlock);
      case Vote.Finalize finalize -> finalize.block().equals(lastFinalBlock);
      case Vote.Nullify _ -> false;
    };
  }
}

package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Height;
import java.util.List;
import java.util.Optional;

/// What a node does now.
///
/// @param nodeId the hash of its node key
/// @param validatorKey empty for an observer
/// @param version of the program
/// @param consensus from the last published snapshot of the replica
public record NodeView(
    String name,
    Hash nodeId,
    Optional<PublicKey> validatorKey,
    String version,
    long uptimeMillis,
    ConsensusView consensus,
    SyncView sync) {

  /// @param leader of the current view
  /// @param lastFinalView the view of the newest finalization known
  /// @param why one sentence: what the replica waits for
  /// @param validators all of the epoch, in order of their index
  public record ConsensusView(
      long epoch,
      long view,
      int leader,
      long lastFinalView,
      long lastNotarizedView,
      boolean isBlockDue,
      String why,
      List<ValidatorView> validators) {
    public ConsensusView {
      validators = List.copyOf(validators);
    }
  }

  /// @param isConnected whether this node has a link to it, or is it
  /// @param lastVoteView the highest view for which a vote of it was seen, 0 for none
  public record ValidatorView(
      int index, PublicKey key, long power, boolean isConnected, long lastVoteView) {}

  /// @param target the height that this node knows to be final elsewhere and works towards
  public record SyncView(boolean isSyncing, Height head, Height target) {}
}

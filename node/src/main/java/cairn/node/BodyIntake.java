package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Parameters;
import cairn.p2p.Peer;
import cairn.quorum.ValidatorSet;
import cairn.quorum.View;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes whole bodies, wherever they come from, verifies their transactions and hands them to the
/// [Chain]. Called on pool threads.
final class BodyIntake {
  /// Where bodies go.
  interface Sink {
    void bodyArrived(VerifiedBody body);

    /// The proposer of a block itself sent a body that no block may have.
    void bodyRefused(Block block, String why);
  }

  /// What bodies are held to before their signatures are looked at.
  interface Bounds {
    Parameters.BlockLimits limits();

    /// Whether a block of that view may be proposed now: it is above the last final view and at
    /// most one above this replica's.
    boolean isOpen(View view);
  }

  private final ValidatorSet validators;
  private final BodyVerifier verifier;
  private final Bounds bounds;
  private final Sink sink;

  BodyIntake(ValidatorSet validators, BodyVerifier verifier, Bounds bounds, Sink sink) {
    this.validators = validators;
    this.verifier = verifier;
    this.bounds = bounds;
    this.sink = sink;
  }

  /// Whether the peer may push that block now: it is its proposer, and its turn is, or comes next.
  boolean isDue(Peer peer, BlockHeader header) {
    return bounds.isOpen(header.view()) && isProposer(peer, header);
  }

  /// Whether the peer is the validator whose turn the block's view was.
  boolean isProposer(Peer peer, BlockHeader header) {
    Optional<PublicKey> key = peer.validatorKey();
    PublicKey leader = validators.validator(validators.leader(header.epoch(), header.view())).key();
    return key.isPresent() && key.get().equals(leader) && leader.equals(header.proposer());
  }

  /// Takes a body as a peer sent it; `offence` hears of what an honest peer would not have sent.
  void take(Block block, Peer from, Consumer<String> offence) {
    boolean isProposer = isProposer(from, block.header());
    take(block, new BodySource.Sent(from.id(), from.validatorKey(), isProposer), offence);
  }

  /// Takes a body that was put together from a compact block: if it does not fit, nobody is at
  /// fault.
  void takeAssembled(Block block) {
    take(block, new BodySource.Assembled(), _ -> {});
  }

  private void take(Block block, BodySource source, Consumer<String> offence) {
    Parameters.BlockLimits limits = bounds.limits();
    if (block.size() > limits.bytes() || block.operations() > limits.operations()) {
      refuse(block, source, "the block is larger than this network allows", offence);
      return;
    }
    verifier.verify(
        block.transactions(),
        result -> {
          switch (result) {
            case BodyVerifier.Result.Valid(var transactions) ->
                sink.bodyArrived(new VerifiedBody(block, transactions, source));
            case BodyVerifier.Result.Invalid(var reason) ->
                refuse(block, source, "body with a bad transaction: " + reason.code(), offence);
          }
        });
  }

  private void refuse(Block block, BodySource source, String why, Consumer<String> offence) {
    switch (source) {
      case BodySource.Sent(_, _, boolean isProposer) when isProposer ->
          sink.bodyRefused(block, why);
      case BodySource.Sent _, BodySource.Journal _, BodySource.Assembled _ -> {}
    }
    offence.accept(why);
  }
}

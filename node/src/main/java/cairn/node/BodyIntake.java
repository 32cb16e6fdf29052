package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.p2p.Peer;
import cairn.quorum.ValidatorSet;
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

  private final ValidatorSet validators;
  private final BodyVerifier verifier;
  private final BlockStash stash;
  private final Sink sink;

  BodyIntake(ValidatorSet validators, BodyVerifier verifier, BlockStash stash, Sink sink) {
    this.validators = validators;
    this.verifier = verifier;
    this.stash = stash;
    this.sink = sink;
  }

  /// Whether the peer is the validator whose turn the block's view was.
  boolean isProposer(Peer peer, BlockHeader header) {
    Optional<PublicKey> key = peer.validatorKey();
    PublicKey leader = validators.validator(validators.leader(header.epoch(), header.view())).key();
    return key.isPresent() && key.get().equals(leader) && leader.equals(header.proposer());
  }

  /// Takes a body as a peer sent it; `offence` hears of what an honest peer would not have sent.
  void take(Block block, Peer from, Consumer<String> offence) {
    take(block, from, isProposer(from, block.header()), offence);
  }

  /// Takes a body that was put together from a compact block of `from`: if it does not fit, nobody
  /// is at fault.
  void takeAssembled(Block block, Peer from) {
    take(block, from, false, _ -> {});
  }

  private void take(Block block, Peer from, boolean isFromProposer, Consumer<String> offence) {
    verifier.verify(
        block.transactions(),
        result -> {
          switch (result) {
            case BodyVerifier.Result.Valid(var transactions) -> {
              stash.add(block);
              sink.bodyArrived(
                  new VerifiedBody(block, transactions, Optional.of(from.id()), isFromProposer));
            }
            case BodyVerifier.Result.Invalid(var reason) -> {
              if (isFromProposer) {
                sink.bodyRefused(block, reason.sentence());
              }
              offence.accept("body with a bad transaction: " + reason.code());
            }
          }
        });
  }
}

package cairn.ledger;

import java.util.Optional;

/// What can be said about a transaction. There are exactly three ends, [Final], [Rejected] and
/// [Expired], and only final state decides them.
public sealed interface TransactionStatus {
  /// In a final block with a success receipt.
  record Final(Inclusion inclusion) implements TransactionStatus {}

  /// It will never be final.
  record Rejected(Reason reason) implements TransactionStatus {}

  /// A final block is past its validUntil, and the sender's nonce there is still not above its own.
  record Expired(Height height, Timestamp timestamp, long senderNonce)
      implements TransactionStatus {}

  /// No end yet: it may become final until its validUntil.
  record Pending() implements TransactionStatus {}

  /// This node has never seen it; it may still become final.
  record Unknown() implements TransactionStatus {}

  /// No end: the mempool did not take it or let it go; the same bytes may still become final.
  record NotAccepted(Rejection why) implements TransactionStatus {}

  /// This node no longer keeps the blocks that would tell, the earliest that it has being
  /// `earliest`.
  record Pruned(Height earliest) implements TransactionStatus {}

  /// Why a transaction will never be final.
  sealed interface Reason {
    /// In a final block with a failure receipt: fee paid, nonce used.
    record Failed(Inclusion inclusion, Receipt.Failed receipt) implements Reason {}

    /// Another transaction of the sender took its nonce in a final block.
    record NonceTaken(long senderNonce, Height height) implements Reason {}

    /// Malformed for every state.
    record Malformed(Rejection rejection) implements Reason {}
  }

  /// Where a transaction stands, and what became of it there.
  record Inclusion(Height height, int index, Receipt receipt) {}

  /// What final state says about one transaction.
  ///
  /// @param inclusion the final block that has it, where this node's index knows one
  /// @param senderNonce the nonce of the sender's account after the block at `height`
  /// @param earliest the lowest height whose transactions this node can still look up
  record FinalFacts(
      Optional<Inclusion> inclusion,
      long senderNonce,
      Height height,
      Timestamp timestamp,
      Height earliest) {}

  /// The end of a transaction, or [Pending] if final state decides none.
  static TransactionStatus decide(TransactionBody body, FinalFacts facts) {
    if (facts.inclusion().isPresent()) {
      Inclusion inclusion = facts.inclusion().get();
      return switch (inclusion.receipt()) {
        case Receipt.Succeeded _ -> new Final(inclusion);
        case Receipt.Failed failed -> new Rejected(new Reason.Failed(inclusion, failed));
      };
    }
    if (facts.senderNonce() > body.nonce()) {
      // The nonce was used by a block that this node may no longer have: then it cannot tell
      // whether by this transaction.
      return facts.earliest().number() > 1
          ? new Pruned(facts.earliest())
          : new Rejected(new Reason.NonceTaken(facts.senderNonce(), facts.height()));
    }
    return facts.timestamp().isAfter(body.validUntil())
        ? new Expired(facts.height(), facts.timestamp(), facts.senderNonce())
        : new Pending();
  }
}

package cairn.ledger;

import java.util.List;
import java.util.Optional;

/// The rules of the ledger: a pure function from a state and a block's transactions to what they
/// change. No clock, no randomness, no iteration in hash order. Stateless.
public final class Ledger {
  private Ledger() {}

  /// Executes a block's transactions on the state after its parent. An [InvalidBlock] where the
  /// block is larger than the rules allow, its proposer is no validator, or one of its transactions
  /// may not stand in it.
  public static BlockResult execute(
      LedgerView parent, BlockContext context, List<VerifiedTransaction> transactions) {
    Optional<ValidatorEntry> proposer = parent.roster().find(context.proposer());
    if (proposer.isEmpty()) {
      return new InvalidBlock(
          InvalidBlock.Rule.PROPOSER,
          "The proposer " + context.proposer() + " is no validator of this epoch.");
    }
    BlockExecution execution = new BlockExecution(parent, context, proposer.get().operator());
    Optional<InvalidBlock> tooLarge = excess(execution.parameters().blockLimits(), transactions);
    if (tooLarge.isPresent()) {
      return tooLarge.get();
    }
    for (int i = 0; i < transactions.size(); i++) {
      VerifiedTransaction transaction = transactions.get(i);
      Optional<Rejection> refusal = execution.refusal(transaction);
      if (refusal.isPresent()) {
        return new InvalidBlock(
            InvalidBlock.Rule.TRANSACTION,
            "Transaction " + i + " (" + transaction.id() + "): " + refusal.get().sentence());
      }
      execution.apply(transaction);
    }
    return execution.finish();
  }

  /// Why `transaction` may not be the next one on that state at that block time; empty if it may.
  /// These are the rules that make a block invalid, in this order: the keys suffice, the nonce
  /// fits, the block time lies in its window, the least fee is offered, and the fee can be paid.
  public static Optional<Rejection> refusal(
      LedgerView state, Timestamp timestamp, VerifiedTransaction transaction) {
    Account sender = state.account(transaction.body().sender());
    return refusal(sender, state.parameters(), timestamp, transaction);
  }

  static Optional<Rejection> refusal(
      Account sender, Parameters parameters, Timestamp time, VerifiedTransaction transaction) {
    TransactionBody body = transaction.body();
    if (!sender.isAuthorizedBy(body.sender(), transaction.signers())) {
      return Optional.of(new Rejection.WrongSigners(body.sender()));
    }
    if (body.nonce() < sender.nonce()) {
      return Optional.of(new Rejection.NonceTooLow(sender.nonce(), body.nonce()));
    }
    if (body.nonce() > sender.nonce()) {
      return Optional.of(new Rejection.NonceGap(sender.nonce(), body.nonce()));
    }
    if (time.isAfter(body.validUntil())) {
      return Optional.of(new Rejection.Expired(body.validUntil(), time));
    }
    Timestamp latest = time.plus(parameters.maxValidity());
    if (body.validUntil().isAfter(latest)) {
      return Optional.of(new Rejection.ValidUntilTooFar(body.validUntil(), latest));
    }
    Amount least = parameters.fees().least(transaction.transaction());
    if (body.fee().isLessThan(least)) {
      return Optional.of(new Rejection.FeeTooLow(least, body.fee()));
    }
    return sender.balance().isLessThan(body.fee())
        ? Optional.of(new Rejection.InsufficientFunds(sender.balance(), body.fee()))
        : Optional.empty();
  }

  private static Optional<InvalidBlock> excess(
      Parameters.BlockLimits limits, List<VerifiedTransaction> transactions) {
    long bytes = (long) BlockHeader.BYTES + Block.lengthBytes(transactions.size());
    long operations = 0;
    for (VerifiedTransaction transaction : transactions) {
      bytes += Block.sizeInBlock(transaction.transaction());
      operations += transaction.body().operations().size();
    }
    if (bytes > limits.bytes()) {
      return Optional.of(
          new InvalidBlock(
              InvalidBlock.Rule.BYTES,
              "The block has " + bytes + " bytes; at most " + limits.bytes() + " are allowed."));
    }
    if (operations > limits.operations()) {
      return Optional.of(
          new InvalidBlock(
              InvalidBlock.Rule.OPERATIONS,
              "The block has %d operations; at most %d are allowed."
                  .formatted(operations, limits.operations())));
    }
    return Optional.empty();
  }
}

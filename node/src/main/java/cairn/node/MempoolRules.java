package cairn.node;

import cairn.ledger.Amount;
import cairn.ledger.Change;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Rejection;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionBody;
import cairn.ledger.VerifiedTransaction;
import java.util.Optional;

/// What a transaction must hold to get into a mempool, checked in this order: this version can
/// carry its operations out; the signers are the account's; validUntil lies ahead and not too far;
/// the nonce is not used and at most [#MAX_GAP] above the first one missing; the sender has room;
/// the least fee is offered; to replace another with the same nonce, a fee 10 % higher; and the
/// account pays the fees of all that it has waiting.
///
/// @param now the later of block time and clock
record MempoolRules(Parameters parameters, MempoolLimits limits, Timestamp now) {
  static final int MAX_GAP = 256;

  /// @param same what waits with the same nonce
  Optional<Rejection> refusal(
      VerifiedTransaction transaction,
      Mempool.Origin origin,
      MempoolSender sender,
      Optional<MempoolEntry> same) {
    return support(transaction.body())
        .or(() -> signers(transaction, sender))
        .or(() -> time(transaction.body()))
        .or(() -> nonce(transaction.body(), sender, same))
        .or(() -> fee(transaction, same))
        .or(() -> funds(transaction.body(), origin, sender, same));
  }

  /// The replica of this version serves one epoch, so no block may end it.
  private Optional<Rejection> support(TransactionBody body) {
    for (Operation operation : body.operations()) {
      if (operation instanceof Operation.ApproveChange(Change change) && change.isOfValidators()) {
        return Optional.of(new Rejection.UnsupportedOperation("a change of the validators"));
      }
      if (operation instanceof Operation.ReportEquivocation && parameters.removesEquivocators()) {
        return Optional.of(new Rejection.UnsupportedOperation("the removal of an equivocator"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Rejection> signers(
      VerifiedTransaction transaction, MempoolSender sender) {
    return sender.account().isAuthorizedBy(sender.key(), transaction.signers())
        ? Optional.empty()
        : Optional.of(new Rejection.WrongSigners(sender.key()));
  }

  private Optional<Rejection> time(TransactionBody body) {
    Timestamp latest = now.plus(parameters.maxValidity());
    if (body.validUntil().isBefore(now)) {
      return Optional.of(new Rejection.Expired(body.validUntil(), now));
    }
    return body.validUntil().isAfter(latest)
        ? Optional.of(new Rejection.ValidUntilTooFar(body.validUntil(), latest))
        : Optional.empty();
  }

  private Optional<Rejection> nonce(
      TransactionBody body, MempoolSender sender, Optional<MempoolEntry> same) {
    long nonce = body.nonce();
    if (nonce < sender.account().nonce()) {
      return Optional.of(new Rejection.NonceTooLow(sender.account().nonce(), nonce));
    }
    if (nonce - sender.nextNonce() > MAX_GAP) {
      return Optional.of(new Rejection.NonceGap(sender.nextNonce(), nonce));
    }
    return same.isEmpty() && sender.size() >= limits.perSender()
        ? Optional.of(new Rejection.SenderLimit(limits.perSender()))
        : Optional.empty();
  }

  private Optional<Rejection> fee(VerifiedTransaction transaction, Optional<MempoolEntry> same) {
    Amount fee = transaction.body().fee();
    Amount least = parameters.fees().least(transaction.transaction());
    if (fee.isLessThan(least)) {
      return Optional.of(new Rejection.FeeTooLow(least, fee));
    }
    return same.map(entry -> tenPercentMore(entry.fee()))
        .filter(fee::isLessThan)
        .map(toReplace -> new Rejection.ReplacementFeeTooLow(toReplace, fee));
  }

  private static Optional<Rejection> funds(
      TransactionBody body,
      Mempool.Origin origin,
      MempoolSender sender,
      Optional<MempoolEntry> same) {
    Amount available = sender.unreserved(same);
    Amount needed =
        switch (origin) {
          case SUBMITTER -> outflow(body);
          case PEER -> body.fee();
        };
    return available.isLessThan(needed)
        ? Optional.of(new Rejection.InsufficientFunds(available, needed))
        : Optional.empty();
  }

  /// The fee and what the operations take from the sender, or the most there is on an overflow.
  private static Amount outflow(TransactionBody body) {
    Amount sum = body.fee();
    for (Operation operation : body.operations()) {
      sum = sum.plus(operation.outflow()).orElse(Amount.MAX);
    }
    return sum;
  }

  private static Amount tenPercentMore(Amount fee) {
    boolean isExact = Long.remainderUnsigned(fee.units(), 10) == 0;
    Amount tenth = new Amount(Long.divideUnsigned(fee.units(), 10) + (isExact ? 0 : 1));
    return fee.plus(tenth).orElse(Amount.MAX);
  }
}

package cairn.node.api;

import cairn.crypto.Hash;
import cairn.ledger.Height;
import cairn.ledger.Operation;
import cairn.ledger.Receipt;
import cairn.ledger.Rejection;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionStatus;
import cairn.quorum.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says of transactions, in JSON's terms, what they are and what became of them. Immutable.
final class TransactionAnswers {
  private final Hash genesisHash;
  private final Names names;
  private final OperationAnswers operations;

  TransactionAnswers(Hash genesisHash, Names names) {
    this.genesisHash = genesisHash;
    this.names = names;
    this.operations = new OperationAnswers(names);
  }

  Answer.Transaction status(TransactionView view, Optional<Transaction> content) {
    return switch (view.status()) {
      case TransactionStatus.Final(var inclusion) ->
          answer(view, "final", Optional.of(inclusion), failure(inclusion.receipt()), content);
      case TransactionStatus.Rejected(TransactionStatus.Reason.Failed(var inclusion, _)) ->
          answer(view, "rejected", Optional.of(inclusion), failure(inclusion.receipt()), content);
      case TransactionStatus.Rejected(TransactionStatus.Reason reason) ->
          answer(view, "rejected", Optional.empty(), Optional.of(rejected(reason)), content);
      case TransactionStatus.Expired expired ->
          answer(view, "expired", Optional.empty(), Optional.of(expired(expired)), content);
      case TransactionStatus.Pending _ ->
          answer(view, "pending", Optional.empty(), Optional.empty(), content);
      case TransactionStatus.NotAccepted(Rejection why) ->
          answer(view, "not_accepted", Optional.empty(), Optional.of(reason(why)), content);
      case TransactionStatus.Unknown _ ->
          answer(view, "unknown", Optional.empty(), Optional.empty(), content);
      case TransactionStatus.Pruned(Height earliest) ->
          answer(view, "pruned", Optional.empty(), Optional.of(pruned(earliest)), content);
    };
  }

  Answer.Included inBlock(Transaction transaction, Receipt receipt) {
    return new Answer.Included(
        transaction.id(genesisHash), status(receipt), failure(receipt), content(transaction));
  }

  Answer.Content content(Transaction transaction) {
    TransactionBody body = transaction.body();
    List<Answer.Step> steps = new ArrayList<>(body.operations().size());
    for (Operation operation : body.operations()) {
      steps.add(operations.step(operation));
    }
    return new Answer.Content(
        body.protocol(),
        names.account(body.sender()),
        new Answer.Digits(body.nonce()),
        body.fee(),
        Names.time(body.validUntil().millis()),
        body.validUntil().millis(),
        body.memo(),
        steps,
        transaction.signatures().stream().map(s -> names.account(s.key())).toList(),
        transaction.size());
  }

  /// Who signed: the finalization names the validators by their places in genesis.
  Answer.Finality finality(Certificate certificate) {
    return new Answer.Finality(
        certificate.signers().size(),
        certificate.setSize(),
        certificate.signers().stream().map(names::validator).toList());
  }

  private Answer.Transaction answer(
      TransactionView view,
      String status,
      Optional<TransactionStatus.Inclusion> inclusion,
      Optional<Answer.Reason> reason,
      Optional<Transaction> content) {
    Optional<TransactionView.Place> place = view.place();
    Optional<Answer.Finality> finality = place.map(at -> finality(at.finalization()));
    Optional<Long> millis = place.map(at -> at.time().millis());
    return new Answer.Transaction(
        view.id(),
        status,
        view.isEnd(),
        inclusion.map(TransactionStatus.Inclusion::height),
        place.map(TransactionView.Place::block),
        inclusion.map(TransactionStatus.Inclusion::index),
        millis.map(Names::time),
        millis,
        finality.map(Answer.Finality::signers),
        finality.map(Answer.Finality::validators),
        reason,
        earliest(view.status()),
        content.map(this::content));
  }

  private static String status(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Succeeded _ -> "final";
      case Receipt.Failed _ -> "rejected";
    };
  }

  private static Optional<Answer.Reason> failure(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Succeeded _ -> Optional.empty();
      case Receipt.Failed(int operation, var reason) ->
          Optional.of(new Answer.Reason(reason.code(), reason.sentence(), Optional.of(operation)));
    };
  }

  private static Answer.Reason rejected(TransactionStatus.Reason reason) {
    return switch (reason) {
      case TransactionStatus.Reason.NonceTaken(long senderNonce, Height height) ->
          new Answer.Reason(
              "NONCE_TAKEN",
              "Another transaction of the sender took its nonce; the account's next nonce was "
                  + senderNonce
                  + " at height "
                  + height
                  + ".",
              Optional.empty());
      case TransactionStatus.Reason.Malformed(Rejection rejection) -> reason(rejection);
      case TransactionStatus.Reason.Failed(_, Receipt.Failed receipt) ->
          failure(receipt).orElseThrow();
    };
  }

  private static Answer.Reason pruned(Height earliest) {
    return new Answer.Reason(
        "PRUNED",
        "This node no longer keeps the blocks that would tell; its earliest is " + earliest + ".",
        Optional.empty());
  }

  private static Optional<Height> earliest(TransactionStatus status) {
    return status instanceof TransactionStatus.Pruned(Height earliest)
        ? Optional.of(earliest)
        : Optional.empty();
  }

  private static Answer.Reason expired(TransactionStatus.Expired expired) {
    return new Answer.Reason(
        "EXPIRED",
        "The final block "
            + expired.height()
            + " of "
            + Names.time(expired.timestamp().millis())
            + " is past its validUntil, and the sender's nonce there is "
            + expired.senderNonce()
            + ".",
        Optional.empty());
  }

  private static Answer.Reason reason(Rejection rejection) {
    return new Answer.Reason(rejection.code().name(), rejection.sentence(), Optional.empty());
  }
}

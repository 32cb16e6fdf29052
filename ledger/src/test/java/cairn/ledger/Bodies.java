package cairn.ledger;

import java.util.List;

/// Copies of a transaction's body with one field changed.
final class Bodies {
  private Bodies() {}

  static TransactionBody withProtocol(TransactionBody body, int protocol) {
    return new TransactionBody(
        protocol,
        body.sender(),
        body.nonce(),
        body.fee(),
        body.validUntil(),
        body.memo(),
        body.operations());
  }

  static TransactionBody withFee(TransactionBody body, long fee) {
    return new TransactionBody(
        body.protocol(),
        body.sender(),
        body.nonce(),
        new Amount(fee),
        body.validUntil(),
        body.memo(),
        body.operations());
  }

  static TransactionBody withValidUntil(TransactionBody body, long millis) {
    return new TransactionBody(
        body.protocol(),
        body.sender(),
        body.nonce(),
        body.fee(),
        new Timestamp(millis),
        body.memo(),
        body.operations());
  }

  static TransactionBody withMemo(TransactionBody body, String memo) {
    return new TransactionBody(
        body.protocol(),
        body.sender(),
        body.nonce(),
        body.fee(),
        body.validUntil(),
        memo,
        body.operations());
  }

  static TransactionBody withOperations(TransactionBody body, List<Operation> operations) {
    return new TransactionBody(
        body.protocol(),
        body.sender(),
        body.nonce(),
        body.fee(),
        body.validUntil(),
        body.memo(),
        operations);
  }
}

package cairn.ledger;

/// The stable names and numbers of [Rejection]s, as JSON-RPC errors carry them. A number never
/// changes its meaning.
public enum RejectionCode {
  INSUFFICIENT_FUNDS(1001),
  NONCE_TOO_LOW(1002),
  NONCE_GAP(1003),
  EXPIRED(1004),
  BAD_SIGNATURE(1005),
  WRONG_CHAIN(1006),
  FEE_TOO_LOW(1007),
  MEMPOOL_FULL(1008),
  MALFORMED(1009),
  TOO_LARGE(1010),
  UNSUPPORTED_PROTOCOL(1011),
  INVALID_KEY(1012),
  WRONG_SIGNERS(1013),
  VALID_UNTIL_TOO_FAR(1014),
  SENDER_LIMIT(1015),
  REPLACEMENT_FEE_TOO_LOW(1016),
  REPLACED(1017),
  EVICTED(1018),
  UNSUPPORTED_OPERATION(1019);

  private final int number;

  RejectionCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}

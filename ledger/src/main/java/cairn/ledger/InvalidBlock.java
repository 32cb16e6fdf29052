package cairn.ledger;

/// Why a block is invalid: the broken rule, and a sentence with what was expected and what was
/// there.
public record InvalidBlock(Rule rule, String sentence) implements BlockResult {
  /// The rules of block validity.
  public enum Rule {
    PROTOCOL,
    GENESIS,
    PARENT,
    HEIGHT,
    EPOCH,
    VIEW,
    PROPOSER,
    TIMESTAMP,
    SIGNERS,
    NEXT_SIGNERS,
    HISTORY_ROOT,
    PROPOSAL,
    BYTES,
    OPERATIONS,
    TRANSACTION,
    TX_ROOT,
    STATE_ROOT;

    /// Whether it is the body that breaks the rule, so that another body may fit the same header.
    /// The header names its body only through the root over transactions *and receipts*, which is
    /// not known before they are executed.
    public boolean isOfBody() {
      return switch (this) {
        case BYTES, OPERATIONS, TRANSACTION, TX_ROOT -> true;
        case PROTOCOL,
            GENESIS,
            PARENT,
            HEIGHT,
            EPOCH,
            VIEW,
            PROPOSER,
            TIMESTAMP,
            SIGNERS,
            NEXT_SIGNERS,
            HISTORY_ROOT,
            PROPOSAL,
            STATE_ROOT ->
            false;
      };
    }
  }
}

package cairn.ledger;

/// Why a block is invalid: the broken rule, and a sentence with what was expected and what was
/// there.
public record InvalidBlock(Rule rule, String sentence) implements BlockResult {
  /// The rules of block validity, in the order in which they are checked.
  public enum Rule {
    PROTOCOL,
    GENESIS,
    EPOCH,
    VIEW,
    PROPOSER,
    PARENT,
    HEIGHT,
    TIMESTAMP,
    SIGNERS,
    NEXT_SIGNERS,
    BYTES,
    OPERATIONS,
    TRANSACTION,
    TX_ROOT,
    STATE_ROOT,
    HISTORY_ROOT
  }
}

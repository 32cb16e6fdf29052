package cairn.ledger;

/// What executing or checking a block comes to: an [Execution], or why the block is invalid.
public sealed interface BlockResult permits Execution, InvalidBlock {}

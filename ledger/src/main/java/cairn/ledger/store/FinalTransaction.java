package cairn.ledger.store;

import cairn.ledger.Receipt;
import cairn.ledger.Transaction;

/// A transaction in a final block, and what became of it.
public record FinalTransaction(Place place, Transaction transaction, Receipt receipt) {}

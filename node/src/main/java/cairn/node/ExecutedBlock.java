package cairn.node;

import cairn.crypto.MerkleMountainRange;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionId;
import cairn.ledger.TreeUpdate;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.BlockId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A block that was executed and fits its header, with all that it changes; not in the store yet.
/// Immutable.
final class ExecutedBlock {
  private final Block block;
  private final Execution execution;
  private final TreeUpdate tree;
  private final MerkleMountainRange history;

  // For lookups only: its order is never seen.
  private final Map<StateKey, Optional<byte[]>> changes;
  private final Map<TransactionId, Integer> places = new LinkedHashMap<>();

  /// @param history over the ids of all blocks up to and including this one
  ExecutedBlock(Block block, Execution execution, TreeUpdate tree, MerkleMountainRange history) {
    this.block = block;
    this.execution = execution;
    this.tree = tree;
    this.history = history;
    this.changes = new HashMap<>(execution.changes());
    List<VerifiedTransaction> transactions = execution.transactions();
    for (int i = 0; i < transactions.size(); i++) {
      places.put(transactions.get(i).id(), i);
    }
  }

  Block block() {
    return block;
  }

  BlockId id() {
    return block.id();
  }

  BlockId parent() {
    return block.header().parent();
  }

  BlockHeader header() {
    return block.header();
  }

  Height height() {
    return block.height();
  }

  Execution execution() {
    return execution;
  }

  TreeUpdate tree() {
    return tree;
  }

  MerkleMountainRange history() {
    return history;
  }

  Map<StateKey, Optional<byte[]>> changes() {
    return changes;
  }

  Set<TransactionId> transactionIds() {
    return places.keySet();
  }

  /// The place of a transaction in this block.
  Optional<Integer> place(TransactionId id) {
    return Optional.ofNullable(places.get(id));
  }
}

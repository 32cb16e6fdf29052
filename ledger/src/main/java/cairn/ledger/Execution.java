package cairn.ledger;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.MerkleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a valid block's transactions did to the state before it. Immutable.
///
/// @param transactions the block's, in order
/// @param receipts one a transaction, in the same order
/// @param changes the entries that differ from the state before, with their new bytes, or empty
///   where an entry is gone; in the order of their keys
/// @param fees what the proposer's payout account got
public record Execution(
    List<VerifiedTransaction> transactions,
    List<Receipt> receipts,
    SortedMap<StateKey, Optional<byte[]>> changes,
    Amount fees)
    implements BlockResult {

  /// The changes by their places in the state tree.
  public SortedMap<Hash, Optional<byte[]>> treeChanges() {
    TreeMap<Hash, Optional<byte[]>> byPlace = new TreeMap<>();
    changes.forEach((key, entry) -> byPlace.put(key.treeKey(), entry));
    return byPlace;
  }

  /// Root of the Merkle tree whose leaves are each transaction's bytes, with their length before
  /// them, and its receipt.
  public Hash txRoot() {
    List<byte[]> leaves = new ArrayList<>(transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      BcsWriter leaf = new BcsWriter(transactions.get(i).transaction().size() + 32);
      transactions.get(i).transaction().write(leaf);
      receipts.get(i).write(leaf);
      leaves.add(leaf.toByteArray());
    }
    return MerkleTree.of(leaves).root();
  }
}

package cairn.ledger;

import cairn.codec.BcsWriter;
import cairn.crypto.DomainTag;
import cairn.crypto.Hash;
import cairn.crypto.Hasher;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a valid block's transactions did to the state before it. Immutable.
///
/// @param transactions the block's, in order
/// @param receipts one a transaction, in the same order
/// @param changes the entries that differ from the state before, with their new bytes, or empty
///   where an entry is gone; in the order of their keys
/// @param fees what the proposer's payout account got
/// @param parties for each transaction the accounts that it concerns and only the state names:
///   those of the escrows that it ended
public record Execution(
    List<VerifiedTransaction> transactions,
    List<Receipt> receipts,
    SequencedMap<StateKey, Optional<byte[]>> changes,
    Amount fees,
    List<List<PublicKey>> parties)
    implements BlockResult {
  private static final DomainTag KEY_TAG = DomainTag.of(StateKey.TREE_TAG);

  public Execution {
    transactions = List.copyOf(transactions);
    receipts = List.copyOf(receipts);
    parties = List.copyOf(parties);
    changes = Collections.unmodifiableSequencedMap(changes);
  }

  /// The accounts under which the history of accounts lists a transaction, each once: its sender,
  /// those that its operations name, and its parties.
  public Set<PublicKey> concerned(int transaction) {
    Set<PublicKey> concerned = transactions.get(transaction).body().named();
    concerned.addAll(parties.get(transaction));
    return concerned;
  }

  /// The changes by their places in the state tree.
  public SortedMap<Hash, Optional<byte[]>> treeChanges() {
    Hasher hasher = new Hasher();
    TreeMap<Hash, Optional<byte[]>> byPlace = new TreeMap<>();
    changes.forEach((key, entry) -> byPlace.put(hasher.hash(KEY_TAG, key.encoded()), entry));
    return byPlace;
  }

  /// The validators of the next epoch; empty where the block does not end its own.
  public Optional<Roster> nextRoster() {
    Optional<byte[]> entry = changes.get(new StateKey.Validators());
    return entry == null ? Optional.empty() : entry.map(Roster::decode);
  }

  /// Root of the Merkle tree over the transactions with their receipts.
  public Hash txRoot() {
    return txTree().root();
  }

  /// The Merkle tree over the transactions with their receipts, for proofs.
  public MerkleTree txTree() {
    return txTree(transactions.stream().map(VerifiedTransaction::transaction).toList(), receipts);
  }

  /// That tree of a block that was executed before.
  public static MerkleTree txTree(List<Transaction> transactions, List<Receipt> receipts) {
    List<byte[]> leaves = new ArrayList<>(transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      leaves.add(leaf(transactions.get(i), receipts.get(i)));
    }
    return MerkleTree.of(leaves);
  }

  /// What stands for a transaction in that tree: its bytes, with their length before them, and its
  /// receipt.
  public static byte[] leaf(Transaction transaction, Receipt receipt) {
    return leaf(transaction.encoded(), receipt);
  }

  /// The same of a transaction's bytes.
  public static byte[] leaf(byte[] transaction, Receipt receipt) {
    BcsWriter writer = new BcsWriter(transaction.length + 32).bytes(transaction);
    receipt.write(writer);
    return writer.toByteArray();
  }
}

package cairn.ledger.store;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.EntryName;
import cairn.ledger.Execution;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.NodeKey;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.Transaction;
import cairn.ledger.TreeNode;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The one batch of a block: everything that [Layout] names for its height. Used once.
final class BlockBatch {
  private static final byte[] NOTHING = {};

  private final WriteBatch batch = new WriteBatch();
  private final Height height;

  BlockBatch(Height height) {
    this.height = height;
  }

  /// What a block leaves in the store for good, whatever else its batch has.
  static BlockBatch of(FinalizedBlock finalized) {
    Block block = finalized.block();
    BlockBatch batch =
        new BlockBatch(block.height())
            .block(block, block.id())
            .receipts(finalized.execution().receipts())
            .index(finalized.execution())
            .records(finalized.execution().changes().entrySet())
            .chunkTops(finalized.execution());
    finalized.finalization().ifPresent(verified -> batch.finalization(verified.certificate()));
    finalized.nextValidators().ifPresent(next -> batch.epochEnd(block.header().epoch(), next));
    return batch;
  }

  /// The same of the block of a genesis.
  static BlockBatch of(Genesis genesis) {
    Block block = genesis.genesisBlock();
    return new BlockBatch(Height.ZERO)
        .genesis(genesis.hash())
        .block(block, block.id())
        .receipts(List.of());
  }

  /// What is left of a block where only the state is kept; see [LedgerStore#commitState].
  static BlockBatch ofState(FinalizedBlock finalized, byte[] note) {
    Block block = finalized.block();
    BlockBatch batch = new BlockBatch(block.height());
    CheckedValues.put(batch.batch, Layout.header(block.height()), block.header().encoded());
    CheckedValues.put(batch.batch, Layout.note(block.height()), note);
    batch.delete(Layout.note(new Height(block.height().number() - 1)));
    return batch;
  }

  WriteBatch batch() {
    return batch;
  }

  BlockBatch genesis(Hash genesis) {
    BcsWriter writer = new BcsWriter(2 + Hash.BYTES).u16(Layout.VERSION);
    genesis.write(writer);
    put(Layout.GENESIS, writer);
    return this;
  }

  BlockBatch block(Block block, BlockId id) {
    CheckedValues.put(batch, Layout.header(height), block.header().encoded());
    CheckedValues.put(batch, Layout.blockId(id), heightBytes(height));
    List<Transaction> transactions = block.transactions();
    for (int from = 0; from < transactions.size(); from += Layout.CHUNK) {
      List<Transaction> chunk =
          transactions.subList(from, Math.min(from + Layout.CHUNK, transactions.size()));
      BcsWriter writer = new BcsWriter(256 * chunk.size());
      writer.list(chunk, (w, transaction) -> w.bytes(transaction.encoded()));
      put(Layout.transactions(height, from / Layout.CHUNK), writer);
    }
    return this;
  }

  BlockBatch receipts(List<Receipt> receipts) {
    BcsWriter writer = new BcsWriter(16 + 2 * receipts.size());
    writer.list(receipts, (w, receipt) -> receipt.write(w));
    put(Layout.receipts(height), writer);
    return this;
  }

  /// So that a transaction is proved from its chunk alone.
  private BlockBatch chunkTops(Execution execution) {
    if (execution.transactions().size() > Layout.CHUNK) {
      List<Hash> tops = execution.txTree().tops(Layout.CHUNK_LEVEL);
      BcsWriter writer = new BcsWriter(3 + Hash.BYTES * tops.size());
      writer.list(tops, (w, top) -> top.write(w));
      put(Layout.chunkTops(height), writer);
    }
    return this;
  }

  BlockBatch finalization(Certificate certificate) {
    CheckedValues.put(batch, Layout.finalization(height), certificate.encoded());
    return this;
  }

  BlockBatch index(Execution execution) {
    List<VerifiedTransaction> transactions = execution.transactions();
    for (int i = 0; i < transactions.size(); i++) {
      VerifiedTransaction transaction = transactions.get(i);
      Place place = new Place(height, i);
      BcsWriter writer = new BcsWriter(16);
      height.write(writer);
      writer.u32(i).list(execution.parties().get(i), (w, party) -> party.write(w));
      put(Layout.transaction(transaction.id()), writer);
      for (PublicKey account : execution.concerned(i)) {
        CheckedValues.put(batch, Layout.accountEntry(account, place), NOTHING);
      }
    }
    return this;
  }

  BlockBatch records(Set<Map.Entry<StateKey, Optional<byte[]>>> changes) {
    for (Map.Entry<StateKey, Optional<byte[]>> change : changes) {
      if (change.getKey() instanceof StateKey.Stored(PublicKey owner, EntryName name)
          && change.getValue().isPresent()) {
        CheckedValues.put(batch, Layout.recordEntry(owner, new RecordPlace(height, name)), NOTHING);
      }
    }
    return this;
  }

  /// What the state tree is made of again where its newest nodes are not stored yet.
  BlockBatch changes(Map<StateKey, Optional<byte[]>> changes) {
    BcsWriter writer = new BcsWriter(64 * (1 + changes.size()));
    writer.list(
        changes.entrySet(),
        (w, change) -> {
          change.getKey().write(w);
          w.optional(change.getValue(), BcsWriter::bytes);
        });
    put(Layout.changes(height), writer);
    return this;
  }

  void node(NodeKey key, TreeNode node) {
    CheckedValues.put(batch, Layout.node(key), node.encoded());
  }

  void staleNodes(Height checkpoint, List<NodeKey> keys) {
    BcsWriter writer = new BcsWriter(16 * (1 + keys.size()));
    writer.list(keys, (w, key) -> key.write(w));
    put(Layout.staleNodes(checkpoint), writer);
  }

  BlockBatch history(MerkleMountainRange history) {
    BcsWriter writer = new BcsWriter(512);
    history.write(writer);
    put(Layout.history(height), writer);
    return this;
  }

  /// What proofs of the block from later headers are made of, see [History].
  BlockBatch historyNodes(List<Hash> nodes) {
    BcsWriter writer = new BcsWriter(1 + Hash.BYTES * nodes.size());
    writer.list(nodes, (w, node) -> node.write(w));
    put(Layout.historyNodes(height), writer);
    return this;
  }

  /// Notes who validates after an epoch's last block.
  BlockBatch epochEnd(Epoch epoch, ValidatorSet next) {
    BcsWriter writer = new BcsWriter(16 + 40 * next.size());
    height.write(writer);
    next.write(writer);
    put(Layout.epochEnd(epoch), writer);
    return this;
  }

  void delete(byte[] key) {
    batch.delete(key);
  }

  long bytes() {
    return batch.bytes();
  }

  BlockBatch end(Marker marker) {
    BcsWriter writer = new BcsWriter(96);
    marker.write(writer);
    put(Layout.marker(height), writer);
    CheckedValues.put(batch, Layout.END, heightBytes(height));
    return this;
  }

  private void put(byte[] key, BcsWriter value) {
    CheckedValues.put(batch, key, value.toByteArray());
  }

  private static byte[] heightBytes(Height height) {
    BcsWriter writer = new BcsWriter(8);
    height.write(writer);
    return writer.toByteArray();
  }
}

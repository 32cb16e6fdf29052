package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.crypto.Hash;
import cairn.ledger.CorruptTreeException;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.NodeSource;
import cairn.ledger.StateTree;
import cairn.quorum.BlockId;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/// Compares what a ledger store holds with what it must hold, entry by entry; where they differ a
/// [StoreException] names the entry. What a block must have left is made by the same code that
/// stores it, from an execution that the caller repeated. Belongs to one thread.
public final class StoreAudit {
  private static final byte[] FIRST = {};
  private static final byte[] BEYOND_ALL = {-1};

  /// The kinds whose entries stay for good, so that their number is known.
  private static final String LASTING = "htrfixaywkz";

  private final KeyValueStore store;
  private final CheckedValues values;
  private final Supplier<Head> head;
  private final NodeSource nodes;
  private final History history;

  StoreAudit(KeyValueStore store, Supplier<Head> head, NodeSource nodes) {
    this.store = store;
    this.values = new CheckedValues(store);
    this.head = head;
    this.nodes = nodes;
    this.history = new History(values);
  }

  /// Requires what the genesis must have left, and counts it.
  public EntryCounts requireGenesis(Genesis genesis) {
    BlockId id = genesis.genesisBlock().id();
    WriteBatch expected =
        BlockBatch.of(genesis).historyNodes(history.expected(Height.ZERO, id.hash())).batch();
    requireAll(Height.ZERO, expected);
    requireMarker(Height.ZERO, Marker.chain(genesis.hash(), id));
    return EntryCounts.NONE.plus(expected);
  }

  /// Requires all that committing this block must have left, and counts it to what was counted
  /// below.
  public EntryCounts requireBlock(FinalizedBlock block, EntryCounts below) {
    Height height = block.block().height();
    BlockId id = block.block().id();
    WriteBatch expected =
        BlockBatch.of(block).historyNodes(history.expected(height, id.hash())).batch();
    requireAll(height, expected);
    Marker parent = values.require(Layout.marker(new Height(height.number() - 1)), Marker::read);
    requireMarker(height, Marker.chain(parent.chain(), id));
    return below.plus(expected);
  }

  private void requireAll(Height height, WriteBatch expected) {
    for (int i = 0; i < expected.size(); i++) {
      byte[] key = expected.key(i);
      Optional<byte[]> stored = store.get(key);
      if (stored.isEmpty()) {
        throw CheckedValues.damaged(
            "block " + height + " lacks its entry " + CheckedValues.name(key));
      }
      if (!Arrays.equals(stored.get(), expected.value(i).orElseThrow())) {
        CheckedValues.unseal(key, stored.get());
        throw CheckedValues.damaged(
            "entry " + CheckedValues.name(key) + " is not what block " + height + " makes it");
      }
    }
  }

  private void requireMarker(Height height, Hash chain) {
    Marker marker = values.require(Layout.marker(height), Marker::read);
    if (!marker.chain().equals(chain)) {
      throw CheckedValues.damaged(
          "the marker of block " + height + " does not follow its parent's");
    }
  }

  /// Reads every entry of the store against its checksum, and requires that of those that stay for
  /// good there are as many as were counted, so that none stands for what is no part of the ledger.
  public void requireNothingElse(EntryCounts expected) {
    EntryCounts.Counter found = new EntryCounts.Counter();
    Height top = head.get().height();
    values.scan(
        FIRST,
        BEYOND_ALL,
        (key, value) -> {
          if (LASTING.indexOf(key[0]) >= 0 && !heightOf(key, value).isAfter(top)) {
            found.add(key[0]);
          }
          return true;
        });
    Optional<String> difference = expected.difference(found.counts());
    if (difference.isPresent()) {
      throw CheckedValues.damaged(difference.get());
    }
  }

  /// Reads every entry of the store against its checksum.
  public void requireReadable() {
    values.scan(FIRST, BEYOND_ALL, (key, value) -> true);
  }

  /// The block that an entry is of.
  static Height heightOf(byte[] key, byte[] value) {
    return switch (key[0]) {
      case 'i' -> CheckedValues.decode(key, value, Height::read);
      case 'x' -> CheckedValues.decode(key, value, StoreAudit::placeHeight);
      case 'k' -> Layout.recordPlace(key).height();
      case 'a' -> Layout.placeOf(key).height();
      // An epoch's end has its epoch there, which is at most its height.
      default -> Layout.heightOf(key);
    };
  }

  private static Height placeHeight(BcsReader reader) {
    return StoredBlocks.indexed(reader).place().height();
  }

  /// Reads all of the state tree at the head; the number of the state's entries.
  public long requireState() {
    try {
      return StateTree.count(nodes, head.get().height().number());
    } catch (CorruptTreeException e) {
      throw CheckedValues.damaged(String.valueOf(e.getMessage()));
    }
  }
}

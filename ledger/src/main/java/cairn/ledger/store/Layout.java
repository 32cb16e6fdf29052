package cairn.ledger.store;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.EntryName;
import cairn.ledger.Height;
import cairn.ledger.NodeKey;
import cairn.ledger.TransactionId;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The keys of a ledger store: a letter, then fixed fields, numbers big-endian so that keys sort as
/// they do. Each value ends in a checksum, see [CheckedValues]; what goes before it is BCS.
///
/// | key | value |
/// |---|---|
/// | `g` | version of this layout (u16), genesis hash |
/// | `e` | height of the newest block, in whichever batch came last |
/// | `m` height | [Marker] of the block's batch |
/// | `h` height | header |
/// | `t` height, chunk (u32) | up to [#CHUNK] transactions, each with its length before it |
/// | `z` height | where there are several chunks: the tops of their parts of the transactions' Merkle tree |
/// | `r` height | receipts |
/// | `f` height | finalization certificate, where the block has one of its own |
/// | `i` block id | height |
/// | `x` transaction id | height, index (u32), the accounts that it concerns and only the state names |
/// | `a` account, ~height, ~index (u32) | nothing: the account takes part in that transaction; the newest come first |
/// | `k` account, ~height, name | nothing: the account put that record in that block; the newest come first |
/// | `l` | lowest height whose body is kept, height up to which the bodies are deleted, see [Pruning] |
/// | `d` height | what the block changed: state keys in order, each with its new entry or none |
/// | `n` version, depth, path | node of the state tree; the version is the height that made it |
/// | `s` checkpoint | keys of the nodes of the checkpoint before that this one no longer has |
/// | `p` height | Merkle mountain range over the ids of heights 0 to this one |
/// | `y` height | the nodes of that range that this block's id completed: its leaf, and the tops of perfect trees |
/// | `w` epoch | the height of the epoch's last block, the validators of the next epoch |
/// | `v` height | in a store without bodies, what its owner notes there; only that of the newest height |
///
/// Nothing is ever changed but `e` and `l`, and nothing of kinds `t`, `z`, `r`, `x` and `a` deleted
/// but by [Pruning]: the other entries are written once, or again with the same bytes after a gap;
/// `d`, `n`, `s` and `p` are deleted when no gap can go back to them any more, see [Checkpoints].
final class Layout {
  static final int VERSION = 3;

  /// Transactions are cut into chunks, so that one is read without its whole block.
  static final int CHUNK = 64;

  /// The level of the transactions' Merkle tree that has one node a chunk.
  static final int CHUNK_LEVEL = 6;

  static final byte[] GENESIS = {'g'};
  static final byte[] END = {'e'};
  static final byte[] FLOOR = {'l'};

  private Layout() {}

  static byte[] marker(Height height) {
    return withHeight('m', height);
  }

  static byte[] header(Height height) {
    return withHeight('h', height);
  }

  static byte[] transactions(Height height, int chunk) {
    return ByteBuffer.allocate(13).put((byte) 't').putLong(height.number()).putInt(chunk).array();
  }

  static byte[] chunkTops(Height height) {
    return withHeight('z', height);
  }

  static byte[] receipts(Height height) {
    return withHeight('r', height);
  }

  static byte[] finalization(Height height) {
    return withHeight('f', height);
  }

  static byte[] blockId(BlockId id) {
    return withHash('i', id.hash());
  }

  static byte[] transaction(TransactionId id) {
    return withHash('x', id.hash());
  }

  static byte[] accountEntry(PublicKey account, Place place) {
    return ByteBuffer.allocate(1 + PublicKey.BYTES + 12)
        .put((byte) 'a')
        .put(account.bytes())
        .putLong(~place.height().number())
        .putInt(~place.index())
        .array();
  }

  /// Sorts before all entries of the account.
  static byte[] accountStart(PublicKey account) {
    return ByteBuffer.allocate(1 + PublicKey.BYTES).put((byte) 'a').put(account.bytes()).array();
  }

  /// Sorts after all entries of the account.
  static byte[] accountEnd(PublicKey account) {
    return ByteBuffer.allocate(1 + PublicKey.BYTES + 12)
        .put((byte) 'a')
        .put(account.bytes())
        .putLong(-1)
        .putInt(-1)
        .array();
  }

  /// The place that the key of an account's entry names.
  static Place placeOf(byte[] accountEntry) {
    ByteBuffer buffer = ByteBuffer.wrap(accountEntry).position(1 + PublicKey.BYTES);
    return new Place(new Height(~buffer.getLong()), ~buffer.getInt());
  }

  static byte[] recordEntry(PublicKey account, RecordPlace place) {
    byte[] name = place.name().text().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + PublicKey.BYTES + Long.BYTES + name.length)
        .put((byte) 'k')
        .put(account.bytes())
        .putLong(~place.height().number())
        .put(name)
        .array();
  }

  /// Sorts before all records of the account.
  static byte[] recordStart(PublicKey account) {
    return ByteBuffer.allocate(1 + PublicKey.BYTES).put((byte) 'k').put(account.bytes()).array();
  }

  /// Sorts after all records of the account.
  static byte[] recordEnd(PublicKey account) {
    return ByteBuffer.allocate(1 + PublicKey.BYTES + Long.BYTES)
        .put((byte) 'k')
        .put(account.bytes())
        .putLong(-1)
        .array();
  }

  /// The place that the key of a record's entry names.
  static RecordPlace recordPlace(byte[] recordEntry) {
    int start = 1 + PublicKey.BYTES;
    Height height = new Height(~ByteBuffer.wrap(recordEntry).getLong(start));
    int name = start + Long.BYTES;
    return new RecordPlace(
        height,
        new EntryName(
            new String(recordEntry, name, recordEntry.length - name, StandardCharsets.UTF_8)));
  }

  static byte[] node(NodeKey key) {
    BcsWriter place = new BcsWriter(40);
    key.writePlace(place);
    return ByteBuffer.allocate(9 + place.size())
        .put((byte) 'n')
        .putLong(key.version())
        .put(place.toByteArray())
        .array();
  }

  static byte[] changes(Height height) {
    return withHeight('d', height);
  }

  static byte[] staleNodes(Height checkpoint) {
    return withHeight('s', checkpoint);
  }

  static byte[] history(Height height) {
    return withHeight('p', height);
  }

  static byte[] historyNodes(Height height) {
    return withHeight('y', height);
  }

  static byte[] epochEnd(Epoch epoch) {
    return ByteBuffer.allocate(9).put((byte) 'w').putLong(epoch.number()).array();
  }

  static byte[] note(Height height) {
    return withHeight('v', height);
  }

  /// The height in a key that has it after its letter.
  static Height heightOf(byte[] key) {
    return new Height(ByteBuffer.wrap(key).getLong(1));
  }

  private static byte[] withHeight(char kind, Height height) {
    return ByteBuffer.allocate(9).put((byte) kind).putLong(height.number()).array();
  }

  private static byte[] withHash(char kind, Hash hash) {
    return ByteBuffer.allocate(1 + Hash.BYTES).put((byte) kind).put(hash.bytes()).array();
  }
}

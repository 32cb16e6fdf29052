package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.Receipt;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads what the batches of blocks wrote, each block at or below a height that the caller knows to
/// be whole. Safe for any thread.
final class StoredBlocks {
  private static final int MAX_RECEIPTS = 1_000_000;

  /// Two of each operation.
  private static final int MAX_PARTIES = 2 * TransactionBody.MAX_OPERATIONS;

  private final CheckedValues values;
  private final Hash genesis;

  StoredBlocks(CheckedValues values, Hash genesis) {
    this.values = values;
    this.genesis = genesis;
  }

  /// The header, checked against the id in the block's marker.
  BlockHeader header(Height height) {
    BlockHeader header = values.require(Layout.header(height), BlockHeader::read);
    if (!header.id().equals(id(height))) {
      throw CheckedValues.damaged("the header of block " + height + " is another block's");
    }
    return header;
  }

  BlockId id(Height height) {
    return values.require(Layout.marker(height), Marker::read).block();
  }

  Optional<Height> height(BlockId id) {
    return values.get(Layout.blockId(id), Height::read);
  }

  /// The block, its transactions and receipts checked against its header.
  Block block(Height height) {
    List<Transaction> transactions = transactions(height);
    BlockHeader header = header(height);
    List<Receipt> receipts = receipts(height);
    if (transactions.size() != receipts.size()
        || !Execution.txTree(transactions, receipts).root().equals(header.txRoot())) {
      throw CheckedValues.damaged(
          "block " + height + " has other transactions than its header says");
    }
    return new Block(header, transactions);
  }

  /// Not checked against anything but their checksums.
  List<Transaction> transactions(Height height) {
    List<Transaction> transactions = new ArrayList<>();
    int[] chunks = {0};
    values.scan(
        Layout.transactions(height, 0),
        Layout.transactions(height.next(), 0),
        (key, value) -> {
          requireNextChunk(height, chunks[0], key);
          chunks[0]++;
          transactions.addAll(CheckedValues.decode(key, value, StoredBlocks::chunk));
          return true;
        });
    return transactions;
  }

  private static void requireNextChunk(Height height, int chunk, byte[] key) {
    if (!java.util.Arrays.equals(key, Layout.transactions(height, chunk))) {
      throw CheckedValues.damaged("block " + height + " lacks transactions");
    }
  }

  static List<Transaction> chunk(BcsReader reader) {
    return reader.list(Layout.CHUNK, r -> Transaction.decode(r.bytes(Transaction.MAX_BYTES)));
  }

  List<Receipt> receipts(Height height) {
    return values.require(
        Layout.receipts(height), reader -> reader.list(MAX_RECEIPTS, Receipt::read));
  }

  /// The bytes of the transactions of a chunk.
  List<byte[]> chunk(Height height, int chunk) {
    return values.require(
        Layout.transactions(height, chunk),
        reader -> reader.list(Layout.CHUNK, r -> r.bytes(Transaction.MAX_BYTES)));
  }

  /// What stands for each chunk in the transactions' Merkle tree; empty where there is only one.
  List<Hash> chunkTops(Height height) {
    return values
        .get(Layout.chunkTops(height), reader -> reader.list(MAX_RECEIPTS, Hash::read))
        .orElse(List.of());
  }

  Optional<Certificate> finalization(Height height) {
    return values.get(Layout.finalization(height), Certificate::read);
  }

  /// The certificate of the lowest block from `from` to `to` that has one of its own.
  Optional<Certificate> finalizationOf(Height from, Height to) {
    List<Certificate> found = new ArrayList<>();
    values.scan(
        Layout.finalization(from),
        Layout.finalization(to.next()),
        (key, value) -> {
          found.add(CheckedValues.decode(key, value, Certificate::read));
          return false;
        });
    return found.stream().findFirst();
  }

  Optional<Place> place(TransactionId id) {
    return values.get(Layout.transaction(id), StoredBlocks::indexed).map(Indexed::place);
  }

  /// What the index says of a transaction.
  record Indexed(Place place, List<PublicKey> parties) {}

  static Indexed indexed(BcsReader reader) {
    return new Indexed(
        new Place(Height.read(reader), Math.toIntExact(reader.u32())),
        reader.list(MAX_PARTIES, PublicKey::read));
  }

  /// The accounts under which the history of accounts lists a transaction.
  Set<PublicKey> concerned(Transaction transaction, TransactionId id) {
    Set<PublicKey> concerned = transaction.body().named();
    values
        .get(Layout.transaction(id), StoredBlocks::indexed)
        .ifPresent(indexed -> concerned.addAll(indexed.parties()));
    return concerned;
  }

  /// The newest places of records that an account put, in the blocks up to `head`, from the one
  /// after `after` on; also of those that were put again or deleted since.
  void records(
      PublicKey owner, Height head, Optional<RecordPlace> after, Predicate<RecordPlace> visitor) {
    byte[] start =
        after
            .map(place -> Layout.recordEntry(owner, place))
            .orElseGet(() -> Layout.recordStart(owner));
    values.scan(
        start,
        Layout.recordEnd(owner),
        (key, value) -> {
          RecordPlace place = Layout.recordPlace(key);
          boolean isWanted =
              !place.height().isAfter(head) && !after.filter(place::equals).isPresent();
          return !isWanted || visitor.test(place);
        });
  }

  FinalTransaction transaction(Place place, TransactionId id) {
    FinalTransaction found = transaction(place);
    if (!found.transaction().id(genesis).equals(id)) {
      throw CheckedValues.damaged("the index of transaction " + id + " names another one");
    }
    return found;
  }

  FinalTransaction transaction(Place place) {
    List<Transaction> chunk =
        values.require(
            Layout.transactions(place.height(), place.index() / Layout.CHUNK), StoredBlocks::chunk);
    List<Receipt> receipts = receipts(place.height());
    int index = place.index() % Layout.CHUNK;
    if (index >= chunk.size() || place.index() >= receipts.size()) {
      throw CheckedValues.damaged("block " + place.height() + " lacks transactions");
    }
    return new FinalTransaction(place, chunk.get(index), receipts.get(place.index()));
  }

  /// The places of an account's transactions in the blocks up to `head`, the newest first, from the
  /// one after `after` on.
  List<Place> places(PublicKey account, Height head, Optional<Place> after, int limit) {
    List<Place> places = new ArrayList<>();
    byte[] start =
        after
            .map(place -> Layout.accountEntry(account, place))
            .orElseGet(() -> Layout.accountStart(account));
    values.scan(
        start,
        Layout.accountEnd(account),
        (key, value) -> {
          Place place = Layout.placeOf(key);
          boolean wanted =
              !place.height().isAfter(head) && !after.filter(place::equals).isPresent();
          if (wanted && places.size() < limit) {
            places.add(place);
          }
          return places.size() < limit;
        });
    return places;
  }
}

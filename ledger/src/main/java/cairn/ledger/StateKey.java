package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;
import java.util.Arrays;

/// The name of one entry of the state. In BCS an enum; its hash under a tag of its own is the
/// entry's place in the state tree. The order is that of the encoded bytes.
public sealed interface StateKey extends Comparable<StateKey> {
  /// The account of a key; its entry is an [cairn.ledger.Account].
  record Account(PublicKey key) implements StateKey {}

  /// The rules in force; its entry is the [cairn.ledger.Parameters].
  record Rules() implements StateKey {}

  /// The validators of the epoch; its entry is the [Roster].
  record Validators() implements StateKey {}

  /// An asset besides the native one; its entry is an [cairn.ledger.Asset].
  record Asset(AssetId id) implements StateKey {}

  /// What an account has of such an asset; its entry is a [cairn.ledger.Holding].
  record Holding(PublicKey owner, AssetId asset) implements StateKey {}

  /// A record of an account's; its entry is a [StoredRecord].
  record Stored(PublicKey owner, EntryName name) implements StateKey {}

  /// An open escrow; its entry is an [cairn.ledger.Escrow].
  record Escrow(EscrowId id) implements StateKey {}

  /// A lock under its owner's address; its entry is a [cairn.ledger.Lock].
  record Lock(PublicKey owner, EntryName name) implements StateKey {}

  /// The last fencing token given, as u64; no entry before the first.
  record Fencing() implements StateKey {}

  /// The changes that operators have approved and that have not happened; its entry is an
  /// [cairn.ledger.OpenChanges], and none while there is no such change.
  record OpenChanges() implements StateKey {}

  /// Which protocol blocks follow; its entry is a [ProtocolSchedule], and none before the first
  /// change.
  record Protocols() implements StateKey {}

  /// The validators of a past epoch, kept to judge evidence; its entry is a [Roster].
  record PastValidators(Epoch epoch) implements StateKey {}

  /// An equivocation of a validator's key in an epoch; its entry is an [cairn.ledger.Offence].
  record Offence(PublicKey culprit, Epoch epoch) implements StateKey {}

  String TREE_TAG = "cairn.state-key";

  static StateKey account(PublicKey key) {
    return new Account(key);
  }

  static StateKey read(BcsReader reader) {
    return switch (reader.variant(13)) {
      case 0 -> new Account(PublicKey.read(reader));
      case 1 -> new Rules();
      case 2 -> new Validators();
      case 3 -> new Asset(AssetId.read(reader));
      case 4 -> new Holding(PublicKey.read(reader), AssetId.read(reader));
      case 5 -> new Stored(PublicKey.read(reader), EntryName.read(reader));
      case 6 -> new Escrow(EscrowId.read(reader));
      case 7 -> new Lock(PublicKey.read(reader), EntryName.read(reader));
      case 8 -> new Fencing();
      case 9 -> new OpenChanges();
      case 10 -> new Protocols();
      case 11 -> new PastValidators(Epoch.read(reader));
      default -> new Offence(PublicKey.read(reader), Epoch.read(reader));
    };
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case Account(PublicKey key) -> {
        writer.uleb(0);
        key.write(writer);
      }
      case Rules() -> writer.uleb(1);
      case Validators() -> writer.uleb(2);
      case Asset(AssetId id) -> id.write(writer.uleb(3));
      case Holding(PublicKey owner, AssetId asset) -> {
        owner.write(writer.uleb(4));
        asset.write(writer);
      }
      case Stored(PublicKey owner, EntryName name) -> {
        owner.write(writer.uleb(5));
        name.write(writer);
      }
      case Escrow(EscrowId id) -> id.write(writer.uleb(6));
      case Lock(PublicKey owner, EntryName name) -> {
        owner.write(writer.uleb(7));
        name.write(writer);
      }
      case Fencing() -> writer.uleb(8);
      case OpenChanges() -> writer.uleb(9);
      case Protocols() -> writer.uleb(10);
      case PastValidators(Epoch epoch) -> epoch.write(writer.uleb(11));
      case Offence(PublicKey culprit, Epoch epoch) -> {
        culprit.write(writer.uleb(12));
        epoch.write(writer);
      }
    }
  }

  default byte[] encoded() {
    BcsWriter writer = new BcsWriter(1 + PublicKey.BYTES);
    write(writer);
    return writer.toByteArray();
  }

  /// The entry's place in the state tree.
  default Hash treeKey() {
    return Hash.tagged(TREE_TAG, encoded());
  }

  @Override
  default int compareTo(StateKey other) {
    if (this instanceof Account(PublicKey a) && other instanceof Account(PublicKey b)) {
      return a.compareTo(b);
    }
    return Arrays.compareUnsigned(encoded(), other.encoded());
  }
}

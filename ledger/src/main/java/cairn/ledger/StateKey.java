package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
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

  String TREE_TAG = "cairn.state-key";

  static StateKey account(PublicKey key) {
    return new Account(key);
  }

  static StateKey read(BcsReader reader) {
    return switch (reader.variant(3)) {
      case 0 -> new Account(PublicKey.read(reader));
      case 1 -> new Rules();
      default -> new Validators();
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

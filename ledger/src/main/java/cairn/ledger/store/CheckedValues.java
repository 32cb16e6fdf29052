package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.codec.MalformedException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// Values with a checksum bound to their key: each ends in the CRC-32C of key and value, so that a
/// flipped bit and a value read from another key's place are both noticed.
///
/// A CRC is enough against a failing disk, which is all that it is for: what must withstand an
/// adversary (blocks, tree nodes) has a hash besides, and a hash here would cost more than the
/// writing. LevelDB's own checksums cover its blocks, not the binding of a value to its key.
final class CheckedValues {
  private static final int CHECKSUM_BYTES = 4;

  private final KeyValueStore store;

  CheckedValues(KeyValueStore store) {
    this.store = store;
  }

  static void put(WriteBatch batch, byte[] key, byte[] value) {
    byte[] sealed = Arrays.copyOf(value, value.length + CHECKSUM_BYTES);
    int checksum = checksum(key, value, value.length);
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      sealed[value.length + i] = (byte) (checksum >>> (8 * i));
    }
    batch.put(key, sealed);
  }

  Optional<byte[]> get(byte[] key) {
    return store.get(key).map(sealed -> unseal(key, sealed));
  }

  <T> Optional<T> get(byte[] key, Function<BcsReader, T> decoder) {
    return get(key).map(value -> decode(key, value, decoder));
  }

  /// What must be there.
  <T> T require(byte[] key, Function<BcsReader, T> decoder) {
    return get(key, decoder).orElseThrow(() -> damaged("no entry " + name(key)));
  }

  void scan(byte[] from, byte[] to, KeyValueStore.Visitor visitor) {
    store.scan(from, to, (key, sealed) -> visitor.visit(key, unseal(key, sealed)));
  }

  static <T> T decode(byte[] key, byte[] value, Function<BcsReader, T> decoder) {
    try {
      return BcsReader.decode(value, decoder);
    } catch (MalformedException e) {
      throw damaged("entry " + name(key) + ": " + e.getMessage());
    }
  }

  static StoreException damaged(String what) {
    return StoreException.damaged(
        what,
        "The ledger store is damaged ("
            + what
            + "). Stop the node and run `cairnd repair`: it keeps what is whole, and the node"
            + " fetches the rest from its peers. `cairnd verify` says whether anything else is"
            + " damaged.");
  }

  static byte[] unseal(byte[] key, byte[] sealed) {
    int length = sealed.length - CHECKSUM_BYTES;
    if (length < 0) {
      throw damaged("entry " + name(key) + " is cut short");
    }
    int checksum = 0;
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      checksum |= (sealed[length + i] & 0xFF) << (8 * i);
    }
    if (checksum != checksum(key, sealed, length)) {
      throw damaged("entry " + name(key) + " has a wrong checksum");
    }
    return Arrays.copyOf(sealed, length);
  }

  private static int checksum(byte[] key, byte[] value, int length) {
    CRC32C crc = new CRC32C();
    crc.update(key, 0, key.length);
    crc.update(value, 0, length);
    return (int) crc.getValue();
  }

  /// The letter of the entry's kind, and the rest in hex.
  static String name(byte[] key) {
    return (char) key[0] + " " + java.util.HexFormat.of().formatHex(key, 1, key.length);
  }
}

package cairn.node;

import cairn.crypto.Hash;

/// How a compact block names a transaction: the first 8 bytes of the hash of all its bytes.
///
/// They need no key of the block's: whoever grinds two transactions with the same short id makes
/// only blocks that hold one of them travel in full, and pays both fees.
final class ShortIds {
  private ShortIds() {}

  static long of(Hash hash) {
    byte[] bytes = hash.bytes();
    long id = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      id = (id << 8) | (bytes[i] & 0xFF);
    }
    return id;
  }
}

package cairn.ledger.store;

import java.util.zip.CRC32C;

/// The format of LevelDB's logs and manifests, as far as it takes to find a torn end: blocks of 32
/// KiB, in each of them chunks of a masked CRC-32C (4 bytes), a length (2), a type (1) and the
/// payload; a rest of a block below 7 bytes is zeros.
///
/// See doc/log_format.md of google/leveldb.
final class LevelDbLog {
  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int MASK_DELTA = 0xA282EAD8;
  private static final int FULL = 1;
  private static final int LAST = 4;

  private LevelDbLog() {}

  /// How many bytes of a manifest hold whole records, where only its end is torn; all of them where
  /// the damage lies elsewhere, which LevelDB then reports.
  ///
  /// LevelDB syncs a manifest after each record and acts on it only then. So a power cut can tear
  /// the last record, which nothing depends on yet; but the port refuses to open such a manifest
  /// unless the tear looks like an early end of the file.
  static int wholeRecords(byte[] manifest) {
    int whole = 0;
    int position = 0;
    while (position < manifest.length) {
      int rest = BLOCK - position % BLOCK;
      if (rest < HEADER) {
        position += rest;
      } else if (isIntact(manifest, position)) {
        int type = manifest[position + 6];
        position += HEADER + length(manifest, position);
        whole = type == FULL || type == LAST ? position : whole;
      } else {
        return anIntactChunkFollows(manifest, position) ? manifest.length : whole;
      }
    }
    return whole;
  }

  /// Whether the broken chunk's own length leads to an intact one: then it is not the last, and was
  /// synced whole.
  private static boolean anIntactChunkFollows(byte[] manifest, int broken) {
    if (broken + HEADER > manifest.length || manifest[broken + 6] == 0) {
      return false;
    }
    int next = broken + HEADER + length(manifest, broken);
    return next < manifest.length && isIntact(manifest, next);
  }

  private static boolean isIntact(byte[] bytes, int position) {
    if (position + HEADER > bytes.length) {
      return false;
    }
    int length = length(bytes, position);
    int type = bytes[position + 6];
    if (type < FULL
        || type > LAST
        || length > BLOCK - position % BLOCK - HEADER
        || position + HEADER + length > bytes.length) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, position + 6, 1 + length);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    return masked == littleEndian(bytes, position, 4);
  }

  private static int length(byte[] bytes, int position) {
    return littleEndian(bytes, position + 4, 2);
  }

  private static int littleEndian(byte[] bytes, int position, int width) {
    int value = 0;
    for (int i = 0; i < width; i++) {
      value |= (bytes[position + i] & 0xFF) << (8 * i);
    }
    return value;
  }
}

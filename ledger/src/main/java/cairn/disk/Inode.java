package cairn.disk;

import java.util.Arrays;

/// The content of a simulated file: what is written, and what of it is durable. Guarded by the lock
/// of its [SimulatedDisk].
final class Inode {
  private static final int SECTOR = 512;

  private byte[] written = new byte[0];
  private int size;

  /// What is on the disk; zeros from `durableSize` on.
  private byte[] durable = new byte[0];

  private int durableSize;

  /// From here on the written bytes differ from the durable ones and the next sync writes them.
  private int dirtyFrom;

  int size() {
    return size;
  }

  int read(long from, byte[] buffer, int offset, int length) {
    if (from >= size) {
      return 0;
    }
    int count = (int) Math.min(length, size - from);
    System.arraycopy(written, (int) from, buffer, offset, count);
    return count;
  }

  void append(byte[] bytes, int offset, int length) {
    int newSize = Math.addExact(size, length);
    written = withRoom(written, newSize);
    System.arraycopy(bytes, offset, written, size, length);
    size = newSize;
  }

  void truncate(int newSize) {
    size = newSize;
    dirtyFrom = Math.min(dirtyFrom, newSize);
  }

  void sync() {
    durable = withRoom(durable, size);
    System.arraycopy(written, dirtyFrom, durable, dirtyFrom, size - dirtyFrom);
    Arrays.fill(durable, size, Math.max(size, durableSize), (byte) 0);
    durableSize = size;
    dirtyFrom = size;
  }

  /// What a failed sync leaves: the written bytes stay readable, but no later sync writes them.
  void dropUnsynced() {
    dirtyFrom = size;
  }

  void flip(int position, int mask) {
    if (position >= size) {
      throw new IllegalArgumentException("no byte at " + position + " of " + size);
    }
    written[position] ^= (byte) mask;
    if (position < durableSize) {
      durable[position] ^= (byte) mask;
    }
  }

  /// A file with what a crash leaves of this one.
  Inode afterCrash(SimulatedDisk.CrashMode mode, SeededDraws draws) {
    Inode result = new Inode();
    result.durable =
        switch (mode) {
          case LOSE_UNSYNCED -> Arrays.copyOf(durable, durableSize);
          case KEEP_PREFIX -> keepPrefix(draws);
          case KEEP_ANY -> keepAny(draws);
        };
    result.durableSize = result.durable.length;
    result.size = result.durableSize;
    result.dirtyFrom = result.durableSize;
    result.written = result.durable.clone();
    return result;
  }

  private byte[] keepPrefix(SeededDraws draws) {
    int end = draws.between(dirtyFrom, size);
    boolean firstChangeKept = dirtyFrom < durableSize ? draws.coin() : end > dirtyFrom;
    if (!firstChangeKept) {
      return Arrays.copyOf(durable, durableSize);
    }
    byte[] result = Arrays.copyOf(Arrays.copyOf(durable, dirtyFrom), end);
    System.arraycopy(written, dirtyFrom, result, dirtyFrom, end - dirtyFrom);
    return result;
  }

  private byte[] keepAny(SeededDraws draws) {
    int end =
        switch (draws.below(3)) {
          case 0 -> durableSize;
          case 1 -> size;
          default -> draws.between(durableSize, size);
        };
    byte[] result = Arrays.copyOf(durable, end);
    int limit = Math.min(end, size);
    for (int from = dirtyFrom; from < limit; from = (from / SECTOR + 1) * SECTOR) {
      int sectorEnd = Math.min(limit, (from / SECTOR + 1) * SECTOR);
      int kept =
          switch (draws.below(4)) {
            case 0 -> 0;
            case 1 -> draws.between(0, sectorEnd - from);
            default -> sectorEnd - from;
          };
      System.arraycopy(written, from, result, from, kept);
    }
    return result;
  }

  private static byte[] withRoom(byte[] bytes, int needed) {
    return needed <= bytes.length
        ? bytes
        : Arrays.copyOf(bytes, Math.max(needed, Math.min(bytes.length, 1 << 28) * 2));
  }
}

package cairn.disk;

/// An open file: read anywhere, written at the end only. Every failure is a [DiskException].
/// Reading is thread-safe; writing belongs to one thread.
public interface DiskFile extends AutoCloseable {
  long size();

  /// Reads up to `length` bytes at `position` into `buffer`, fewer only at the end of the file;
  /// returns how many, 0 at or after the end.
  int read(long position, byte[] buffer, int offset, int length);

  /// Writes all bytes at the end.
  void append(byte[] bytes, int offset, int length);

  default void append(byte[] bytes) {
    append(bytes, 0, bytes.length);
  }

  /// Makes all appended bytes and the size durable.
  void sync();

  /// Cuts the file to `size` bytes.
  void truncate(long size);

  @Override
  void close();
}

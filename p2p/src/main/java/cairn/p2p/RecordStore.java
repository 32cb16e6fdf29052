package cairn.p2p;

import java.util.Optional;

/// Keeps the known nodes over restarts, so that a restarted node depends on no bootstrap node. The
/// node implements it over its data directory (`data/peers`).
///
/// The bytes carry their own checksum: what is torn or foreign is noticed and dropped, so a store
/// need only replace the whole file atomically. Called by one thread at a time, which may block.
public interface RecordStore {
  /// The bytes saved last, or empty if there are none or they cannot be read.
  Optional<byte[]> load();

  /// Replaces the saved bytes. A failure is the store's to report: the list is a cache, and a node
  /// works without it.
  void save(byte[] bytes);
}

package cairn.consensus;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.disk.Disk;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.List;
import java.util.Optional;

/// The memory of a validator that a crash leaves whole: its own votes, the certificates it learned,
/// and the bodies of blocks that are not yet safe in the store.
///
/// An append-only log in segments. What was appended is durable after [#sync], and only then may
/// anything that follows from it leave the process. After a failed write or sync
/// ([cairn.disk.DiskException]) nothing is known of the log's end: every later call fails too, and
/// the node stops. Belongs to one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class Journal implements AutoCloseable {
  /// Whose journal it is: it serves no other key and no other network.
  ///
  /// @param validator the validator's key; empty for an observer
  public record Owner(Optional<PublicKey> validator, Hash genesis) {}

  private Journal() {}

  /// Makes the journal of a fresh home. Throws [JournalException] if there is one: a validator's
  /// key must never start from an empty memory.
  public static Journal create(Disk disk, String directory, Owner owner) {
    throw new UnsupportedOperationException();
  }

  /// Opens a journal and reads all of it. What a crash left half-written at the very end is cut;
  /// everything else that is not as it was written, and a journal that is missing or another
  /// owner's, throws [JournalException].
  public static Journal open(Disk disk, String directory, Owner owner) {
    throw new UnsupportedOperationException();
  }

  /// Appends; durable after [#sync].
  public void append(SafetyRecord record) {
    throw new UnsupportedOperationException();
  }

  /// Appends a block's body, unless it is there; durable after [#sync].
  public void appendBody(Epoch epoch, View view, BlockId block, byte[] body) {
    throw new UnsupportedOperationException();
  }

  /// Makes durable all that was appended; costs nothing if that was nothing.
  public void sync() {
    throw new UnsupportedOperationException();
  }

  /// All safety records that are kept, in the order of their appending.
  public List<SafetyRecord> records() {
    throw new UnsupportedOperationException();
  }

  /// The finalizations that are kept, in ascending order of epoch and view.
  public List<Certificate> finalizations() {
    throw new UnsupportedOperationException();
  }

  /// Reads back a block's body.
  public Optional<byte[]> body(BlockId block) {
    throw new UnsupportedOperationException();
  }

  /// Forgets what is of views at or below `floor`, which must be final and durable in the store.
  /// From then on the floor stands in the journal, so that no vote is ever cast at or below it
  /// again.
  public void prune(Epoch epoch, View floor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}

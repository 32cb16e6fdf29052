package cairn.consensus;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.disk.Disk;
import cairn.disk.DiskException;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The memory of a validator that a crash leaves whole: its own votes, the certificates it learned,
/// and the bodies of blocks that are not yet safe in the store.
///
/// An append-only log in segments. What was appended is durable after [#sync], and only then may
/// anything that follows from it leave the process. After a failed write or sync
/// ([cairn.disk.DiskException]) nothing is known of the log's end: every later call fails too, and
/// the node stops. Belongs to one thread.
///
/// Each entry carries a checksum and the hash of all entries before it. A segment is deleted as a
/// whole when everything in it is of rounds at or below the pruning floor; nothing is ever copied
/// or rewritten.
public final class Journal implements AutoCloseable {
  private static final long SEGMENT_BYTES = 32L * 1024 * 1024;
  private static final byte[] NOTHING = new byte[0];

  /// Whose journal it is: it serves no other key and no other network.
  ///
  /// @param validator the validator's key; empty for an observer
  public record Owner(Optional<PublicKey> validator, Hash genesis) {
    @Override
    public String toString() {
      return validator.map(key -> "validator " + key).orElse("an observer")
          + " of the network "
          + genesis;
    }
  }

  private record Place(Segment segment, long offset) {}

  private final Disk disk;
  private final String directory;
  private final Owner owner;
  private final long segmentBytes;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final List<SafetyRecord> replayed = new ArrayList<>();
  private final TreeMap<Round, Certificate> finalizations = new TreeMap<>();
  // Looked up, and filtered by segment; never iterated for its order.
  private final Map<BlockId, Place> bodies = new HashMap<>();
  private Round floor = Round.ZERO;
  private @Nullable DiskException failure;

  private Journal(Disk disk, String directory, Owner owner, long segmentBytes) {
    this.disk = disk;
    this.directory = directory;
    this.owner = owner;
    this.segmentBytes = segmentBytes;
  }

  /// Makes the journal of a fresh home. Throws [JournalException] if there is one: a validator's
  /// key must never start from an empty memory.
  public static Journal create(Disk disk, String directory, Owner owner) {
    return create(disk, directory, owner, SEGMENT_BYTES);
  }

  static Journal create(Disk disk, String directory, Owner owner, long segmentBytes) {
    disk.createDirectories(directory);
    if (!segmentPaths(disk, directory).isEmpty()) {
      throw new JournalException(
          directory + " already holds a journal; open it, or make the node in another home");
    }
    Journal journal = new Journal(disk, directory, owner, segmentBytes);
    journal.deleteUnfinished();
    journal.addSegment(1, Hash.ZERO, Round.ZERO);
    return journal;
  }

  /// Opens a journal and reads all of it. What a crash left half-written at the very end is cut;
  /// everything else that is not as it was written, and a journal that is missing or another
  /// owner's, throws [JournalException].
  public static Journal open(Disk disk, String directory, Owner owner) {
    return open(disk, directory, owner, SEGMENT_BYTES);
  }

  static Journal open(Disk disk, String directory, Owner owner, long segmentBytes) {
    List<String> paths = disk.exists(directory) ? segmentPaths(disk, directory) : List.of();
    if (paths.isEmpty()) {
      throw new JournalException(
          "the journal "
              + directory
              + " is missing, and without it this node cannot know how it voted: put the directory"
              + " back as it last was, or start the validator under a new key");
    }
    Journal journal = new Journal(disk, directory, owner, segmentBytes);
    try {
      for (String path : paths) {
        journal.replay(path, path.equals(paths.getLast()));
      }
      journal.checkStart();
      journal.deleteUnfinished();
    } catch (JournalException | DiskException e) {
      journal.segments.forEach(Segment::close);
      throw e;
    }
    return journal;
  }

  /// Appends; durable after [#sync].
  public void append(SafetyRecord record) {
    attempt(() -> {
      append(new Entry.Safety(record), NOTHING);
      remember(record);
    });
  }

  /// Appends a block's body, unless it is there; durable after [#sync].
  public void appendBody(Epoch epoch, View view, BlockId block, byte[] body) {
    if (!bodies.containsKey(block)) {
      attempt(() -> bodies.put(block, append(new Entry.Body(new Round(epoch, view), block), body)));
    }
  }

  /// Makes durable all that was appended; costs nothing if that was nothing.
  public void sync() {
    attempt(() -> {
      segments.getLast().sync();
    });
  }

  /// The safety records that stood in the journal when it was opened, in the order of their
  /// appending.
  public List<SafetyRecord> records() {
    return List.copyOf(replayed);
  }

  /// The finalizations that are kept, in ascending order of epoch and view.
  public List<Certificate> finalizations() {
    return List.copyOf(finalizations.values());
  }

  /// Reads back a block's body.
  public Optional<byte[]> body(BlockId block) {
    return Optional.ofNullable(bodies.get(block))
        .map(place -> {
          byte[] payload = place.segment.payload(place.offset);
          return Arrays.copyOfRange(payload, Entry.Body.BYTES_OFFSET, payload.length);
        });
  }

  /// Forgets what is of views at or below `newFloor` and of earlier epochs, which must be final and
  /// durable in the store. From then on the floor stands in the journal, so that no vote is ever
  /// cast at or below it again.
  public void prune(Epoch epoch, View newFloor) {
    Round round = new Round(epoch, newFloor);
    if (!round.isAfter(floor)) {
      return;
    }
    Invariant.check(
        !finalizations.tailMap(round, true).isEmpty(),
        () -> "a finalization at or above the floor " + round + " stands in the journal");
    Certificate best = finalizations.lastEntry().getValue();
    append(new SafetyRecord.Floor(epoch, newFloor));
    Segment kept = segments.getLast();
    append(new SafetyRecord.Learned(best));
    sync();
    attempt(() -> {
      deleteBelow(round, kept);
    });
    finalizations.headMap(round, false).clear();
  }

  /// Syncs, leaves a mark that everything is durable, and closes.
  @Override
  public void close() {
    try {
      if (failure == null) {
        sync();
        append(new Entry.Mark(), NOTHING);
        sync();
      }
    } finally {
      segments.forEach(Segment::close);
    }
  }

  private Place append(Entry entry, byte[] rest) {
    Segment active = segments.getLast();
    if (active.size() >= segmentBytes) {
      active.sync();
      active = addSegment(active.head().sequence() + 1, active.chain(), highest());
    }
    return new Place(active, active.append(entry, rest));
  }

  private Segment addSegment(long sequence, Hash previousChain, Round prior) {
    Entry.Head head = new Entry.Head(owner, sequence, previousChain, prior);
    Segment segment = Segment.create(disk, directory, head);
    segments.addLast(segment);
    return segment;
  }

  private void replay(String path, boolean isNewest) {
    Segment segment = Segment.open(disk, path);
    Optional<Segment> before = Optional.ofNullable(segments.peekLast());
    segments.addLast(segment);
    Entry.Head head = segment.head();
    if (!head.owner().equals(owner)) {
      throw new JournalException(
          path
              + " is the journal of "
              + head.owner()
              + ", and this node is "
              + owner
              + ": start the node with its own home",
          head.owner());
    }
    if (before.isPresent()
        && !(head.sequence() == before.get().head().sequence() + 1
            && head.previousChain().equals(before.get().chain()))) {
      throw segment.damaged(0, "it does not go on where " + before.get().path() + " ends");
    }
    segment.replay(isNewest, (entry, offset) -> index(segment, entry, offset));
  }

  private void index(Segment segment, Entry entry, long offset) {
    switch (entry) {
      case Entry.Safety(SafetyRecord record) -> {
        replayed.add(record);
        remember(record);
      }
      case Entry.Body(_, BlockId block) -> bodies.put(block, new Place(segment, offset));
      case Entry.Mark _ -> {}
      case Entry.Head _ -> throw segment.damaged(offset, "a head stands in the middle");
    }
  }

  private void remember(SafetyRecord record) {
    Round round = new Round(record.epoch(), record.view());
    switch (record) {
      case SafetyRecord.Floor _ -> floor = round.isAfter(floor) ? round : floor;
      case SafetyRecord.Learned(Certificate certificate) -> {
        if (certificate.vote() instanceof Vote.Finalize) {
          finalizations.put(round, certificate);
        }
      }
      case SafetyRecord.OwnVote _ -> {}
    }
  }

  /// The segments before the oldest one were deleted by [#prune], or they are lost.
  private void checkStart() {
    Segment oldest = segments.getFirst();
    if (oldest.head().prior().isAfter(floor)) {
      throw new JournalException(
          "the files before "
              + oldest.path()
              + " are missing, and without them this node cannot know how it voted: put them back,"
              + " or start the validator under a new key");
    }
    finalizations.headMap(floor, false).clear();
  }

  /// Deletes the segments before `kept`, in which the new floor stands, as long as they hold
  /// nothing above it: one name after the other, durably, for a gap between segments is taken for a
  /// loss.
  private void deleteBelow(Round round, Segment kept) {
    while (segments.getFirst() != kept && !segments.getFirst().highest().isAfter(round)) {
      Segment oldest = segments.removeFirst();
      bodies.values().removeIf(place -> place.segment.equals(oldest));
      oldest.close();
      disk.delete(oldest.path());
      disk.syncDirectory(directory);
    }
  }

  private void deleteUnfinished() {
    for (String name : disk.list(directory)) {
      if (Segment.isUnfinished(name)) {
        disk.delete(directory + "/" + name);
      }
    }
  }

  private Round highest() {
    Round highest = segments.getFirst().head().prior();
    for (Segment segment : segments) {
      highest = segment.highest().isAfter(highest) ? segment.highest() : highest;
    }
    return highest;
  }

  /// Does something to the disk, unless something failed before.
  private void attempt(Runnable action) {
    if (failure != null) {
      throw new DiskException(
          "write", directory, "an earlier write failed: " + failure.getMessage());
    }
    try {
      action.run();
    } catch (DiskException e) {
      failure = e;
      throw e;
    }
  }

  private static List<String> segmentPaths(Disk disk, String directory) {
    return disk.list(directory).stream()
        .filter(name -> name.endsWith(Segment.SUFFIX))
        .map(name -> directory + "/" + name)
        .toList();
  }
}

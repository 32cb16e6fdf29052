package cairn.consensus;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.disk.Disk;
import cairn.disk.DiskException;
import cairn.disk.DiskFile;
import java.util.Arrays;
import java.util.Optional;

/// One file of a [Journal]: frames one after the other, the first of which is its [Entry.Head].
///
/// A segment gets its name only when its head is durable, and a later one only when it is durable
/// as a whole. So only the end of the newest segment can be unfinished, and only where nothing
/// shows that it was durable once.
final class Segment implements AutoCloseable {
  static final String SUFFIX = ".journal";

  private static final String UNFINISHED_SUFFIX = ".journal.new";
  private static final long HEAD_MARKER = 0x4A4E_5249_4143_0001L;
  private static final byte[] NOTHING = new byte[0];
  private static final int SCAN_BYTES = 1 << 20;

  /// Takes in the entries of a segment that is read.
  interface Visitor {
    void entry(Entry entry, long offset);
  }

  private final String path;
  private final DiskFile file;
  private final Entry.Head head;
  private final long marker;
  private long size;
  private long synced;
  private Hash chain;
  private Round highest;

  private Segment(String path, DiskFile file, Entry.Head head, Frame headFrame) {
    this.path = path;
    this.file = file;
    this.head = head;
    this.chain = headFrame.chain();
    this.marker = BcsReader.of(chain.bytes()).u64();
    this.size = headFrame.extent();
    this.synced = size;
    this.highest = Round.ZERO;
  }

  /// Makes a segment, durable with its name.
  static Segment create(Disk disk, String directory, Entry.Head head) {
    String name = name(head.sequence());
    String unfinished = directory + "/" + name + UNFINISHED_SUFFIX;
    String path = directory + "/" + name + SUFFIX;
    byte[] payload = head.payload();
    Frame frame = Frame.of(HEAD_MARKER, head.previousChain(), 0, Entry.HEAD, payload, NOTHING);
    try (DiskFile file = disk.open(unfinished, Disk.OpenMode.CREATE)) {
      write(file, frame, payload, NOTHING);
      file.sync();
    }
    disk.rename(unfinished, path);
    disk.syncDirectory(directory);
    return new Segment(path, disk.open(path, Disk.OpenMode.APPEND), head, frame);
  }

  /// Opens a segment and reads its head.
  static Segment open(Disk disk, String path) {
    DiskFile file = disk.open(path, Disk.OpenMode.APPEND);
    try {
      Frame frame =
          readFrame(file, 0, HEAD_MARKER)
              .orElseThrow(() -> damaged(path, 0, "it does not start as a journal does"));
      byte[] payload =
          readPayload(file, 0, frame)
              .orElseThrow(() -> damaged(path, 0, "the checksum of its head is wrong"));
      if (decode(path, 0, frame, payload) instanceof Entry.Head head
          && frame.follows(head.previousChain())) {
        return new Segment(path, file, head, frame);
      }
      throw damaged(path, 0, "its head is none");
    } catch (JournalException | DiskException e) {
      file.close();
      throw e;
    }
  }

  static boolean isUnfinished(String name) {
    return name.endsWith(UNFINISHED_SUFFIX);
  }

  private static String name(long sequence) {
    return String.format("%016d", sequence);
  }

  String path() {
    return path;
  }

  Entry.Head head() {
    return head;
  }

  long size() {
    return size;
  }

  /// The chain hash of the last frame.
  Hash chain() {
    return chain;
  }

  /// The highest round of anything in this segment but floors.
  Round highest() {
    return highest;
  }

  boolean isSynced() {
    return synced == size;
  }

  /// Reads all entries after the head. Of the newest segment an unfinished end is cut; anything
  /// else that is not as it was written throws [JournalException].
  void replay(boolean isNewest, Visitor visitor) {
    long end = file.size();
    while (size < end) {
      Optional<Frame> frame =
          readFrame(file, size, marker)
              .filter(next -> next.follows(chain) && size + next.extent() <= end);
      Optional<byte[]> payload = frame.flatMap(next -> readPayload(file, size, next));
      if (frame.isEmpty() || payload.isEmpty()) {
        cutUnfinished(isNewest, end);
        break;
      }
      take(decode(path, size, frame.get(), payload.get()), frame.get(), visitor);
    }
    // What a killed process wrote and did not sync can be read, and is not durable yet.
    file.sync();
    synced = size;
  }

  /// Appends an entry whose payload goes on with `rest`; returns the offset of its frame.
  long append(Entry entry, byte[] rest) {
    byte[] payload = entry.payload();
    Frame frame = Frame.of(marker, chain, synced, entry.type(), payload, rest);
    long offset = size;
    write(file, frame, payload, rest);
    raise(entry);
    chain = frame.chain();
    size = offset + frame.extent();
    return offset;
  }

  void sync() {
    if (!isSynced()) {
      file.sync();
      synced = size;
    }
  }

  /// Reads back the payload at an offset that [#append] or [#replay] gave.
  byte[] payload(long offset) {
    return readFrame(file, offset, marker)
        .flatMap(frame -> readPayload(file, offset, frame))
        .orElseThrow(() -> damaged(path, offset, "what was read before cannot be read again"));
  }

  @Override
  public void close() {
    file.close();
  }

  JournalException damaged(long offset, String what) {
    return damaged(path, offset, what);
  }

  private void take(Entry entry, Frame frame, Visitor visitor) {
    visitor.entry(entry, size);
    raise(entry);
    chain = frame.chain();
    size += frame.extent();
  }

  private void raise(Entry entry) {
    Round round =
        switch (entry) {
          case Entry.Safety(SafetyRecord.Floor _) -> Round.ZERO;
          case Entry.Safety(SafetyRecord record) -> new Round(record.epoch(), record.view());
          case Entry.Body(Round bodyRound, _) -> bodyRound;
          case Entry.Head _, Entry.Mark _ -> Round.ZERO;
        };
    if (round.isAfter(highest)) {
      highest = round;
    }
  }

  /// Cuts the file after the last good frame, if what follows can be a write that a crash left
  /// unfinished: this is the newest segment, and no later frame was written when these bytes were
  /// already durable.
  private void cutUnfinished(boolean isNewest, long end) {
    if (!isNewest) {
      throw damaged(size, "a frame is not as it was written, and a newer file follows");
    }
    byte[] sign = new BcsWriter().u64(marker).toByteArray();
    byte[] window = new byte[SCAN_BYTES];
    for (long start = size; start < end; start += window.length) {
      int read = file.read(start, window, 0, window.length);
      for (int at = 0; at + sign.length <= read; at += Frame.ALIGNMENT) {
        if (Arrays.equals(window, at, at + sign.length, sign, 0, sign.length)) {
          refuseIfDurable(start + at);
        }
      }
    }
    file.truncate(size);
  }

  private void refuseIfDurable(long laterOffset) {
    readFrame(file, laterOffset, marker)
        .filter(later -> later.synced() > size)
        .ifPresent(_ -> {
          throw damaged(
              size, "a frame is not as it was written, and a good one is at " + laterOffset);
        });
  }

  private static void write(DiskFile file, Frame frame, byte[] payload, byte[] rest) {
    byte[] all = new byte[Math.toIntExact(frame.extent())];
    System.arraycopy(frame.encoded(), 0, all, 0, Frame.BYTES);
    System.arraycopy(payload, 0, all, Frame.BYTES, payload.length);
    System.arraycopy(rest, 0, all, Frame.BYTES + payload.length, rest.length);
    file.append(all);
  }

  private static Optional<Frame> readFrame(DiskFile file, long offset, long marker) {
    byte[] bytes = new byte[Frame.BYTES];
    return file.read(offset, bytes, 0, bytes.length) < bytes.length
        ? Optional.empty()
        : Frame.decode(bytes).filter(frame -> frame.marker() == marker);
  }

  private static Optional<byte[]> readPayload(DiskFile file, long offset, Frame frame) {
    byte[] payload = new byte[frame.length()];
    int read = file.read(offset + Frame.BYTES, payload, 0, payload.length);
    return read == payload.length && frame.matches(payload)
        ? Optional.of(payload)
        : Optional.empty();
  }

  private static Entry decode(String path, long offset, Frame frame, byte[] payload) {
    try {
      return Entry.decode(frame.type(), payload);
    } catch (MalformedException e) {
      throw damaged(path, offset, "its entry is none (" + e.getMessage() + ")");
    }
  }

  private static JournalException damaged(String path, long offset, String what) {
    return new JournalException(
        path
            + " is damaged at offset "
            + offset
            + ": "
            + what
            + ". This validator must not vote from it, nor from an older copy: keep the file for a"
            + " look at what broke it, and start the validator under a new key");
  }
}

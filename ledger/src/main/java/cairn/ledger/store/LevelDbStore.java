package cairn.ledger.store;

import cairn.disk.Disk;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteOptions;
import org.iq80.leveldb.env.NoOpLogger;
import org.iq80.leveldb.impl.DbImpl;
import org.iq80.leveldb.iterator.DBIteratorAdapter;
import org.iq80.leveldb.table.BloomFilterPolicy;
import org.jspecify.annotations.Nullable;

/// LevelDB (`com.hivemc.leveldb`) over a [Disk]. One thread writes and closes, which nobody may
/// interrupt; any thread reads. LevelDB compacts on a thread of its own.
public final class LevelDbStore implements KeyValueStore {
  /// A log, and what of it is in memory, grows to this before it becomes a table. At most two logs
  /// are alive: what is further back than both stands in tables.
  static final int LOG_BYTES = 8 << 20;

  private static final int TABLE_BYTES = 4 << 20;
  private static final int CACHE_BYTES = 32 << 20;
  private static final int OPEN_FILES = 500;
  private static final int BLOOM_BITS_PER_KEY = 10;

  private final DbImpl db;
  private final String place;
  private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

  private LevelDbStore(DbImpl db, String place) {
    this.db = db;
    this.place = place;
  }

  /// Makes a new store in a directory of `disk` in which there is none.
  public static LevelDbStore create(Disk disk, String directory) {
    return create(disk, directory, LOG_BYTES);
  }

  /// With logs of another size, so that a test sees them rotate soon.
  static LevelDbStore create(Disk disk, String directory, int logBytes) {
    return open(disk, directory, options(logBytes).createIfMissing(true).errorIfExists(true));
  }

  /// Opens the store that is in a directory of `disk`; never makes one, since LevelDB would do so,
  /// and delete the old one's tables, where only the file CURRENT is missing.
  public static LevelDbStore open(Disk disk, String directory) {
    return open(disk, directory, LOG_BYTES);
  }

  static LevelDbStore open(Disk disk, String directory, int logBytes) {
    return open(disk, directory, options(logBytes).createIfMissing(false));
  }

  private static LevelDbStore open(Disk disk, String directory, Options options) {
    try {
      return new LevelDbStore(new DbImpl(options, directory, new LevelDbEnv(disk)), directory);
    } catch (Throwable e) {
      throw new StoreException(
          "The ledger store in '"
              + directory
              + "' does not open ("
              + reason(e)
              + "). See that the disk has room and works and that no other process runs on this"
              + " data directory, then start again. Only if it still does not open, its files are"
              + " damaged: `cairnd repair` keeps what can be read of them and moves them aside, and"
              + " the node fetches the rest from its peers; do so one node after the other.",
          e);
    }
  }

  private static Options options(int logBytes) {
    return new Options()
        .logger(new NoOpLogger())
        .paranoidChecks(true)
        .compressionType(CompressionType.NONE)
        .filterPolicy(new BloomFilterPolicy(BLOOM_BITS_PER_KEY))
        .writeBufferSize(logBytes)
        .maxFileSize(TABLE_BYTES)
        .cacheSize(CACHE_BYTES)
        .maxOpenFiles(OPEN_FILES)
        .reuseLogs(false);
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return reading(() -> Optional.ofNullable(db.get(key, readOptions())));
  }

  @Override
  public void scan(byte[] from, byte[] to, Visitor visitor) {
    try (DBIteratorAdapter iterator =
        reading(() -> {
          DBIteratorAdapter started = db.iterator(readOptions().fillCache(false));
          started.seek(from);
          return started;
        })) {
      Optional<Map.Entry<byte[], byte[]>> entry = next(iterator);
      while (entry.isPresent()
          && Arrays.compareUnsigned(entry.get().getKey(), to) < 0
          && visitor.visit(entry.get().getKey(), entry.get().getValue())) {
        entry = next(iterator);
      }
    }
  }

  private Optional<Map.Entry<byte[], byte[]>> next(DBIteratorAdapter iterator) {
    return reading(() -> iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty());
  }

  @Override
  public void write(WriteBatch batch) {
    requireUsable();
    try (org.iq80.leveldb.WriteBatch updates = db.createWriteBatch()) {
      for (int i = 0; i < batch.size(); i++) {
        byte[] key = batch.key(i);
        batch.value(i).ifPresentOrElse(value -> updates.put(key, value), () -> updates.delete(key));
      }
      db.write(updates, new WriteOptions().sync(true));
    } catch (Throwable e) {
      // Also an Error: LevelDB's own state is unknown after it, and its next write would hang.
      throw refuse(
          "Writing to the ledger store in '"
              + place
              + "' failed ("
              + reason(e)
              + "). See that the disk has room and works, then start the node again: it goes on"
              + " where the store's last whole block ends.",
          e);
    }
  }

  /// LevelDB's own table of its compactions.
  String statistics() {
    return db.getProperty("leveldb.stats");
  }

  /// Waits for a compaction that runs.
  @Override
  public void close() {
    refusal.compareAndSet(null, "The ledger store in '" + place + "' is closed.");
    db.close();
  }

  private <T> T reading(Supplier<T> action) {
    requireUsable();
    try {
      return action.get();
    } catch (RuntimeException e) {
      String known = refusal.get();
      if (known != null) {
        // The store was closed meanwhile, or given up: that is why, and nothing is damaged.
        throw new StoreException(known, e);
      }
      throw refuse(
          "Reading the ledger store in '"
              + place
              + "' failed ("
              + reason(e)
              + "). Its files are damaged: stop the node and run `cairnd repair`, which keeps what"
              + " is whole; the node fetches the rest from its peers.",
          e);
    }
  }

  private void requireUsable() {
    String sentence = refusal.get();
    if (sentence != null) {
      throw new StoreException(sentence);
    }
  }

  private StoreException refuse(String sentence, Throwable cause) {
    refusal.compareAndSet(null, sentence);
    return new StoreException(sentence, cause);
  }

  private static ReadOptions readOptions() {
    return new ReadOptions().verifyChecksums(true);
  }

  /// The innermost message, which names the file.
  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}

package cairn.node.upkeep;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.GenesisSummary;
import cairn.ledger.Height;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that holds a ledger: genesis, blocks and certificates, each record chained to the one
/// before by a hash, and a last one with their number. Opening reads all of it, so that one that is
/// damaged or cut short anywhere is refused before anything of it is used; what its blocks say is
/// for [LedgerReplay] to believe. Belongs to one thread.
public final class LedgerFile implements BlockSource, AutoCloseable {
  static final int GENESIS = 0;
  static final int BLOCK = 1;
  static final int END = 2;

  private static final byte[] MAGIC = "CAIRNLDG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final String TAG = "cairn.ledger-file";

  /// More than a block with a certificate of the largest set, or a genesis that a node has room
  /// for, takes.
  private static final int MAX_RECORD = 64 << 20;

  private static final int LENGTH_BYTES = 4;

  private final Path path;
  private final RandomAccessFile file;
  private final long size;
  private final Genesis genesis;
  // The offset of the record of each block, from height 1 on.
  private long[] offsets = new long[1024];
  private int blocks;
  private @Nullable Entry read;

  /// A block's record, read.
  record Entry(Block block, Optional<Certificate> finalization) {}

  /// What the walk over the records has come to.
  private record Walk(long offset, Hash chain, BlockId parent) {}

  private LedgerFile(Path path, RandomAccessFile file, long size, Genesis genesis) {
    this.path = path;
    this.file = file;
    this.size = size;
    this.genesis = genesis;
  }

  static byte[] preamble() {
    return new BcsWriter(16).fixed(MAGIC).u16(VERSION).toByteArray();
  }

  static Hash start() {
    return Hash.tagged(TAG, preamble());
  }

  static Hash next(Hash chain, byte[] payload) {
    return Hash.tagged(TAG, chain.bytes(), payload);
  }

  /// Opens and reads the whole file; an [UpkeepException] says what is wrong with it and at which
  /// offset. An [IOException] is the machine's.
  public static LedgerFile open(Path path) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    boolean isOpen = false;
    try {
      LedgerFile opened = walk(path, file);
      isOpen = true;
      return opened;
    } finally {
      if (!isOpen) {
        file.close();
      }
    }
  }

  private static LedgerFile walk(Path path, RandomAccessFile file) throws IOException {
    long size = file.length();
    byte[] preamble = new byte[preamble().length];
    if (size < preamble.length) {
      throw fault(path, 0, "it is too short to be a ledger file");
    }
    file.readFully(preamble);
    if (!Arrays.equals(preamble, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw fault(path, 0, "it is no ledger file");
    }
    if (!Arrays.equals(preamble, preamble())) {
      throw fault(
          path, MAGIC.length, "this program knows version " + VERSION + " of ledger files only");
    }
    byte[] first = payload(path, file, size, preamble.length);
    Hash chain = next(start(), first);
    requireChain(path, file, preamble.length, first, chain);
    Genesis genesis = decode(path, preamble.length, first, LedgerFile::genesis);
    LedgerFile opened = new LedgerFile(path, file, size, genesis);
    long offset = preamble.length + frame(first);
    opened.walkBlocks(new Walk(offset, chain, genesis.genesisBlock().id()));
    return opened;
  }

  private void walkBlocks(Walk start) throws IOException {
    Walk walk = start;
    while (true) {
      long offset = walk.offset();
      byte[] payload = payload(path, file, size, offset);
      Hash chain = next(walk.chain(), payload);
      requireChain(path, file, offset, payload, chain);
      if (payload[0] == END) {
        requireEnd(walk, payload);
        return;
      }
      BlockHeader header = decode(path, offset, payload, LedgerFile::header);
      if (header.height().number() != blocks + 1L || !header.parent().equals(walk.parent())) {
        throw fault(path, offset, "it has a block that does not follow block " + blocks);
      }
      if (blocks == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * blocks);
      }
      offsets[blocks++] = offset;
      walk = new Walk(offset + frame(payload), chain, header.id());
    }
  }

  private void requireEnd(Walk walk, byte[] payload) {
    BlockId last =
        decode(
            path,
            walk.offset(),
            payload,
            reader -> {
              reader.variant(3);
              long count = Height.read(reader).number();
              BlockId named = BlockId.read(reader);
              if (count != blocks) {
                throw new MalformedException("it has " + blocks + " blocks and says " + count);
              }
              return named;
            });
    if (!last.equals(walk.parent())) {
      throw fault(path, walk.offset(), "its last block is not the one that its end names");
    }
    long end = walk.offset() + frame(payload);
    if (end != size) {
      throw fault(path, end, "more follows after its end");
    }
  }

  private static byte[] payload(Path path, RandomAccessFile file, long size, long offset)
      throws IOException {
    if (offset + LENGTH_BYTES > size) {
      throw fault(path, offset, "it is cut short: its end is missing");
    }
    file.seek(offset);
    byte[] length = new byte[LENGTH_BYTES];
    file.readFully(length);
    long bytes = BcsReader.of(length).u32();
    if (bytes < 1 || bytes > MAX_RECORD) {
      throw fault(path, offset, "a record of " + bytes + " bytes cannot be");
    }
    if (offset + LENGTH_BYTES + bytes + Hash.BYTES > size) {
      throw fault(path, offset, "it is cut short: a record goes beyond its end");
    }
    byte[] payload = new byte[(int) bytes];
    file.readFully(payload);
    return payload;
  }

  private static void requireChain(
      Path path, RandomAccessFile file, long offset, byte[] payload, Hash chain)
      throws IOException {
    byte[] found = new byte[Hash.BYTES];
    file.seek(offset + LENGTH_BYTES + payload.length);
    file.readFully(found);
    if (!Arrays.equals(found, chain.bytes())) {
      throw fault(path, offset, "a record is not as it was written (its hash is another)");
    }
  }

  private static long frame(byte[] payload) {
    return (long) LENGTH_BYTES + payload.length + Hash.BYTES;
  }

  static Genesis genesis(BcsReader reader) {
    if (reader.variant(3) != GENESIS) {
      throw new MalformedException("it does not begin with a genesis");
    }
    GenesisSummary summary = GenesisSummary.read(reader);
    List<GenesisAccount> accounts =
        reader.list(
            Genesis.MAX_ACCOUNTS, r -> new GenesisAccount(PublicKey.read(r), Amount.read(r)));
    Genesis genesis =
        Genesis.of(
            summary.chainName(),
            summary.network(),
            summary.decimals(),
            summary.symbol(),
            summary.time(),
            summary.validators(),
            accounts,
            summary.parameters());
    if (!genesis.summary().equals(summary) || !genesis.accounts().equals(accounts)) {
      throw new MalformedException("its genesis has other accounts than its summary says");
    }
    return genesis;
  }

  private static BlockHeader header(BcsReader reader) {
    return entry(reader).block().header();
  }

  static Entry entry(BcsReader reader) {
    if (reader.variant(3) != BLOCK) {
      throw new MalformedException("a block was to follow");
    }
    Block block = Block.decode(reader.bytes(Block.MAX_BYTES));
    return new Entry(block, reader.optional(Certificate::read));
  }

  private static <T> T decode(
      Path path, long offset, byte[] payload, java.util.function.Function<BcsReader, T> decoder) {
    try {
      return BcsReader.decode(payload, decoder);
    } catch (MalformedException e) {
      throw fault(path, offset, String.valueOf(e.getMessage()));
    }
  }

  private static UpkeepException fault(Path path, long offset, String what) {
    return new UpkeepException(path + " is damaged at offset " + offset + ": " + what);
  }

  /// Of which network the file says to be.
  public Genesis genesis() {
    return genesis;
  }

  /// Where the record of a block begins.
  public long offset(Height height) {
    return offsets[(int) height.number() - 1];
  }

  @Override
  public Height last() {
    return new Height(blocks);
  }

  @Override
  public Optional<BlockHeader> header(Height height) {
    return height.isAfter(last()) ? Optional.empty() : Optional.of(entry(height).block().header());
  }

  @Override
  public Optional<Certificate> finalization(Height height) {
    return entry(height).finalization();
  }

  @Override
  public Block block(Height height) {
    return entry(height).block();
  }

  /// Read again, and checked against what opening saw only as far as [LedgerReplay] does.
  private Entry entry(Height height) {
    Entry known = read;
    if (known != null && known.block().height().equals(height)) {
      return known;
    }
    long offset = offset(height);
    try {
      Entry entry = decode(path, offset, payload(path, file, size, offset), LedgerFile::entry);
      read = entry;
      return entry;
    } catch (EOFException e) {
      throw fault(path, offset, "it became shorter while it was read");
    } catch (IOException e) {
      throw new UpkeepException(path + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

package cairn.ledger.proof;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.MerkleProof;
import cairn.ledger.BlockHeader;
import java.util.List;
import java.util.Optional;

/// The header of a final block: the anchor's own, or one below it that the anchor's history root
/// has. The latter serves blocks that are final only through a descendant's finalization, and any
/// old block from the newest header.
///
/// Encoded as the anchor and the older header as an option.
public record BlockProof(FinalHeader anchor, Optional<Older> older) {
  /// No block proof has more bytes in its encoding.
  public static final int MAX_BYTES =
      FinalHeader.MAX_BYTES + 1 + BlockHeader.BYTES + 1 + Long.SIZE * Hash.BYTES;

  /// A block below the anchor.
  ///
  /// @param path the hashes beside the way from its id up to the anchor's history root, the lowest
  ///   first; the place is its height, and the anchor's height the number of leaves
  public record Older(BlockHeader header, List<Hash> path) {
    public Older {
      path = List.copyOf(path);
    }

    static Older read(BcsReader reader) {
      return new Older(BlockHeader.read(reader), reader.list(Long.SIZE, Hash::read));
    }

    void write(BcsWriter writer) {
      header.write(writer);
      writer.list(path, (w, hash) -> hash.write(w));
    }
  }

  public static BlockProof read(BcsReader reader) {
    return new BlockProof(FinalHeader.read(reader), reader.optional(Older::read));
  }

  public void write(BcsWriter writer) {
    anchor.write(writer);
    writer.optional(older, (w, block) -> block.write(w));
  }

  /// The header that is proved.
  public BlockHeader header() {
    return older.map(Older::header).orElse(anchor.header());
  }

  /// What is wrong with it, signatures apart; empty if nothing is.
  Optional<String> problem() {
    return anchor.problem().or(() -> older.flatMap(this::problem));
  }

  private Optional<String> problem(Older block) {
    long height = block.header().height().number();
    long size = anchor.header().height().number();
    if (!block.header().genesis().equals(anchor.header().genesis())) {
      return Optional.of("The older header is of another network than the newer one.");
    }
    if (FinalHeader.isClosing(block.header())) {
      return Optional.of("The older header is a closing block's, which proves nothing of its own.");
    }
    if (height >= size) {
      return Optional.of("The older header is not below the newer one.");
    }
    byte[] leaf = block.header().id().hash().bytes();
    boolean isInHistory =
        block.path().size() == MerkleProof.pathLength(height, size)
            && new MerkleProof(height, size, block.path())
                .proves(leaf, anchor.header().historyRoot());
    return isInHistory
        ? Optional.empty()
        : Optional.of("The newer header's history does not have the older one.");
  }
}

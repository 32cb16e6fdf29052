package cairn.ledger.proof;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.ledger.BlockHeader;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorSet;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Optional;

/// A header and the finalization that makes it final: of itself or, where it is an epoch's last, of
/// a closing block above it.
///
/// A closing block repeats its parent's height, state root and history root, has no transactions,
/// and stands in the same epoch; it makes the epoch's last block final and is accepted for nothing
/// else. An epoch's last block always has transactions, for nothing else changes the validators: so
/// a header that ends its epoch without any is that of a closing block.
///
/// Encoded as the header, the list of the closing headers from the one on it up to the finalized
/// one, and the certificate.
public record FinalHeader(BlockHeader header, List<BlockHeader> closing, Certificate finalization) {
  public static final int MAX_CLOSING = 64;

  /// No final header has more bytes in its encoding.
  public static final int MAX_BYTES =
      BlockHeader.BYTES * (1 + MAX_CLOSING)
          + 1
          + (1 + 3 * 8 + Hash.BYTES + 2 + ValidatorSet.MAX_SIZE / 8 + ValidatorSet.MAX_SIZE * 64);

  private static final Hash NO_TRANSACTIONS = MerkleMountainRange.EMPTY.root();

  public FinalHeader {
    closing = List.copyOf(closing);
  }

  public FinalHeader(BlockHeader header, Certificate finalization) {
    this(header, List.of(), finalization);
  }

  public static FinalHeader read(BcsReader reader) {
    return new FinalHeader(
        BlockHeader.read(reader),
        reader.list(MAX_CLOSING, BlockHeader::read),
        Certificate.read(reader));
  }

  public void write(BcsWriter writer) {
    header.write(writer);
    writer.list(closing, (w, block) -> block.write(w));
    finalization.write(writer);
  }

  static boolean endsEpoch(BlockHeader header) {
    return !header.signers().equals(header.nextSigners());
  }

  static boolean isClosing(BlockHeader header) {
    return endsEpoch(header) && header.txRoot().equals(NO_TRANSACTIONS);
  }

  /// What is wrong with it, signatures apart; empty if nothing is.
  Optional<String> problem() {
    if (isClosing(header)) {
      return Optional.of("The header is a closing block's, which proves nothing of its own.");
    }
    if (!closing.isEmpty() && !endsEpoch(header)) {
      return Optional.of("Closing blocks follow a header that does not end its epoch.");
    }
    BlockHeader below = header;
    BlockId id = header.id();
    for (BlockHeader block : closing) {
      if (!closes(block, below, id)) {
        return Optional.of("What follows the header is no closing block of it.");
      }
      below = block;
      id = block.id();
    }
    Vote expected = new Vote.Finalize(below.epoch(), below.view(), id);
    return finalization.vote().equals(expected)
        ? Optional.empty()
        : Optional.of("The certificate does not make this header final.");
  }

  private static boolean closes(BlockHeader block, BlockHeader below, BlockId parent) {
    BlockHeader repeated =
        new BlockHeader(
            below.protocol(),
            below.genesis(),
            below.epoch(),
            block.view(),
            below.height(),
            parent,
            block.timestamp(),
            block.proposer(),
            NO_TRANSACTIONS,
            below.stateRoot(),
            below.historyRoot(),
            below.signers(),
            below.nextSigners());
    return block.equals(repeated)
        && block.view().isAfter(below.view())
        && block.timestamp().isAfter(below.timestamp());
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.View;

/// What a quorum signs for when it votes for a block: its place, and the roots of everything.
///
/// @param proposer the validator key of the leader of epoch and view
/// @param txRoot root of the Merkle tree over transactions and receipts of this block
/// @param stateRoot root of the state tree after this block
/// @param historyRoot root of the Merkle mountain range over the ids of heights 0 to height-1
/// @param signers hash of the validator set that signs this block
/// @param nextSigners hash of the validator set that signs this block's child; another one exactly
///   where an epoch ends
public record BlockHeader(
    int protocol,
    Hash genesis,
    Epoch epoch,
    View view,
    Height height,
    BlockId parent,
    Timestamp timestamp,
    PublicKey proposer,
    Hash txRoot,
    Hash stateRoot,
    Hash historyRoot,
    Hash signers,
    Hash nextSigners) {
  /// Every header has as many bytes.
  public static final int BYTES = 2 + 4 * 8 + 8 * 32;

  private static final String ID_TAG = "cairn.block";

  public static BlockHeader read(BcsReader reader) {
    return new BlockHeader(
        reader.u16(),
        Hash.read(reader),
        Epoch.read(reader),
        View.read(reader),
        Height.read(reader),
        BlockId.read(reader),
        Timestamp.read(reader),
        PublicKey.read(reader),
        Hash.read(reader),
        Hash.read(reader),
        Hash.read(reader),
        Hash.read(reader),
        Hash.read(reader));
  }

  public static BlockHeader decode(byte[] bytes) {
    return BcsReader.decode(bytes, BlockHeader::read);
  }

  public void write(BcsWriter writer) {
    writer.u16(protocol);
    genesis.write(writer);
    epoch.write(writer);
    view.write(writer);
    height.write(writer);
    parent.write(writer);
    timestamp.write(writer);
    proposer.write(writer);
    txRoot.write(writer);
    stateRoot.write(writer);
    historyRoot.write(writer);
    signers.write(writer);
    nextSigners.write(writer);
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(BYTES);
    write(writer);
    return writer.toByteArray();
  }

  /// The block's id: the hash of these bytes. It is computed anew by each call; a [Block] keeps it.
  public BlockId id() {
    return new BlockId(Hash.tagged(ID_TAG, encoded()));
  }

  /// Where the block stands.
  public BlockContext context() {
    return new BlockContext(epoch, view, height, timestamp, proposer);
  }
}

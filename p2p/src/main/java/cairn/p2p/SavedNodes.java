package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import java.util.List;
import java.util.Optional;

/// What a [RecordStore] keeps: the nodes that were known, and the sequence of this node's record.
///
/// The file is a cache that may be lost, and its nodes are asked before they count for anything. So
/// all that matters is to notice a file that is not whole.
public record SavedNodes(Hash genesis, long ownSequence, List<NodeRecord> nodes) {
  static final int MAX_NODES = 1024;

  private static final int VERSION = 1;
  private static final String TAG = "cairn.saved-nodes";

  public SavedNodes {
    nodes = List.copyOf(nodes.subList(0, Math.min(nodes.size(), MAX_NODES)));
  }

  /// The bytes with their checksum before them.
  public byte[] encoded() {
    BcsWriter content = new BcsWriter().u8(VERSION);
    genesis.write(content);
    content.u64(ownSequence);
    content.list(nodes, (writer, record) -> record.write(writer));
    byte[] bytes = content.toByteArray();
    BcsWriter writer = new BcsWriter(Hash.BYTES + bytes.length);
    Hash.tagged(TAG, bytes).write(writer);
    return writer.fixed(bytes).toByteArray();
  }

  /// Empty if the bytes are damaged or of another network or version.
  public static Optional<SavedNodes> decode(byte[] bytes, Hash genesis) {
    try {
      BcsReader reader = BcsReader.of(bytes);
      Hash checksum = Hash.read(reader);
      byte[] content = reader.fixed(reader.remaining());
      if (!Hash.tagged(TAG, content).equals(checksum)) {
        return Optional.empty();
      }
      return Optional.of(BcsReader.decode(content, SavedNodes::read))
          .filter(saved -> saved.genesis().equals(genesis));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static SavedNodes read(BcsReader reader) {
    if (reader.u8() != VERSION) {
      throw new MalformedException("unknown version of the saved nodes");
    }
    return new SavedNodes(
        Hash.read(reader), reader.count64(), reader.list(MAX_NODES, NodeRecord::read));
  }
}

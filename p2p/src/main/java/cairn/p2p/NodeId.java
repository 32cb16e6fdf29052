package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;

/// Where a node stands in the key space of the network: the hash of its node key, 256 bits under
/// the XOR metric of Kademlia (Maymounkov and Mazières, 2002, section 2.1).
public record NodeId(Hash hash) implements Comparable<NodeId> {
  public static final int BITS = 8 * Hash.BYTES;

  private static final String TAG = "cairn.node-id";

  public static NodeId of(PublicKey nodeKey) {
    return new NodeId(Hash.tagged(TAG, nodeKey.bytes()));
  }

  public static NodeId read(BcsReader reader) {
    return new NodeId(Hash.read(reader));
  }

  public void write(BcsWriter writer) {
    hash.write(writer);
  }

  /// The number of bits of the XOR distance: 0 for the node itself, 256 where the first bits
  /// differ.
  public int logDistance(NodeId other) {
    byte[] mine = hash.bytes();
    byte[] theirs = other.hash.bytes();
    for (int i = 0; i < Hash.BYTES; i++) {
      int difference = (mine[i] ^ theirs[i]) & 0xFF;
      if (difference != 0) {
        return BITS - 8 * i - Integer.numberOfLeadingZeros(difference) + Integer.SIZE - 8;
      }
    }
    return 0;
  }

  /// Compares the distances of two nodes from this one: negative if `a` is the closer.
  public int compareDistance(NodeId a, NodeId b) {
    byte[] mine = hash.bytes();
    byte[] first = a.hash.bytes();
    byte[] second = b.hash.bytes();
    for (int i = 0; i < Hash.BYTES; i++) {
      int order = Integer.compare((mine[i] ^ first[i]) & 0xFF, (mine[i] ^ second[i]) & 0xFF);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public int compareTo(NodeId other) {
    return hash.compareTo(other.hash);
  }

  /// The first 8 hex digits, for logs.
  public String abbreviated() {
    return hash.abbreviated();
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}

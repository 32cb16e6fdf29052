package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Bech32m;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Where a node stands in the key space of the network: the hash of its node key, 256 bits under
/// the XOR metric of Kademlia (Maymounkov and Mazières, 2002, section 2.1).
public final class NodeId implements Comparable<NodeId> {
  public static final int BITS = 8 * Hash.BYTES;

  private static final String PREFIX = "cairnnode";
  private static final String TAG = "cairn.node-id";
  private static final String POINT_TAG = "cairn.validator-point";

  private final Hash hash;
  private final byte[] bytes;

  public NodeId(Hash hash) {
    this.hash = hash;
    this.bytes = hash.bytes();
  }

  /// Reads the text that [#toString] writes; throws [IllegalArgumentException] with a sentence for
  /// people.
  public static NodeId parse(String text) {
    return new NodeId(Hash.of(Bech32m.decode(PREFIX, Hash.BYTES, text)));
  }

  public static NodeId of(PublicKey nodeKey) {
    return new NodeId(Hash.tagged(TAG, nodeKey.bytes()));
  }

  /// Where to look for the node of a validator: nodes that follow the validator tell its record to
  /// whoever asks for this target.
  static NodeId pointOf(PublicKey validator) {
    return new NodeId(Hash.tagged(POINT_TAG, validator.bytes()));
  }

  /// An id drawn evenly: the target of a lookup, nobody's id.
  static NodeId random(RandomGenerator random) {
    byte[] bytes = new byte[Hash.BYTES];
    random.nextBytes(bytes);
    return new NodeId(Hash.of(bytes));
  }

  public static NodeId read(BcsReader reader) {
    return new NodeId(Hash.read(reader));
  }

  public Hash hash() {
    return hash;
  }

  public void write(BcsWriter writer) {
    hash.write(writer);
  }

  /// The number of bits of the XOR distance: 0 for the node itself, 256 where the first bits
  /// differ.
  public int logDistance(NodeId other) {
    int i = Arrays.mismatch(bytes, other.bytes);
    if (i < 0) {
      return 0;
    }
    int difference = (bytes[i] ^ other.bytes[i]) & 0xFF;
    int bitsOfByte = Integer.SIZE - Integer.numberOfLeadingZeros(difference);
    return BITS - 8 * (i + 1) + bitsOfByte;
  }

  /// Compares the distances of two nodes from this one: negative if `a` is the closer.
  public int compareDistance(NodeId a, NodeId b) {
    int i = Arrays.mismatch(a.bytes, b.bytes);
    return i < 0
        ? 0
        : Integer.compare((bytes[i] ^ a.bytes[i]) & 0xFF, (bytes[i] ^ b.bytes[i]) & 0xFF);
  }

  @Override
  public int compareTo(NodeId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeId id && hash.equals(id.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  /// The first 8 hex digits, for logs.
  public String abbreviated() {
    return hash.abbreviated();
  }

  /// Bech32m with the prefix `cairnnode`.
  @Override
  public String toString() {
    return Bech32m.encode(PREFIX, bytes);
  }
}

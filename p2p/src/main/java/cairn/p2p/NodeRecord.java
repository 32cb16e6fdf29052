package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.crypto.SigningDomain;
import java.util.Objects;
import java.util.Optional;

/// What a node says of itself, signed by its node key: where it listens, which network it belongs
/// to, and which validator it is, if any. Of two records of one node the higher sequence holds.
///
/// A record that was only decoded is hearsay: [#check] decides whether to believe it. Immutable.
public final class NodeRecord {
  /// No record encodes to more: 8 + 32 + 32 + 17 + 4 of content, 97 of claim, 64 of signature.
  public static final int MAX_BYTES = 254;

  private static final String TAG = "cairn.node-record";

  private final Content content;
  private final Optional<ValidatorClaim> claim;
  private final Signature signature;
  private final NodeId id;

  /// The fields that both signatures cover.
  public record Content(long sequence, PublicKey nodeKey, Hash genesis, NodeAddress address) {
    public Content {
      if (sequence < 0) {
        throw new IllegalArgumentException("negative sequence " + sequence);
      }
    }

    static Content read(BcsReader reader) {
      return new Content(
          reader.count64(), PublicKey.read(reader), Hash.read(reader), NodeAddress.read(reader));
    }

    void write(BcsWriter writer) {
      writer.u64(sequence);
      nodeKey.write(writer);
      genesis.write(writer);
      address.write(writer);
    }

    byte[] encoded() {
      BcsWriter writer = new BcsWriter(MAX_BYTES);
      write(writer);
      return writer.toByteArray();
    }
  }

  private NodeRecord(Content content, Optional<ValidatorClaim> claim, Signature signature) {
    this.content = content;
    this.claim = claim;
    this.signature = signature;
    this.id = NodeId.of(content.nodeKey());
  }

  /// Signs a record with the node's key, which must be the one in `content`.
  public static NodeRecord sign(
      Content content, Optional<ValidatorClaim> claim, KeyPair node, Ed25519 ed25519) {
    if (!node.publicKey().equals(content.nodeKey())) {
      throw new IllegalArgumentException("a node signs records of its own key only");
    }
    return new NodeRecord(content, claim, ed25519.sign(node, message(content, claim)));
  }

  /// The first rule that this record breaks on the network of `genesis`; empty if it may be
  /// believed. The cheap rules come first.
  public Optional<RecordFault> check(Hash genesis, Ed25519 ed25519) {
    if (!content.genesis().equals(genesis)) {
      return Optional.of(RecordFault.OTHER_GENESIS);
    }
    if (!content.address().isUsable()) {
      return Optional.of(RecordFault.UNUSABLE_ADDRESS);
    }
    if (!ed25519.isValid(content.nodeKey())) {
      return Optional.of(RecordFault.INVALID_KEY);
    }
    if (!ed25519.verify(content.nodeKey(), message(content, claim), signature)) {
      return Optional.of(RecordFault.BAD_SIGNATURE);
    }
    if (claim.isPresent() && !claim.get().verify(content, ed25519)) {
      return Optional.of(RecordFault.BAD_CLAIM);
    }
    return Optional.empty();
  }

  public static NodeRecord read(BcsReader reader) {
    return new NodeRecord(
        Content.read(reader), reader.optional(ValidatorClaim::read), Signature.read(reader));
  }

  /// Decodes a record that takes up all of `bytes`.
  public static NodeRecord decode(byte[] bytes) {
    return BcsReader.decode(bytes, NodeRecord::read);
  }

  public void write(BcsWriter writer) {
    writeSigned(writer, content, claim);
    signature.write(writer);
  }

  /// The canonical bytes, at most [#MAX_BYTES].
  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(MAX_BYTES);
    write(writer);
    return writer.toByteArray();
  }

  public NodeId id() {
    return id;
  }

  public long sequence() {
    return content.sequence();
  }

  public PublicKey nodeKey() {
    return content.nodeKey();
  }

  public Hash genesis() {
    return content.genesis();
  }

  public NodeAddress address() {
    return content.address();
  }

  /// The validator key that this node claims.
  public Optional<PublicKey> validator() {
    return claim.map(ValidatorClaim::validator);
  }

  /// Whether this record says something newer of the same node.
  public boolean supersedes(NodeRecord other) {
    return id.equals(other.id) && sequence() > other.sequence();
  }

  private static byte[] message(Content content, Optional<ValidatorClaim> claim) {
    BcsWriter writer = new BcsWriter(MAX_BYTES);
    writeSigned(writer, content, claim);
    return new SigningDomain(TAG, content.genesis()).message(writer.toByteArray());
  }

  private static void writeSigned(
      BcsWriter writer, Content content, Optional<ValidatorClaim> claim) {
    content.write(writer);
    writer.optional(claim, (out, present) -> present.write(out));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeRecord that
        && content.equals(that.content)
        && claim.equals(that.claim)
        && signature.equals(that.signature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, content.sequence(), signature);
  }

  @Override
  public String toString() {
    return "NodeRecord[" + id.abbreviated() + " #" + sequence() + " at " + address() + "]";
  }
}

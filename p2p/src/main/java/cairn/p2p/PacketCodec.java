package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.crypto.SigningDomain;
import java.util.Arrays;
import java.util.Optional;

/// Puts packets into their signed envelope and takes them out again.
///
/// ```
/// magic "CRND" ‖ version u8 ‖ first 8 bytes of the genesis hash
///   ‖ sender key ‖ expiry u64 (ms since 1970) ‖ request id u64 ‖ packet ‖ signature
/// ```
///
/// The signature covers all that stands before it. The first three fields tell foreign packets
/// apart before anything is decoded. Immutable.
final class PacketCodec {
  static final byte[] MAGIC = {'C', 'R', 'N', 'D'};
  static final int VERSION = 1;

  private static final String TAG = "cairn.discovery";
  private static final int NETWORK_BYTES = 8;
  private static final int VERSION_AT = MAGIC.length;
  private static final int NETWORK_AT = VERSION_AT + 1;
  private static final int SENDER_AT = NETWORK_AT + NETWORK_BYTES;

  /// All of a packet but its [Packet].
  static final int ENVELOPE_BYTES = SENDER_AT + PublicKey.BYTES + 8 + 8 + Signature.BYTES;

  /// The shortest packet is a NODES with no record.
  static final int MIN_BYTES = ENVELOPE_BYTES + 4;

  /// The longest PONG: variant, record with its length, IPv6 endpoint, flag.
  static final int MAX_PONG_BYTES = ENVELOPE_BYTES + 1 + 2 + NodeRecord.MAX_BYTES + 19 + 1;

  /// The size of a PING to a node that has this node's endpoint proved: it pays for the PONG.
  static final int SHORT_PING_BYTES = MAX_PONG_BYTES + 1;

  /// The size of a first PING: it pays for the PONG and for the PING back.
  static final int LONG_PING_BYTES = MAX_PONG_BYTES + SHORT_PING_BYTES;

  private final byte[] network;
  private final Ed25519 ed25519;
  private final SigningDomain domain;

  /// A decoded envelope whose signature nobody has checked yet.
  record Envelope(PublicKey sender, long expiryMillis, long requestId, Packet packet) {
    NodeId senderId() {
      return NodeId.of(sender);
    }
  }

  PacketCodec(Hash genesis, Ed25519 ed25519) {
    this.network = Arrays.copyOf(genesis.bytes(), NETWORK_BYTES);
    this.ed25519 = ed25519;
    this.domain = new SigningDomain(TAG, genesis);
  }

  byte[] encode(Packet packet, long requestId, long expiryMillis, KeyPair sender) {
    BcsWriter writer = new BcsWriter(Packet.MAX_BYTES);
    writer.fixed(MAGIC).u8(VERSION).fixed(network);
    sender.publicKey().write(writer);
    writer.u64(expiryMillis).u64(requestId);
    packet.write(writer);
    Signature signature = ed25519.sign(sender, domain.message(writer.toByteArray()));
    signature.write(writer);
    return writer.toByteArray();
  }

  /// A PING that is exactly `bytes` long.
  byte[] encodePing(NodeRecord record, int bytes, long requestId, long expiryMillis, KeyPair key) {
    int unpadded = ENVELOPE_BYTES + 1 + 2 + record.encoded().length + 2;
    // A record shorter than 128 bytes has a length of one byte; none is that short.
    return encode(new Packet.Ping(record, bytes - unpadded), requestId, expiryMillis, key);
  }

  /// The rule of the envelope that `bytes` break, as far as that can be seen without decoding.
  Optional<DropReason> checkEnvelope(byte[] bytes) {
    if (bytes.length < MIN_BYTES || bytes.length > Packet.MAX_BYTES) {
      return Optional.of(DropReason.SIZE);
    }
    if (!Arrays.equals(bytes, 0, VERSION_AT, MAGIC, 0, MAGIC.length)) {
      return Optional.of(DropReason.MAGIC);
    }
    if (bytes[VERSION_AT] != VERSION) {
      return Optional.of(DropReason.VERSION);
    }
    return Arrays.equals(bytes, NETWORK_AT, SENDER_AT, network, 0, NETWORK_BYTES)
        ? Optional.empty()
        : Optional.of(DropReason.NETWORK);
  }

  /// Decodes bytes that passed [#checkEnvelope]; throws [cairn.codec.MalformedException].
  Envelope decode(byte[] bytes) {
    BcsReader reader = BcsReader.of(Arrays.copyOf(bytes, bytes.length - Signature.BYTES));
    reader.fixed(SENDER_AT);
    PublicKey sender = PublicKey.read(reader);
    long expiry = reader.count64();
    long requestId = reader.u64();
    Packet packet = Packet.read(reader);
    reader.end();
    return new Envelope(sender, expiry, requestId, packet);
  }

  /// Whether the datagram that `sender` was decoded from ends with his signature.
  boolean isSigned(byte[] bytes, PublicKey sender) {
    int signedBytes = bytes.length - Signature.BYTES;
    byte[] message = domain.message(Arrays.copyOf(bytes, signedBytes));
    Signature signature = Signature.of(Arrays.copyOfRange(bytes, signedBytes, bytes.length));
    return ed25519.verify(sender, message, signature);
  }

  boolean isValidKey(PublicKey key) {
    return ed25519.isValid(key);
  }
}

package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The first message on a connection, both ways: which protocol and network the sender belongs to,
/// and who it is beyond its node key, which TLS has proved.
///
/// The protocol version and the genesis hash come first, so that they can be compared whatever else
/// another version may have changed.
record Hello(
    int protocol,
    Hash genesis,
    long headHeight,
    String agent,
    Optional<NodeRecord> record,
    Optional<ValidatorProof> proof) {
  static final int PROTOCOL = 1;
  static final int MAX_AGENT = 64;

  static boolean isAgent(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_AGENT
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /// Only the protocol version of an encoded HELLO.
  static int protocolOf(byte[] encoded) {
    return BcsReader.of(encoded).u16();
  }

  /// Only the genesis hash of an encoded HELLO.
  static Hash genesisOf(byte[] encoded) {
    BcsReader reader = BcsReader.of(encoded);
    reader.u16();
    return Hash.read(reader);
  }

  static Hello decode(byte[] bytes) {
    return BcsReader.decode(bytes, Hello::read);
  }

  private static Hello read(BcsReader reader) {
    return new Hello(
        reader.u16(),
        Hash.read(reader),
        reader.count64(),
        readAgent(reader),
        reader.optional(NodeRecord::read),
        reader.optional(ValidatorProof::read));
  }

  private static String readAgent(BcsReader reader) {
    String agent = new String(reader.bytes(MAX_AGENT), StandardCharsets.ISO_8859_1);
    if (!isAgent(agent)) {
      throw new MalformedException("agent is not 1..64 printable ASCII characters");
    }
    return agent;
  }

  byte[] encoded() {
    BcsWriter writer = new BcsWriter(512);
    writer.u16(protocol);
    genesis.write(writer);
    writer.u64(headHeight).string(agent);
    writer.optional(record, (out, present) -> present.write(out));
    writer.optional(proof, (out, present) -> present.write(out));
    return writer.toByteArray();
  }
}

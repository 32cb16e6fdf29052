package cairn.p2p;

import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import java.util.Optional;

/// What this node says in HELLO, and what it thinks of another node's. Stateless; any thread.
public final class Handshake {
  /// The label of the exported keying material of TLS, and its length.
  public static final String EXPORTER_LABEL = "EXPORTER-cairn-link";

  public static final int EXPORTER_BYTES = 32;

  private final LocalNode local;
  private final NodeId self;
  private final Ed25519 ed25519;

  /// A verdict on another node's HELLO.
  public sealed interface Verdict {
    record Accepted(Introduction introduction) implements Verdict {}

    record Refused(DisconnectReason reason, String detail) implements Verdict {}
  }

  /// What an accepted HELLO says.
  public record Introduction(
      Optional<PublicKey> validatorKey,
      Optional<NodeRecord> record,
      long headHeight,
      String agent) {}

  public Handshake(LocalNode local, Ed25519 ed25519) {
    this.local = local;
    this.self = local.id();
    this.ed25519 = ed25519;
  }

  /// The bytes of this node's HELLO on a channel.
  public byte[] hello(SecureChannel channel, long headHeight, Optional<NodeRecord> own) {
    var ends = new ValidatorProof.Ends(channel.binding(), self, channel.remoteId());
    Optional<ValidatorProof> proof =
        local.validatorKey().map(key -> ValidatorProof.sign(local, key, ends, ed25519));
    return new Hello(Hello.PROTOCOL, local.genesis(), headHeight, local.agent(), own, proof)
        .encoded();
  }

  /// Judges the HELLO that came over a channel. The comparisons come before the signatures.
  public Verdict judge(byte[] encoded, SecureChannel channel) {
    if (channel.remoteId().equals(self)) {
      return new Verdict.Refused(DisconnectReason.SELF, "");
    }
    Hello hello;
    try {
      int protocol = Hello.protocolOf(encoded);
      if (protocol != Hello.PROTOCOL) {
        return new Verdict.Refused(
            DisconnectReason.WRONG_PROTOCOL,
            "this node speaks version " + Hello.PROTOCOL + ", not " + protocol);
      }
      if (!Hello.genesisOf(encoded).equals(local.genesis())) {
        return new Verdict.Refused(
            DisconnectReason.WRONG_GENESIS,
            "this network's genesis is " + local.genesis().abbreviated());
      }
      hello = Hello.decode(encoded);
    } catch (MalformedException e) {
      return offence("HELLO_MALFORMED");
    }
    return judge(hello, channel);
  }

  private Verdict judge(Hello hello, SecureChannel channel) {
    Optional<NodeRecord> record = hello.record();
    if (record.isPresent()) {
      if (!record.get().nodeKey().equals(channel.remoteKey())) {
        return offence("HELLO_RECORD_OF_ANOTHER");
      }
      Optional<RecordFault> fault = record.get().check(local.genesis(), ed25519);
      if (fault.isPresent() && fault.get() != RecordFault.UNUSABLE_ADDRESS) {
        return offence("HELLO_RECORD_" + fault.get());
      }
      if (fault.isPresent()) {
        record = Optional.empty();
      }
    }
    var ends = new ValidatorProof.Ends(channel.binding(), channel.remoteId(), self);
    if (hello.proof().isPresent() && !hello.proof().get().verify(local, ends, ed25519)) {
      return offence("HELLO_VALIDATOR_PROOF");
    }
    return new Verdict.Accepted(
        new Introduction(
            hello.proof().map(ValidatorProof::validator),
            record,
            hello.headHeight(),
            hello.agent()));
  }

  private static Verdict offence(String rule) {
    return new Verdict.Refused(DisconnectReason.OFFENCE, rule);
  }
}

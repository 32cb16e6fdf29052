package cairn.crypto;

/// Ed25519 (RFC 8032) under Cairn's one exact rule, which is part of the protocol.
///
/// A signature `(R, S)` by key `A` is valid exactly if: A is canonical, not the identity and in the
/// prime-order subgroup; R is canonical and not of small order; S < L; and the cofactorless
/// equation `S·B = R + k·A` holds. Implementations must agree bit for bit: two verifiers that
/// differ on one input split the network. Implementations are thread-safe.
public interface Ed25519 {
  PublicKey derive(SecretKey secret);

  /// Signs deterministically: equal inputs give equal bytes, as comparing votes needs.
  Signature sign(KeyPair key, byte[] message);

  boolean verify(PublicKey key, byte[] message, Signature signature);

  /// Whether `key` may be used at all: canonical, not the identity, in the prime-order subgroup.
  boolean isValid(PublicKey key);

  /// The name of the implementation, for logs and `--version`.
  String name();
}

package cairn.crypto;

import java.security.DigestException;
import java.security.MessageDigest;

/// Makes the hashes of [Hash#tagged] for code that makes thousands of them: it keeps one digest,
/// where a new one for each hash would cost as much as the hashing. Confined to one thread.
public final class Hasher {
  private final MessageDigest digest = Sha256.digest();

  public Hash hash(DomainTag tag, byte[] bytes) {
    digest.update(tag.prefix);
    digest.update(bytes);
    return finish();
  }

  public Hash hash(DomainTag tag, Hash first, Hash second) {
    digest.update(tag.prefix);
    first.update(digest);
    second.update(digest);
    return finish();
  }

  /// Hashes two hashes, which stand one after the other from `from` on, into the 32 bytes at `to`.
  public void hashPair(DomainTag tag, byte[] hashes, int from, int to) {
    digest.update(tag.prefix);
    digest.update(hashes, from, 2 * Hash.BYTES);
    try {
      digest.digest(hashes, to, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
  }

  private Hash finish() {
    return Hash.ofDigest(digest.digest());
  }
}

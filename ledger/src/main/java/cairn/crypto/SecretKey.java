package cairn.crypto;

import java.util.Arrays;

/// An Ed25519 secret key: the 32-byte seed of RFC 8032, section 5.1.5. It never prints itself.
public final class SecretKey {
  public static final int BYTES = 32;

  private final byte[] seed;

  private SecretKey(byte[] seed) {
    this.seed = seed;
  }

  public static SecretKey of(byte[] seed) {
    if (seed.length != BYTES) {
      throw new IllegalArgumentException("a secret key has 32 bytes, not " + seed.length);
    }
    return new SecretKey(seed.clone());
  }

  /// A copy of the seed, which the caller should overwrite when done.
  public byte[] seed() {
    return seed.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretKey key && Arrays.equals(seed, key.seed);
  }

  @Override
  public int hashCode() {
    return SecretKey.class.hashCode();
  }

  @Override
  public String toString() {
    return "SecretKey[…]";
  }
}

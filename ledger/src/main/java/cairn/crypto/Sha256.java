package cairn.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;

/// Where digests come from: the native provider if it loads, else the platform's own.
///
/// The platform's is as fast only once its second compiler has compiled it, which a young node has
/// not; by its first compiler alone it is five times as slow.
final class Sha256 {
  /// Never updated itself; a clone costs a third of asking the provider for another one.
  private static final MessageDigest FRESH = choose();

  private Sha256() {}

  /// A digest of the caller's own.
  static MessageDigest digest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("choose() made sure that it can be cloned", e);
    }
  }

  private static MessageDigest choose() {
    try {
      MessageDigest platform = MessageDigest.getInstance("SHA-256");
      Optional<Provider> offered = NativeProvider.offering("MessageDigest", "SHA-256");
      if (offered.isEmpty()) {
        return platform;
      }
      MessageDigest candidate = MessageDigest.getInstance("SHA-256", offered.get());
      return isAsGood(candidate, platform) ? candidate : platform;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Compares the two where padding changes, so that a broken library is not used.
  private static boolean isAsGood(MessageDigest candidate, MessageDigest platform) {
    try {
      for (int length = 0; length <= 130; length++) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) length);
        MessageDigest clone = (MessageDigest) candidate.clone();
        clone.update(bytes);
        if (!Arrays.equals(clone.digest(), platform.digest(bytes))) {
          return false;
        }
      }
      return true;
    } catch (CloneNotSupportedException e) {
      return false;
    }
  }
}

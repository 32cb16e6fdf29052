package cairn.testnet;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import java.nio.charset.StandardCharsets;

/// The keys of a local network, all derived from its seed: the same seed makes the same network.
/// They are worth nothing anywhere else.
record DevelopmentKeys(String seed, Ed25519 ed25519) {
  private static final String TAG = "cairn.development-key";

  KeyPair of(String purpose) {
    Hash secret =
        Hash.tagged(
            TAG,
            Hash.tagged(TAG, seed.getBytes(StandardCharsets.UTF_8)).bytes(),
            purpose.getBytes(StandardCharsets.UTF_8));
    return KeyPair.of(SecretKey.of(secret.bytes()), ed25519);
  }

  KeyPair node(int index) {
    return of("node-" + index);
  }

  KeyPair validator(int index) {
    return of("validator-" + index);
  }

  KeyPair account(String name) {
    return of("account-" + name);
  }
}

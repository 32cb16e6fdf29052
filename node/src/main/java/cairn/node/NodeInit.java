package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.ledger.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Makes the home of a new node in two steps that may come apart: its keys, which a genesis is
/// perhaps yet to name; and, once there is a genesis, everything else. Nothing that is there is
/// ever overwritten.
public final class NodeInit {
  private final NodeHome home;
  private final Ed25519 ed25519;

  public NodeInit(Path home, Ed25519 ed25519) {
    this.home = new NodeHome(home.toAbsolutePath().normalize());
    this.ed25519 = ed25519;
  }

  /// The node key, made if it is missing.
  public PublicKey nodeKey() {
    return key(home.nodeKeyFile(), KeyFile.Type.NODE).publicKey();
  }

  /// The validator key, made if it is missing.
  public PublicKey validatorKey() {
    return key(home.validatorKeyFile(), KeyFile.Type.VALIDATOR).publicKey();
  }

  /// The second step, for a validator if the home has a validator key.
  public NodeHome complete(Genesis genesis, Map<Setting, String> settings) {
    Optional<KeyPair> validator =
        Files.exists(home.validatorKeyFile())
            ? Optional.of(key(home.validatorKeyFile(), KeyFile.Type.VALIDATOR))
            : Optional.empty();
    KeyPair nodeKey = key(home.nodeKeyFile(), KeyFile.Type.NODE);
    return NodeHome.create(home.path(), genesis, nodeKey, validator, settings);
  }

  private KeyPair key(Path file, KeyFile.Type type) {
    if (!Files.exists(file)) {
      byte[] seed = new byte[SecretKey.BYTES];
      new SecureRandom().nextBytes(seed);
      KeyFile.write(file, type, KeyPair.of(SecretKey.of(seed), ed25519));
      Arrays.fill(seed, (byte) 0);
    }
    return KeyFile.read(file, type, ed25519);
  }
}

package cairn.p2p;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import java.net.InetAddress;
import java.util.Optional;

/// Keys, nodes and records for tests, each made from a number.
public final class TestKeys {
  public static final Ed25519 ED25519 = new BouncyCastleEd25519();
  public static final Hash GENESIS = Hash.tagged("test", new byte[] {1});

  private TestKeys() {}

  public static KeyPair key(int number) {
    byte[] seed = new byte[SecretKey.BYTES];
    seed[0] = (byte) number;
    seed[1] = (byte) (number >> 8);
    return KeyPair.of(SecretKey.of(seed), ED25519);
  }

  public static KeyPair validatorKey(int number) {
    return key(number | 0x4000);
  }

  public static LocalNode node(int number) {
    return new LocalNode(key(number), Optional.empty(), GENESIS, "test/1");
  }

  public static LocalNode validator(int number) {
    return new LocalNode(key(number), Optional.of(validatorKey(number)), GENESIS, "test/1");
  }

  public static NodeRecord record(LocalNode node, int port) {
    NodeAddress address = new NodeAddress(InetAddress.getLoopbackAddress(), port, port);
    return OwnRecord.of(node, address, 1, ED25519).current();
  }
}

package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsReader;
import cairn.codec.MalformedException;
import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRecordTest {
  private static final Ed25519 ED25519 = new BouncyCastleEd25519();
  private static final Hash GENESIS = SimulatedInternet.GENESIS;

  private final KeyPair node = Stranger.keyPair(1, ED25519);
  private final KeyPair validator = Stranger.keyPair(2, ED25519);

  @Test
  void comesBackFromItsBytes() {
    NodeRecord plain = record("192.0.2.7", Optional.empty());
    NodeRecord claiming = record("2001:db8::7", Optional.of(validator));

    assertEquals(plain, NodeRecord.decode(plain.encoded()));
    assertEquals(claiming, NodeRecord.decode(claiming.encoded()));
    assertEquals(NodeRecord.MAX_BYTES, claiming.encoded().length);
    assertEquals(NodeId.of(node.publicKey()), claiming.id());
    assertEquals(Optional.of(validator.publicKey()), claiming.validator());
  }

  @Test
  void isBelievedOnItsOwnNetworkOnly() {
    NodeRecord record = record("192.0.2.7", Optional.of(validator));

    assertEquals(Optional.empty(), record.check(GENESIS, ED25519));
    assertEquals(
        Optional.of(RecordFault.OTHER_GENESIS),
        record.check(Hash.tagged("other", new byte[0]), ED25519));
  }

  @Test
  void everyChangedByteIsNoticed() {
    byte[] bytes = record("192.0.2.7", Optional.of(validator)).encoded();

    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertFalse(isBelieved(changed), "byte " + i);
      assertFalse(isBelieved(Arrays.copyOf(bytes, i)), "cut to " + i);
    }
    assertTrue(isBelieved(bytes));
  }

  @Test
  void aClaimOfAnotherRecordIsNoClaim() {
    var content = content("192.0.2.7", 1);
    var claim = ValidatorClaim.sign(content("192.0.2.8", 1), validator, ED25519);
    NodeRecord record = NodeRecord.sign(content, Optional.of(claim), node, ED25519);

    assertEquals(Optional.of(RecordFault.BAD_CLAIM), record.check(GENESIS, ED25519));
  }

  @Test
  void aNodeKeyOfSmallOrderIsNoIdentity() {
    byte[] bytes = record("192.0.2.7", Optional.empty()).encoded();
    byte[] identity = new byte[PublicKey.BYTES];
    identity[0] = 1;
    System.arraycopy(identity, 0, bytes, 8, identity.length);

    assertEquals(
        Optional.of(RecordFault.INVALID_KEY), NodeRecord.decode(bytes).check(GENESIS, ED25519));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "169.254.1.1",
        "::",
        "ff02::1",
        "fe80::1"
      })
  void anAddressOfNoHostIsUseless(String literal) {
    NodeRecord record = record(literal, Optional.empty());

    assertEquals(Optional.of(RecordFault.UNUSABLE_ADDRESS), record.check(GENESIS, ED25519));
  }

  @Test
  void portZeroIsUseless() {
    assertFalse(new NodeAddress(host("192.0.2.7"), 0, 1).isUsable());
    assertFalse(new NodeAddress(host("192.0.2.7"), 1, 0).isUsable());
    assertTrue(new NodeAddress(host("192.0.2.7"), 1, 1).isUsable());
  }

  @Test
  void anIpv4AddressHasOneEncoding() {
    byte[] mapped = HexFormat.of().parseHex("0100000000000000000000ffffc000020700010002");

    assertThrows(MalformedException.class, () -> BcsReader.decode(mapped, NodeAddress::read));
  }

  @Test
  void theHigherSequenceHolds() {
    NodeRecord older = sign(content("192.0.2.7", 5));
    NodeRecord newer = sign(content("192.0.2.8", 6));

    assertTrue(newer.supersedes(older));
    assertFalse(older.supersedes(newer));
    assertFalse(older.supersedes(older));
  }

  @Test
  void aNodeCannotSignForAnother() {
    assertThrows(
        IllegalArgumentException.class,
        () -> NodeRecord.sign(content("192.0.2.7", 1), Optional.empty(), validator, ED25519));
  }

  @Test
  void theSequenceRisesWithEachAddressAndOverRestartsAndClocksThatGoBack() {
    var local = new LocalNode(node, Optional.of(validator), GENESIS, "test/1");
    var home = new NodeAddress(host("192.0.2.7"), 1, 1);
    var away = new NodeAddress(host("192.0.2.8"), 1, 1);
    OwnRecord own = OwnRecord.of(local, home, 1_000, ED25519);

    assertEquals(1_000, own.current().sequence());
    assertEquals(1_000, own.moveTo(home, 2_000).sequence());
    assertEquals(1_001, own.moveTo(away, 500).sequence());
    assertEquals(5_000, own.moveTo(home, 5_000).sequence());
    assertEquals(9_001, own.outrun(9_000).sequence());
    assertEquals(9_001, own.outrun(8_000).sequence());
    assertEquals(9_001, own.outrun(Long.MAX_VALUE).sequence());
    assertEquals(Optional.empty(), own.current().check(GENESIS, ED25519));
  }

  private static boolean isBelieved(byte[] bytes) {
    try {
      return NodeRecord.decode(bytes).check(GENESIS, ED25519).isEmpty();
    } catch (MalformedException e) {
      return false;
    }
  }

  private NodeRecord record(String literal, Optional<KeyPair> claimed) {
    var content = content(literal, 3);
    Optional<ValidatorClaim> claim = claimed.map(key -> ValidatorClaim.sign(content, key, ED25519));
    return NodeRecord.sign(content, claim, node, ED25519);
  }

  private NodeRecord sign(NodeRecord.Content content) {
    return NodeRecord.sign(content, Optional.empty(), node, ED25519);
  }

  private NodeRecord.Content content(String literal, long sequence) {
    return new NodeRecord.Content(
        sequence, node.publicKey(), GENESIS, new NodeAddress(host(literal), 8641, 8641));
  }

  private static InetAddress host(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

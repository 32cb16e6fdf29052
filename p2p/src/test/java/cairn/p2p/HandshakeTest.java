package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.p2p.Handshake.Verdict;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final Hash BINDING = Hash.tagged("channel", new byte[1]);
  private static final LocalNode ALICE = TestKeys.validator(1);
  private static final LocalNode BOB = TestKeys.node(2);

  private final Handshake alice = new Handshake(ALICE, TestKeys.ED25519);
  private final Handshake bob = new Handshake(BOB, TestKeys.ED25519);

  @Test
  void helloIntroducesAValidatorWithItsRecord() {
    NodeRecord record = TestKeys.record(ALICE, 8641);

    byte[] hello = alice.hello(to(BOB), 42, Optional.of(record));

    assertEquals(
        new Verdict.Accepted(
            new Handshake.Introduction(
                Optional.of(TestKeys.validatorKey(1).publicKey()),
                Optional.of(record),
                42,
                "test/1")),
        bob.judge(hello, to(ALICE)));
  }

  @Test
  void aValidatorsProofHoldsOnOneChannelBetweenTwoNodesInOneDirection() {
    byte[] hello = alice.hello(to(BOB), 0, Optional.empty());
    SecureChannel otherBinding =
        new SecureChannel(ALICE.nodeKey().publicKey(), Hash.tagged("channel", new byte[2]));
    LocalNode carol = TestKeys.node(3);

    assertRefused(
        DisconnectReason.OFFENCE, "HELLO_VALIDATOR_PROOF", bob.judge(hello, otherBinding));
    assertRefused(DisconnectReason.OFFENCE, "HELLO_VALIDATOR_PROOF", bob.judge(hello, to(carol)));
    assertRefused(
        DisconnectReason.OFFENCE,
        "HELLO_VALIDATOR_PROOF",
        new Handshake(carol, TestKeys.ED25519).judge(hello, to(ALICE)));
    assertRefused(DisconnectReason.OFFENCE, "HELLO_VALIDATOR_PROOF", alice.judge(hello, to(BOB)));
  }

  @Test
  void anotherGenesisOrProtocolIsAMismatchWhateverFollows() {
    byte[] hello = bob.hello(to(ALICE), 0, Optional.empty());
    byte[] cutAfterGenesis = Arrays.copyOf(hello, 34);
    cutAfterGenesis[10] ^= 1;
    assertRefused(
        DisconnectReason.WRONG_GENESIS,
        "this network's genesis is " + TestKeys.GENESIS.abbreviated(),
        alice.judge(cutAfterGenesis, to(BOB)));

    assertRefused(
        DisconnectReason.WRONG_PROTOCOL,
        "this node speaks version 1, not 2",
        alice.judge(new byte[] {2, 0}, to(BOB)));
  }

  @Test
  void aNodeDoesNotTalkToItself() {
    byte[] hello = bob.hello(to(BOB), 0, Optional.empty());
    assertRefused(DisconnectReason.SELF, "", bob.judge(hello, to(BOB)));
  }

  @Test
  void malformedHelloIsAnOffence() {
    byte[] hello = bob.hello(to(ALICE), 0, Optional.empty());
    for (int length = 0; length < hello.length; length++) {
      assertRefused(
          DisconnectReason.OFFENCE,
          "HELLO_MALFORMED",
          alice.judge(Arrays.copyOf(hello, length), to(BOB)));
    }
    assertRefused(
        DisconnectReason.OFFENCE,
        "HELLO_MALFORMED",
        alice.judge(Arrays.copyOf(hello, hello.length + 1), to(BOB)));
  }

  @Test
  void aRecordMustBeTheNodesOwnAndSigned() {
    NodeRecord foreign = TestKeys.record(TestKeys.node(3), 8641);
    byte[] hello = bob.hello(to(ALICE), 0, Optional.of(foreign));
    assertRefused(DisconnectReason.OFFENCE, "HELLO_RECORD_OF_ANOTHER", alice.judge(hello, to(BOB)));

    byte[] forged = bob.hello(to(ALICE), 0, Optional.of(TestKeys.record(BOB, 8641)));
    forged[forged.length - 2] ^= 1;
    assertRefused(
        DisconnectReason.OFFENCE, "HELLO_RECORD_BAD_SIGNATURE", alice.judge(forged, to(BOB)));
  }

  @Test
  void agentsAreShortAndPrintable() {
    assertThrows(IllegalArgumentException.class, () -> agent(""));
    assertThrows(IllegalArgumentException.class, () -> agent("x".repeat(65)));
    assertThrows(IllegalArgumentException.class, () -> agent("a\nb"));
    assertEquals("Cairn/0.1 (x)", agent("Cairn/0.1 (x)").agent());
  }

  @Test
  void goodbyeKeepsItsReasonAndPrintableDetail() {
    Goodbye goodbye = new Goodbye(DisconnectReason.OFFENCE, "rule\n" + "x".repeat(200));
    Goodbye read = Goodbye.decode(goodbye.encoded());

    assertEquals(DisconnectReason.OFFENCE, read.reason());
    assertEquals("rule?" + "x".repeat(123), read.detail());
    assertEquals(DisconnectReason.LOST, Goodbye.decode(new byte[] {99, 0}).reason());
    assertThrows(MalformedException.class, () -> Goodbye.decode(new byte[] {1}));
    for (DisconnectReason reason : DisconnectReason.values()) {
      assertEquals(reason, DisconnectReason.of(reason.code()));
    }
    assertFalse(goodbye.encoded().length > MessageTypes.GOODBYE.maxBytes());
  }

  private static LocalNode agent(String text) {
    return new LocalNode(TestKeys.key(9), Optional.empty(), TestKeys.GENESIS, text);
  }

  private static SecureChannel to(LocalNode node) {
    return new SecureChannel(node.nodeKey().publicKey(), BINDING);
  }

  private static void assertRefused(DisconnectReason reason, String detail, Verdict verdict) {
    assertEquals(
        new Verdict.Refused(reason, detail), assertInstanceOf(Verdict.Refused.class, verdict));
  }
}

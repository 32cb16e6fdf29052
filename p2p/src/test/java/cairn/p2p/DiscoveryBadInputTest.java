package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hostile datagrams get: silence, a count, and no more bytes than they paid for.
class DiscoveryBadInputTest {
  private static final Hash GENESIS = SimulatedInternet.GENESIS;

  private final HostileDatagrams hostile = new HostileDatagrams();
  private final Stranger.Listener listener = hostile.listener;
  private final Stranger stranger = hostile.stranger;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 62, 128, 1281, 65_507})
  void aDatagramOfAnImpossibleSizeIsDropped(int size) {
    byte[] bytes = Arrays.copyOf(stranger.ping(1), size);

    hostile.assertSilentDrop(DropReason.SIZE, stranger, bytes);
  }

  @Test
  void aForeignMagicVersionOrNetworkIsDropped() {
    hostile.assertSilentDrop(
        DropReason.MAGIC, stranger, HostileDatagrams.flipped(stranger.ping(1), 0));
    hostile.assertSilentDrop(
        DropReason.VERSION, stranger, HostileDatagrams.flipped(stranger.ping(1), 4));
    hostile.assertSilentDrop(
        DropReason.NETWORK, stranger, HostileDatagrams.flipped(stranger.ping(1), 5));
  }

  @Test
  void aPacketSignedForAnotherNetworkIsDropped() {
    byte[] genesis = GENESIS.bytes();
    genesis[31] ^= 1;
    var foreign = new PacketCodec(Hash.of(genesis), listener.ed25519);
    byte[] bytes =
        foreign.encodePing(
            stranger.record(), PacketCodec.LONG_PING_BYTES, 1, Stranger.VALID_UNTIL, stranger.key);

    hostile.assertSilentDrop(DropReason.BAD_SIGNATURE, stranger, bytes);
  }

  @Test
  void aChangedByteAnywhereIsNoticed() {
    byte[] ping = stranger.ping(1);
    long before = listener.drops();

    for (int i = 0; i < ping.length; i++) {
      assertEquals(List.of(), stranger.send(HostileDatagrams.flipped(ping, i)), "byte " + i);
      listener.pass(50);
    }

    assertEquals(before + ping.length, listener.drops());
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aTruncatedPacketIsDropped() {
    byte[] ping = stranger.ping(1);

    for (int length = 0; length < ping.length; length++) {
      assertEquals(List.of(), stranger.send(Arrays.copyOf(ping, length)), length + " bytes");
      listener.pass(50);
    }
  }

  @Test
  void aKeyOfSmallOrderIsRefused() {
    var real =
        new Stranger.Listener(
            new BouncyCastleEd25519(), HostileDatagrams.host("11.0.0.1"), List.of());
    var codec = new PacketCodec(GENESIS, real.ed25519);
    var honest =
        new Stranger(1, new InetSocketAddress(HostileDatagrams.host("11.1.1.1"), 8641), real);
    // The point (0, -1), which has order 2.
    byte[] minusOne =
        HexFormat.of().parseHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    byte[] bytes =
        codec.encode(new Packet.Ping(honest.record(), 600), 1, Stranger.VALID_UNTIL, honest.key);
    System.arraycopy(minusOne, 0, bytes, 13, PublicKey.BYTES);

    assertEquals(List.of(), real.receive(honest.address, bytes));
    assertEquals(1, real.drops(DropReason.INVALID_KEY));
    assertEquals(2, honest.send(honest.ping(2)).size());
  }

  @Test
  void anExpiredPacketIsDroppedAndOneFromTheFarFutureToo() {
    Packet ping = new Packet.Ping(stranger.record(), 600);
    long now = Stranger.EPOCH_MILLIS;

    hostile.assertSilentDrop(DropReason.EXPIRED, stranger, hostile.expiring(ping, now - 1));
    hostile.assertSilentDrop(
        DropReason.TOO_FAR_AHEAD, stranger, hostile.expiring(ping, now + 60_001));
    hostile.assertSilentDrop(DropReason.MALFORMED, stranger, hostile.expiring(ping, -1));
    hostile.assertSilentDrop(
        DropReason.TOO_FAR_AHEAD, stranger, hostile.expiring(ping, Long.MAX_VALUE));
    assertFalse(stranger.send(hostile.expiring(ping, now)).isEmpty());
  }

  @Test
  void aReplayedPingIsNotAnsweredAgain() {
    assertEquals(2, stranger.send(stranger.ping(1)).size());

    hostile.assertSilentDrop(DropReason.REPLAYED, stranger, stranger.ping(1));
  }

  @Test
  void itsOwnPacketsComingBackAreDropped() {
    List<Datagram> sent = stranger.send(stranger.ping(1));

    hostile.assertSilentDrop(DropReason.OWN_PACKET, stranger, sent.getFirst().bytes());
  }

  @Test
  void anAnswerThatNobodyAskedForIsDropped() {
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    var nodes = new Packet.Nodes(0, 1, List.of(stranger.record()), 0);

    hostile.assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, 7));
    hostile.assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(nodes, 7));
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aPongWithAnotherRequestIdOrFromAnotherEndpointProvesNothing() {
    long requestId = hostile.pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    Stranger elsewhere = hostile.stranger(1, "11.1.1.2");

    hostile.assertSilentDrop(
        DropReason.UNSOLICITED, stranger, stranger.encode(pong, requestId + 1));
    hostile.assertSilentDrop(DropReason.UNSOLICITED, elsewhere, stranger.encode(pong, requestId));
    assertEquals(0, listener.tableSize());
    stranger.send(pong, requestId);
    assertEquals(1, listener.tableSize());
  }

  @Test
  void anAnswerOfTheWrongKindOrComingTwiceIsDropped() {
    long requestId = hostile.pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    var nodes = new Packet.Nodes(0, 1, List.of(), 0);

    hostile.assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(nodes, requestId));
    stranger.send(pong, requestId);
    hostile.assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, requestId));
  }

  @Test
  void aPongThatComesTooLateIsDropped() {
    long requestId = hostile.pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    listener.pass(Requests.TIMEOUT_MILLIS);

    hostile.assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, requestId));
  }

  @Test
  void onlyTheNodeThatWasMeantMayAnswer() {
    Stranger other = hostile.stranger(2, "11.1.1.1");
    long requestId = hostile.pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(other.record(), listener.own.current().address().udp(), true);

    hostile.assertSilentDrop(DropReason.WRONG_NODE, other, other.encode(pong, requestId));
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aBootstrapNodeWithAnIdMustHaveThatId() {
    NodeId expected = hostile.stranger(3, "11.1.1.1").id();
    var bootstrap = PeerAddress.parse(expected + "@11.1.1.1:8641");
    List<Datagram> sent =
        listener.take(listener.discovery.onResolved(bootstrap, stranger.address, listener.now()));

    assertEquals(List.of(), stranger.answerPing(sent));

    assertEquals(1, listener.drops(DropReason.WRONG_NODE));
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aPingWithTheRecordOfAnotherOrABadOneIsDropped() {
    Stranger other = hostile.stranger(2, "11.1.1.1");
    byte[] genesis = GENESIS.bytes();
    genesis[31] ^= 1;

    hostile.assertSilentDrop(DropReason.BAD_RECORD, stranger, hostile.ping(other.record()));
    hostile.assertSilentDrop(
        DropReason.BAD_RECORD,
        stranger,
        hostile.ping(hostile.record(stranger, "0.0.0.0", 8641, GENESIS)));
    hostile.assertSilentDrop(
        DropReason.BAD_RECORD,
        stranger,
        hostile.ping(hostile.record(stranger, "11.1.1.1", 0, GENESIS)));
    hostile.assertSilentDrop(
        DropReason.BAD_RECORD,
        stranger,
        hostile.ping(hostile.record(stranger, "11.1.1.1", 8641, Hash.of(genesis))));
  }

  @Test
  void aPingShorterThanItsPongGetsNone() {
    byte[] tooShort =
        stranger.codec.encodePing(
            stranger.record(),
            PacketCodec.SHORT_PING_BYTES - 1,
            1,
            Stranger.VALID_UNTIL,
            stranger.key);

    hostile.assertSilentDrop(DropReason.TOO_SHORT_TO_ANSWER, stranger, tooShort);
  }

  @Test
  void findNodeFromAnUnprovedEndpointGetsNothing() {
    var findNode = new Packet.FindNode(stranger.id());
    stranger.send(stranger.ping(1));

    hostile.assertSilentDrop(DropReason.UNPROVED_ENDPOINT, stranger, stranger.encode(findNode, 2));
  }

  @Test
  void theProofOfOneEndpointIsNoneOfAnother() {
    stranger.meet();
    Stranger elsewhere = hostile.stranger(1, "11.9.9.9");
    var findNode = new Packet.FindNode(stranger.id());

    hostile.assertSilentDrop(DropReason.UNPROVED_ENDPOINT, elsewhere, stranger.encode(findNode, 2));
    assertEquals(1, stranger.send(findNode, 3).size());
  }

  @Test
  void aNodeThatIsNotWhereItsRecordSaysGetsOnlyAPong() {
    Stranger elsewhere = hostile.stranger(1, "11.9.9.9");

    List<Datagram> sent = elsewhere.send(stranger.ping(1));

    assertEquals(1, sent.size());
    assertTrue(stranger.decode(sent.getFirst()).packet() instanceof Packet.Pong);
    assertEquals(0, listener.tableSize());
  }

  @Test
  void anUnprovedEndpointNeverGetsMoreBytesThanItSent() {
    var random = new Random(42);
    for (int round = 0; round < 400; round++) {
      Stranger each = hostile.stranger(10 + round % 40, "11." + round % 40 + ".7.7");
      byte[] bytes =
          switch (random.nextInt(5)) {
            case 0 -> each.ping(random.nextInt(50));
            case 1 -> each.encode(new Packet.FindNode(each.id()), round);
            case 2 -> each.encode(new Packet.Ping(each.record(), random.nextInt(500)), round);
            case 3 -> each.encode(new Packet.Nodes(0, 1, List.of(each.record()), 0), round);
            default ->
                HostileDatagrams.flipped(
                    each.ping(round), random.nextInt(PacketCodec.LONG_PING_BYTES));
          };

      List<Datagram> sent = new ArrayList<>(each.send(bytes));
      for (int wait = 0; wait < 8; wait++) {
        sent.addAll(listener.pass(500));
      }

      int answered = sent.stream().mapToInt(datagram -> datagram.bytes().length).sum();
      assertTrue(answered <= bytes.length, answered + " bytes for " + bytes.length);
    }
    assertEquals(0, listener.tableSize());
  }
}

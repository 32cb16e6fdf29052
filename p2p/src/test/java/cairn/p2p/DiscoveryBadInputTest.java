package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsWriter;
import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import cairn.crypto.SigningDomain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hostile datagrams get: silence, a count, and no place in the table.
class DiscoveryBadInputTest {
  private static final Hash GENESIS = SimulatedInternet.GENESIS;

  private final Stranger.Listener listener =
      new Stranger.Listener(new KeyedHashEd25519(), host("11.0.0.1"), List.of());
  private final Stranger stranger = stranger(1, "11.1.1.1");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 62, 128, 1281, 65_507})
  void aDatagramOfAnImpossibleSizeIsDropped(int size) {
    byte[] bytes = Arrays.copyOf(stranger.ping(1), size);

    assertSilentDrop(DropReason.SIZE, stranger, bytes);
  }

  @Test
  void aForeignMagicVersionOrNetworkIsDropped() {
    assertSilentDrop(DropReason.MAGIC, stranger, flipped(stranger.ping(1), 0));
    assertSilentDrop(DropReason.VERSION, stranger, flipped(stranger.ping(1), 4));
    assertSilentDrop(DropReason.NETWORK, stranger, flipped(stranger.ping(1), 5));
  }

  @Test
  void aPacketSignedForAnotherNetworkIsDropped() {
    byte[] genesis = GENESIS.bytes();
    genesis[31] ^= 1;
    var foreign = new PacketCodec(Hash.of(genesis), listener.ed25519);
    byte[] bytes =
        foreign.encodePing(
            stranger.record(), PacketCodec.LONG_PING_BYTES, 1, Stranger.VALID_UNTIL, stranger.key);

    assertSilentDrop(DropReason.BAD_SIGNATURE, stranger, bytes);
  }

  @Test
  void aChangedByteAnywhereIsNoticed() {
    byte[] ping = stranger.ping(1);
    long before = listener.drops();

    for (int i = 0; i < ping.length; i++) {
      assertEquals(List.of(), stranger.send(flipped(ping, i)), "byte " + i);
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
    var real = new Stranger.Listener(new BouncyCastleEd25519(), host("11.0.0.1"), List.of());
    var codec = new PacketCodec(GENESIS, real.ed25519);
    var honest = new Stranger(1, new InetSocketAddress(host("11.1.1.1"), 8641), real);
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

    assertSilentDrop(DropReason.EXPIRED, stranger, expiring(ping, now - 1));
    assertSilentDrop(DropReason.TOO_FAR_AHEAD, stranger, expiring(ping, now + 60_001));
    assertSilentDrop(DropReason.MALFORMED, stranger, expiring(ping, -1));
    assertSilentDrop(DropReason.TOO_FAR_AHEAD, stranger, expiring(ping, Long.MAX_VALUE));
    assertFalse(stranger.send(expiring(ping, now)).isEmpty());
  }

  @Test
  void aReplayedPingIsNotAnsweredAgain() {
    assertEquals(2, stranger.send(stranger.ping(1)).size());

    assertSilentDrop(DropReason.REPLAYED, stranger, stranger.ping(1));
  }

  @Test
  void itsOwnPacketsComingBackAreDropped() {
    List<Datagram> sent = stranger.send(stranger.ping(1));

    assertSilentDrop(DropReason.OWN_PACKET, stranger, sent.getFirst().bytes());
  }

  @Test
  void anAnswerThatNobodyAskedForIsDropped() {
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    var nodes = new Packet.Nodes(0, 1, List.of(stranger.record()), 0);

    assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, 7));
    assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(nodes, 7));
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aPongWithAnotherRequestIdOrFromAnotherEndpointProvesNothing() {
    long requestId = pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    Stranger elsewhere = stranger(1, "11.1.1.2");

    assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, requestId + 1));
    assertSilentDrop(DropReason.UNSOLICITED, elsewhere, stranger.encode(pong, requestId));
    assertEquals(0, listener.tableSize());
    stranger.send(pong, requestId);
    assertEquals(1, listener.tableSize());
  }

  @Test
  void anAnswerOfTheWrongKindOrComingTwiceIsDropped() {
    long requestId = pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    var nodes = new Packet.Nodes(0, 1, List.of(), 0);

    assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(nodes, requestId));
    stranger.send(pong, requestId);
    assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, requestId));
  }

  @Test
  void aPongThatComesTooLateIsDropped() {
    long requestId = pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);
    listener.pass(Requests.TIMEOUT_MILLIS);

    assertSilentDrop(DropReason.UNSOLICITED, stranger, stranger.encode(pong, requestId));
  }

  @Test
  void onlyTheNodeThatWasMeantMayAnswer() {
    Stranger other = stranger(2, "11.1.1.1");
    long requestId = pingBack(stranger.send(stranger.ping(1)));
    var pong = new Packet.Pong(other.record(), listener.own.current().address().udp(), true);

    assertSilentDrop(DropReason.WRONG_NODE, other, other.encode(pong, requestId));
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aBootstrapNodeWithAnIdMustHaveThatId() {
    NodeId expected = stranger(3, "11.1.1.1").id();
    var bootstrap = PeerAddress.parse(expected + "@11.1.1.1:8641");
    List<Datagram> sent =
        listener.take(listener.discovery.onResolved(bootstrap, stranger.address, listener.now()));

    assertEquals(List.of(), stranger.answerPing(sent));

    assertEquals(1, listener.drops(DropReason.WRONG_NODE));
    assertEquals(0, listener.tableSize());
  }

  @Test
  void aPingWithTheRecordOfAnotherOrABadOneIsDropped() {
    Stranger other = stranger(2, "11.1.1.1");
    byte[] genesis = GENESIS.bytes();
    genesis[31] ^= 1;

    assertSilentDrop(DropReason.BAD_RECORD, stranger, ping(other.record()));
    assertSilentDrop(
        DropReason.BAD_RECORD, stranger, ping(record(stranger, "0.0.0.0", 8641, GENESIS)));
    assertSilentDrop(
        DropReason.BAD_RECORD, stranger, ping(record(stranger, "11.1.1.1", 0, GENESIS)));
    assertSilentDrop(
        DropReason.BAD_RECORD,
        stranger,
        ping(record(stranger, "11.1.1.1", 8641, Hash.of(genesis))));
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

    assertSilentDrop(DropReason.TOO_SHORT_TO_ANSWER, stranger, tooShort);
  }

  @Test
  void findNodeFromAnUnprovedEndpointGetsNothing() {
    var findNode = new Packet.FindNode(stranger.id());
    stranger.send(stranger.ping(1));

    assertSilentDrop(DropReason.UNPROVED_ENDPOINT, stranger, stranger.encode(findNode, 2));
  }

  @Test
  void theProofOfOneEndpointIsNoneOfAnother() {
    stranger.meet();
    Stranger elsewhere = stranger(1, "11.9.9.9");
    var findNode = new Packet.FindNode(stranger.id());

    assertSilentDrop(DropReason.UNPROVED_ENDPOINT, elsewhere, stranger.encode(findNode, 2));
    assertEquals(1, stranger.send(findNode, 3).size());
  }

  @Test
  void aNodeThatIsNotWhereItsRecordSaysGetsOnlyAPong() {
    Stranger elsewhere = stranger(1, "11.9.9.9");

    List<Datagram> sent = elsewhere.send(stranger.ping(1));

    assertEquals(1, sent.size());
    assertTrue(stranger.decode(sent.getFirst()).packet() instanceof Packet.Pong);
    assertEquals(0, listener.tableSize());
  }

  @Test
  void anUnprovedEndpointNeverGetsMoreBytesThanItSent() {
    var random = new Random(42);
    for (int round = 0; round < 400; round++) {
      Stranger each = stranger(10 + round % 40, "11." + round % 40 + ".7.7");
      byte[] bytes =
          switch (random.nextInt(5)) {
            case 0 -> each.ping(random.nextInt(50));
            case 1 -> each.encode(new Packet.FindNode(each.id()), round);
            case 2 -> each.encode(new Packet.Ping(each.record(), random.nextInt(500)), round);
            case 3 -> each.encode(new Packet.Nodes(0, 1, List.of(each.record()), 0), round);
            default -> flipped(each.ping(round), random.nextInt(PacketCodec.LONG_PING_BYTES));
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

  @Test
  void pingsAloneNeverFillTheTable() {
    for (int i = 0; i < 300; i++) {
      Stranger each = stranger(10 + i, "11." + i / 256 + "." + i % 256 + ".7");
      assertEquals(2, each.send(each.ping(i)).size());
      listener.pass(20);
    }

    assertEquals(0, listener.tableSize());
    assertEquals(List.of(), listener.found);
  }

  @Test
  void nodesWithTooManyRecordsOrPacketsIsMalformed() {
    long requestId = stranger.meetAndBeAsked();
    List<byte[]> five = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      five.add(new byte[100]);
    }

    assertSilentDrop(DropReason.MALFORMED, stranger, nodes(requestId, 0, 1, five));
    assertSilentDrop(DropReason.MALFORMED, stranger, nodes(requestId, 0, 5, List.of()));
    assertSilentDrop(DropReason.MALFORMED, stranger, nodes(requestId, 0, 0, List.of()));
    assertSilentDrop(DropReason.MALFORMED, stranger, nodes(requestId, 2, 2, List.of()));
  }

  @Test
  void aNodesPacketCountsOnceAndNoMoreThanWereAnnounced() {
    long requestId = stranger.meetAndBeAsked();

    stranger.send(new Packet.Nodes(0, 2, List.of(), 0), requestId);
    assertSilentDrop(
        DropReason.REPLAYED,
        stranger,
        stranger.encode(new Packet.Nodes(0, 2, List.of(), 0), requestId));
    assertSilentDrop(
        DropReason.REPLAYED,
        stranger,
        stranger.encode(new Packet.Nodes(2, 3, List.of(), 0), requestId));
    stranger.send(new Packet.Nodes(1, 2, List.of(), 0), requestId);
    assertSilentDrop(
        DropReason.UNSOLICITED,
        stranger,
        stranger.encode(new Packet.Nodes(1, 2, List.of(), 0), requestId));
  }

  @Test
  void badEntriesAreDroppedAndTheGoodOneIsAsked() {
    long requestId = stranger.meetAndBeAsked();
    Stranger good = stranger(5, "11.5.5.5");
    byte[] forged = good.record().encoded();
    forged[forged.length - 1] ^= 1;

    List<Datagram> sent = new ArrayList<>();
    sent.addAll(
        stranger.send(
            nodes(
                requestId,
                0,
                3,
                List.of(new byte[] {1, 2, 3}, forged, listener.own.current().encoded()))));
    sent.addAll(
        stranger.send(nodes(requestId, 1, 3, entries("224.0.0.1", "0.0.0.0", "255.255.255.255"))));
    assertEquals(List.of(), sent);
    assertEquals(6, listener.drops(DropReason.BAD_ENTRY));
    sent.addAll(
        stranger.send(
            nodes(
                requestId,
                2,
                3,
                List.of(
                    record(stranger(6, "11.6.6.6"), "11.6.6.6", 0, GENESIS).encoded(),
                    good.record().encoded(),
                    good.record().encoded()))));

    assertEquals(8, listener.drops(DropReason.BAD_ENTRY));
    assertTrue(sent.stream().allMatch(datagram -> datagram.peer().equals(good.address)));
    assertEquals(1, sent.size());
  }

  @Test
  void aPublicNodeIsNotSentToLoopbackOrPrivateAddresses() {
    long requestId = stranger.meetAndBeAsked();

    List<Datagram> sent =
        stranger.send(
            nodes(requestId, 0, 1, entries("127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.9")));

    assertEquals(List.of(), sent);
    assertEquals(4, listener.drops(DropReason.ENTRY_OUT_OF_SCOPE));
  }

  @Test
  void aNodeOnLoopbackTellsItsNeighboursToNobodyElse() {
    var loopback = new Stranger.Listener(new KeyedHashEd25519(), host("127.0.0.1"), List.of());
    var neighbour = new Stranger(1, new InetSocketAddress(host("127.0.0.1"), 9001), loopback);
    var outsider = new Stranger(2, new InetSocketAddress(host("11.1.1.1"), 8641), loopback);
    neighbour.meet();
    outsider.meet();

    List<Datagram> sent = outsider.send(new Packet.FindNode(neighbour.id()), 9);

    assertEquals(new Packet.Nodes(0, 1, List.of(), 0), outsider.decode(sent.getFirst()).packet());
  }

  @Test
  void anOlderRecordDoesNotReplaceANewerOne() {
    NodeRecord older = stranger.record();
    NodeRecord newer = stranger.own.outrun(older.sequence() + 5);
    long requestId = stranger.meetAndBeAsked();

    stranger.send(nodes(requestId, 0, 1, List.of(older.encoded())));
    stranger.send(
        stranger.codec.encodePing(
            older, PacketCodec.LONG_PING_BYTES, 77, Stranger.VALID_UNTIL, stranger.key));

    assertEquals(Optional.of(newer), listener.discovery.known().record(stranger.id()));
    assertEquals(2, listener.drops(DropReason.OLD_RECORD));
  }

  @Test
  void hearingOfANewerRecordOfItselfItPublishesANewerOne() {
    NodeRecord before = listener.own.current();
    var twin = new Stranger(0, before.address().udp(), listener);
    NodeRecord remembered = twin.own.outrun(before.sequence() + 1_000);
    long requestId = stranger.meetAndBeAsked();

    stranger.send(nodes(requestId, 0, 1, List.of(remembered.encoded())));

    assertTrue(listener.own.current().sequence() > remembered.sequence());
    assertEquals(before.address(), listener.own.current().address());
  }

  @Test
  void oneAddressCannotUseUpThisNode() {
    int answered = 0;
    for (int i = 0; i < 1_000; i++) {
      answered += stranger.send(stranger.ping(i)).isEmpty() ? 0 : 1;
    }

    assertEquals(PacketGate.PER_ADDRESS.burst(), answered);
    assertEquals(1_000 - answered, listener.drops(DropReason.ADDRESS_RATE));
    Stranger other = stranger(2, "11.1.2.1");
    assertFalse(other.send(other.ping(1)).isEmpty());
  }

  @Test
  void manyAddressesCannotUseUpThisNode() {
    int answered = 0;
    for (int i = 0; i < 2_000; i++) {
      Stranger each = stranger(10 + i, "11.77." + i % 256 + "." + i / 256);
      answered += each.send(each.ping(i)).isEmpty() ? 0 : 1;
    }

    assertEquals(PacketGate.IN_TOTAL.burst(), answered);
    assertEquals(2_000 - answered, listener.drops(DropReason.TOTAL_RATE));
  }

  @Test
  void answersGetThroughAFlood() {
    long requestId = pingBack(stranger.send(stranger.ping(1)));
    for (int i = 0; i < 2_000; i++) {
      Stranger each = stranger(10 + i, "11.77." + i % 256 + "." + i / 256);
      each.send(each.ping(i));
    }
    var pong = new Packet.Pong(stranger.record(), listener.own.current().address().udp(), true);

    stranger.send(pong, requestId);

    assertEquals(1, listener.tableSize());
  }

  @Test
  void madeUpRecordsCannotMakeItFloodAVictim() {
    int pings = 0;
    for (int i = 0; i < 1_000; i++) {
      NodeRecord victim = stranger(1_000 + i, "11.66.66." + i % 250).record();
      pings += listener.take(listener.discovery.offer(victim, listener.now())).size();
    }

    assertEquals(Neighbourhood.FIRST_PINGS.burst(), pings);
    assertEquals(0, listener.tableSize());
  }

  @Test
  void randomBytesAndRandomChangesNeverGetAnAnswerTheyDidNotPayFor() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      Stranger each = stranger(1 + i % 8, "11.1." + i % 8 + ".1");
      byte[] bytes = i % 2 == 0 ? each.ping(i) : each.encode(new Packet.FindNode(each.id()), i);
      int changes = random.nextInt(1, 8);
      for (int k = 0; k < changes; k++) {
        bytes[random.nextInt(i % 3 == 0 ? 13 : 0, bytes.length)] = (byte) random.nextInt();
      }
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length - 20, bytes.length + 20));

      int answered = each.send(bytes).stream().mapToInt(sent -> sent.bytes().length).sum();

      assertTrue(answered <= bytes.length);
      if (i % 100 == 0) {
        listener.pass(1_000);
      }
    }
  }

  private void assertSilentDrop(DropReason reason, Stranger from, byte[] bytes) {
    long before = listener.drops(reason);
    assertEquals(List.of(), from.send(bytes), reason.toString());
    assertEquals(before + 1, listener.drops(reason), reason.toString());
  }

  private Stranger stranger(int number, String host) {
    return new Stranger(number, new InetSocketAddress(host(host), 8641), listener);
  }

  private long pingBack(List<Datagram> sent) {
    return stranger.decode(sent.getLast()).requestId();
  }

  private byte[] expiring(Packet packet, long expiryMillis) {
    return stranger.codec.encode(packet, 1, expiryMillis, stranger.key);
  }

  private byte[] ping(NodeRecord record) {
    return stranger.encode(new Packet.Ping(record, 600), record.hashCode());
  }

  /// A NODES packet of bytes that need not be records.
  private byte[] nodes(long requestId, int index, int total, List<byte[]> entries) {
    byte[] template = stranger.encode(new Packet.FindNode(stranger.id()), requestId);
    BcsWriter writer = new BcsWriter();
    int header = PacketCodec.ENVELOPE_BYTES - 64;
    writer.fixed(Arrays.copyOf(template, header)).uleb(3).u8(index).u8(total);
    writer.list(entries, BcsWriter::bytes);
    byte[] message = new SigningDomain("cairn.discovery", GENESIS).message(writer.toByteArray());
    new KeyedHashEd25519().sign(stranger.key, message).write(writer);
    return writer.toByteArray();
  }

  private List<byte[]> entries(String... hosts) {
    List<byte[]> entries = new ArrayList<>();
    for (String host : hosts) {
      entries.add(record(stranger(20 + entries.size(), host), host, 8641, GENESIS).encoded());
    }
    return entries;
  }

  private NodeRecord record(Stranger of, String host, int port, Hash genesis) {
    KeyPair key = of.key;
    var content =
        new NodeRecord.Content(
            1, key.publicKey(), genesis, new NodeAddress(host(host), port, port));
    return NodeRecord.sign(content, Optional.empty(), key, listener.ed25519);
  }

  private static byte[] flipped(byte[] bytes, int index) {
    byte[] changed = bytes.clone();
    changed[index] ^= 0x20;
    return changed;
  }

  private static InetAddress host(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

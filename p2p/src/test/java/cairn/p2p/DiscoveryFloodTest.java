package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What many hostile datagrams get: no place in the table, nothing for others, no use of this node.
class DiscoveryFloodTest {
  private static final Hash GENESIS = SimulatedInternet.GENESIS;

  private final HostileDatagrams hostile = new HostileDatagrams();
  private final Stranger.Listener listener = hostile.listener;
  private final Stranger stranger = hostile.stranger;

  @Test
  void pingsAloneNeverFillTheTable() {
    for (int i = 0; i < 300; i++) {
      Stranger each = hostile.stranger(10 + i, "11." + i / 256 + "." + i % 256 + ".7");
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

    hostile.assertSilentDrop(DropReason.MALFORMED, stranger, hostile.nodes(requestId, 0, 1, five));
    hostile.assertSilentDrop(
        DropReason.MALFORMED, stranger, hostile.nodes(requestId, 0, 5, List.of()));
    hostile.assertSilentDrop(
        DropReason.MALFORMED, stranger, hostile.nodes(requestId, 0, 0, List.of()));
    hostile.assertSilentDrop(
        DropReason.MALFORMED, stranger, hostile.nodes(requestId, 2, 2, List.of()));
  }

  @Test
  void aNodesPacketCountsOnceAndNoMoreThanWereAnnounced() {
    long requestId = stranger.meetAndBeAsked();

    stranger.send(new Packet.Nodes(0, 2, List.of(), 0), requestId);
    hostile.assertSilentDrop(
        DropReason.REPLAYED,
        stranger,
        stranger.encode(new Packet.Nodes(0, 2, List.of(), 0), requestId));
    hostile.assertSilentDrop(
        DropReason.REPLAYED,
        stranger,
        stranger.encode(new Packet.Nodes(2, 3, List.of(), 0), requestId));
    stranger.send(new Packet.Nodes(1, 2, List.of(), 0), requestId);
    hostile.assertSilentDrop(
        DropReason.UNSOLICITED,
        stranger,
        stranger.encode(new Packet.Nodes(1, 2, List.of(), 0), requestId));
  }

  @Test
  void badEntriesAreDroppedAndTheGoodOneIsAsked() {
    long requestId = stranger.meetAndBeAsked();
    Stranger good = hostile.stranger(5, "11.5.5.5");
    byte[] forged = good.record().encoded();
    forged[forged.length - 1] ^= 1;

    List<Datagram> sent = new ArrayList<>();
    sent.addAll(
        stranger.send(
            hostile.nodes(
                requestId,
                0,
                3,
                List.of(new byte[] {1, 2, 3}, forged, listener.own.current().encoded()))));
    sent.addAll(
        stranger.send(
            hostile.nodes(
                requestId, 1, 3, hostile.entries("224.0.0.1", "0.0.0.0", "255.255.255.255"))));
    assertEquals(List.of(), sent);
    assertEquals(6, listener.drops(DropReason.BAD_ENTRY));
    sent.addAll(
        stranger.send(
            hostile.nodes(
                requestId,
                2,
                3,
                List.of(
                    hostile
                        .record(hostile.stranger(6, "11.6.6.6"), "11.6.6.6", 0, GENESIS)
                        .encoded(),
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
            hostile.nodes(
                requestId,
                0,
                1,
                hostile.entries("127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.9")));

    assertEquals(List.of(), sent);
    assertEquals(4, listener.drops(DropReason.ENTRY_OUT_OF_SCOPE));
  }

  @Test
  void aNodeOnLoopbackTellsItsNeighboursToNobodyElse() {
    var loopback =
        new Stranger.Listener(
            new KeyedHashEd25519(), HostileDatagrams.host("127.0.0.1"), List.of());
    var neighbour =
        new Stranger(1, new InetSocketAddress(HostileDatagrams.host("127.0.0.1"), 9001), loopback);
    var outsider =
        new Stranger(2, new InetSocketAddress(HostileDatagrams.host("11.1.1.1"), 8641), loopback);
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

    stranger.send(hostile.nodes(requestId, 0, 1, List.of(older.encoded())));
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

    stranger.send(hostile.nodes(requestId, 0, 1, List.of(remembered.encoded())));

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
    Stranger other = hostile.stranger(2, "11.1.2.1");
    assertFalse(other.send(other.ping(1)).isEmpty());
  }

  @Test
  void manyAddressesCannotUseUpThisNode() {
    int answered = 0;
    for (int i = 0; i < 2_000; i++) {
      Stranger each = hostile.stranger(10 + i, "11.77." + i % 256 + "." + i / 256);
      answered += each.send(each.ping(i)).isEmpty() ? 0 : 1;
    }

    assertEquals(PacketGate.IN_TOTAL.burst(), answered);
    assertEquals(2_000 - answered, listener.drops(DropReason.TOTAL_RATE));
  }

  @Test
  void answersGetThroughAFlood() {
    long requestId = hostile.pingBack(stranger.send(stranger.ping(1)));
    for (int i = 0; i < 2_000; i++) {
      Stranger each = hostile.stranger(10 + i, "11.77." + i % 256 + "." + i / 256);
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
      NodeRecord victim = hostile.stranger(1_000 + i, "11.66.66." + i % 250).record();
      pings += listener.take(listener.discovery.offer(victim, listener.now())).size();
    }

    assertEquals(Neighbourhood.FIRST_PINGS.burst(), pings);
    assertEquals(0, listener.tableSize());
  }

  @Test
  void randomBytesAndRandomChangesNeverGetAnAnswerTheyDidNotPayFor() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      Stranger each = hostile.stranger(1 + i % 8, "11.1." + i % 8 + ".1");
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
}

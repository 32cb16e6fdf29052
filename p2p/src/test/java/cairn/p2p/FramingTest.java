package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The wire format of [Framing]: what [LaneQueues] cuts, [FrameDecoder] puts together again.
class FramingTest {
  private static final MessageType VOTE = new MessageType(16, "VOTE", Lane.CONSENSUS, 100);
  private static final MessageType ANSWER = new MessageType(17, "ANSWER", Lane.ANSWERS, 1 << 20);
  private static final MessageType BLOCK = new MessageType(18, "BLOCK", Lane.BLOCKS, 5 << 20);
  private static final MessageType TRANSACTION =
      new MessageType(19, "TRANSACTION", Lane.TRANSACTIONS, 128 << 10);
  private static final List<MessageType> ALL = List.of(VOTE, ANSWER, BLOCK, TRANSACTION);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void messagesArriveWholeAndInOrderInEachLaneHoweverTheyAreCut(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LaneQueues queues = new LaneQueues(PeerLimits.standard().queues());
    Map<Lane, List<byte[]>> sent = new EnumMap<>(Lane.class);
    Map<Lane, List<byte[]>> received = new EnumMap<>(Lane.class);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      MessageType type = ALL.get(random.nextInt(ALL.size()));
      byte[] message = new byte[random.nextInt(random.nextBoolean() ? 100 : type.maxBytes() / 20)];
      random.nextBytes(message);
      if (message.length <= type.maxBytes()
          && queues.offer(type, message) == LaneQueues.Offer.QUEUED) {
        sent.computeIfAbsent(type.lane(), lane -> new ArrayList<>()).add(message);
      }
      if (random.nextInt(3) == 0) {
        wire.writeBytes(record(queues));
      }
    }
    while (!queues.isEmpty()) {
      wire.writeBytes(record(queues));
    }

    FrameDecoder decoder = open();
    ByteBuffer rest = ByteBuffer.wrap(wire.toByteArray());
    while (rest.hasRemaining()) {
      byte[] chunk = new byte[Math.min(rest.remaining(), 1 + random.nextInt(20_000))];
      rest.get(chunk);
      for (Decoded.Message message : decode(decoder, ByteBuffer.wrap(chunk))) {
        received
            .computeIfAbsent(message.type().lane(), lane -> new ArrayList<>())
            .add(message.bytes());
      }
    }

    assertEquals(sent.keySet(), received.keySet());
    sent.forEach((lane, messages) ->
        assertArrayEquals(
            messages.toArray(new byte[0][]), received.get(lane).toArray(new byte[0][])));
  }

  /// Lengths and headers are big-endian: lane and length less one, then the frame's length and
  /// type.
  @ParameterizedTest
  @CsvSource({
    "0004 00000000 10, FRAME_EMPTY",
    "0004 00000001 ff, FRAME_TYPE_UNKNOWN",
    "0004 00000001 00, FRAME_TYPE_UNKNOWN",
    "4004 00000001 10, FRAME_LANE_WRONG",
    "0004 00000066 10, FRAME_TOO_LONG",
    "0004 7fffffff 10, FRAME_TOO_LONG",
    "0004 80000000 10, FRAME_TOO_LONG",
    "0004 ffffffff 10, FRAME_TOO_LONG",
    "0003 000000, PIECE_SPLITS_HEADER",
    "0000 00, PIECE_SPLITS_HEADER",
    "0006 00000002 10 aabb, PIECE_TOO_LONG",
    "0005 00000003 10 aa, PIECE_TOO_SHORT",
  })
  void aBrokenRuleIsNamed(String hex, FrameFault expected) {
    FrameDecoder decoder = open();
    ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));

    Decoded.Fault fault = assertInstanceOf(Decoded.Fault.class, decoder.next(in, 0));

    assertEquals(expected, fault.fault());
    assertEquals(fault, decoder.next(ByteBuffer.allocate(100), 0), "a fault is for good");
  }

  @Test
  void aLaterPieceMayNeitherOverrunItsFrameNorBeASliver() {
    FrameDecoder overrun = open();
    assertTrue(decode(overrun, firstPieceOfBlock(2_000)).isEmpty());
    assertEquals(
        new Decoded.Fault(FrameFault.PIECE_TOO_LONG),
        overrun.next(ByteBuffer.wrap(new byte[] {(byte) 0x83, (byte) 0xf0}), 0));

    FrameDecoder sliver = open();
    assertTrue(decode(sliver, firstPieceOfBlock(3_000)).isEmpty());
    assertEquals(
        new Decoded.Fault(FrameFault.PIECE_TOO_SHORT),
        sliver.next(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x10}), 0));
  }

  @Test
  void aClaimedLengthAllocatesNothingUntilBytesCome() {
    FrameDecoder decoder = open();
    ByteBuffer piece = firstPieceOfBlock(5 << 20);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertInstanceOf(Decoded.Incomplete.class, decoder.next(piece, 0));

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 512 << 10, "allocated " + allocated);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyBytesAreDecodedOrRefusedButNeverThrow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 5_000; i++) {
      FrameDecoder decoder = open();
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 6 && random.nextBoolean()) {
        bytes[0] = 0;
        System.arraycopy(new byte[] {0, 0, 0, (byte) random.nextInt(120), 16}, 0, bytes, 2, 5);
      }
      ByteBuffer in = ByteBuffer.wrap(bytes);
      Decoded last = decoder.next(in, 0);
      while (last instanceof Decoded.Message) {
        last = decoder.next(in, 0);
      }
      assertTrue(last instanceof Decoded.Fault || !in.hasRemaining());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0004 00000064 10", "4004 00100000 11", "8004 00500000 12"})
  void theNodesOwnTypesAreRefusedAtTheirHeaderUntilAllAreAdmitted(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    FrameDecoder decoder = new FrameDecoder(new MessageTypes(ALL));

    Decoded result = decoder.next(ByteBuffer.wrap(bytes), 0);

    assertEquals(new Decoded.Fault(FrameFault.FRAME_TOO_EARLY), result);
    assertEquals(0, decoder.held());
  }

  @Test
  void aStrangersLongestFrameIsAHello() {
    FrameDecoder decoder = new FrameDecoder(new MessageTypes(ALL));

    Decoded result = decoder.next(ByteBuffer.wrap(HexFormat.of().parseHex("03ff0000040101")), 0);

    assertInstanceOf(Decoded.Incomplete.class, result);
    assertEquals(1024, decoder.held());
  }

  @Test
  void tellsWhatItHoldsOfUnfinishedFramesAndSinceWhen() {
    FrameDecoder decoder = open();
    assertEquals(0, decoder.held());
    assertEquals(70, decoder.heldSinceNanos(70));

    decoder.next(firstPieceOfBlock(5 << 20), 30);
    decoder.next(firstPieceOfBlock(5 << 20).limit(0), 50);

    assertEquals(64 << 10, decoder.held());
    assertEquals(30, decoder.heldSinceNanos(70));
  }

  private static FrameDecoder open() {
    FrameDecoder decoder = new FrameDecoder(new MessageTypes(ALL));
    decoder.admitAll();
    return decoder;
  }

  /// A first piece of 1,024 bytes of a BLOCK with `length` bytes.
  private static ByteBuffer firstPieceOfBlock(int length) {
    ByteBuffer piece = ByteBuffer.allocate(2 + 1_024);
    piece.putShort((short) (0x8000 | 1_023)).putInt(length + 1).put((byte) BLOCK.number());
    return piece.clear();
  }

  private static byte[] record(LaneQueues queues) {
    ByteBuffer record = ByteBuffer.allocate(Framing.RECORD_BYTES);
    byte[] bytes = new byte[queues.fill(record)];
    record.flip().get(bytes);
    return bytes;
  }

  private static List<Decoded.Message> decode(FrameDecoder decoder, ByteBuffer in) {
    List<Decoded.Message> messages = new ArrayList<>();
    while (true) {
      switch (decoder.next(in, 0)) {
        case Decoded.Message message -> messages.add(message);
        case Decoded.Fault fault -> fail(fault.toString());
        case Decoded.Incomplete incomplete -> {
          return messages;
        }
      }
    }
  }
}

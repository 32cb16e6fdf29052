package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import cairn.p2p.LaneQueues.Offer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneQueuesTest {
  private static final MessageType VOTE = new MessageType(16, "VOTE", Lane.CONSENSUS, 40_000);
  private static final MessageType ANSWER = new MessageType(17, "ANSWER", Lane.ANSWERS, 1 << 20);
  private static final MessageType BLOCK = new MessageType(18, "BLOCK", Lane.BLOCKS, 5 << 20);
  private static final MessageType TRANSACTION =
      new MessageType(19, "TRANSACTION", Lane.TRANSACTIONS, 128 << 10);
  private static final MessageTypes TYPES =
      new MessageTypes(List.of(VOTE, ANSWER, BLOCK, TRANSACTION));

  private final LaneQueues queues = queues(10_000, 4);
  private final FrameDecoder decoder = new FrameDecoder(TYPES);

  LaneQueuesTest() {
    decoder.admitAll();
  }

  @Test
  void lanesLeaveByStrictPriority() {
    queues.offer(TRANSACTION, new byte[1]);
    queues.offer(BLOCK, new byte[2]);
    queues.offer(ANSWER, new byte[3]);
    queues.offer(VOTE, new byte[4]);

    assertEquals(List.of(VOTE, ANSWER, BLOCK, TRANSACTION), types(nextRecord()));
    assertTrue(queues.isEmpty());
  }

  @Test
  void aVoteWaitsForNoMoreThanOnePieceOfABlock() {
    queues.offer(BLOCK, new byte[1_000_000]);
    assertTrue(nextRecord().isEmpty());

    queues.offer(VOTE, new byte[] {7});

    assertEquals(List.of(VOTE), types(nextRecord()));
  }

  @Test
  void whatBeganIsFinishedAfterTheMoreUrgent() {
    queues.offer(BLOCK, new byte[20_000]);
    nextRecord();
    queues.offer(ANSWER, new byte[20_000]);

    List<MessageType> order = new ArrayList<>();
    while (!queues.isEmpty()) {
      order.addAll(types(nextRecord()));
    }

    assertEquals(List.of(ANSWER, BLOCK), order);
  }

  @Test
  void smallMessagesShareARecord() {
    for (int i = 0; i < 4; i++) {
      queues.offer(TRANSACTION, new byte[200]);
    }

    assertEquals(4, nextRecord().size());
  }

  @Test
  void aFullConsensusLaneDropsItsOldest() {
    for (int i = 0; i < 4; i++) {
      assertEquals(Offer.QUEUED, queues.offer(VOTE, new byte[] {(byte) i}));
    }

    assertEquals(Offer.QUEUED_FOR_OLDEST, queues.offer(VOTE, new byte[] {4}));
    assertEquals(Offer.QUEUED_FOR_OLDEST, queues.offer(VOTE, new byte[9_985]));

    assertEquals(List.of(4, 0), nextRecord().stream().map(m -> (int) m.bytes()[0]).toList());
    assertEquals(4, statistics(Lane.CONSENSUS).framesDropped());
  }

  @Test
  void aMessageThatBeganIsNeverDropped() {
    queues.offer(VOTE, new byte[39_000]);
    nextRecord();

    assertEquals(Offer.REFUSED, queues.offer(VOTE, new byte[1]));

    nextRecord();
    assertEquals(39_000, nextRecord().getFirst().bytes().length);
  }

  @Test
  void aFullBulkLaneRefuses() {
    for (MessageType type : List.of(ANSWER, BLOCK, TRANSACTION)) {
      for (int i = 0; i < 4; i++) {
        assertEquals(Offer.QUEUED, queues.offer(type, new byte[1]));
      }
      assertEquals(Offer.REFUSED, queues.offer(type, new byte[1]), "too many messages");
      assertEquals(1, statistics(type.lane()).framesDropped());
      assertEquals(4, statistics(type.lane()).framesQueued());
    }
  }

  @Test
  void lanesAreBoundedInBytesButAlwaysTakeOneMessage() {
    assertEquals(Offer.QUEUED, queues.offer(BLOCK, new byte[50_000]));
    assertEquals(Offer.REFUSED, queues.offer(BLOCK, new byte[1]), "too many bytes");
    assertEquals(Offer.QUEUED, queues.offer(TRANSACTION, new byte[1]), "lanes are apart");
    assertEquals(50_005, statistics(Lane.BLOCKS).bytesQueued());
  }

  @Test
  void countersFollowWhatIsSent() {
    queues.offer(ANSWER, new byte[95]);
    nextRecord();

    LaneStatistics sent = statistics(Lane.ANSWERS);
    assertEquals(1, sent.framesSent());
    assertEquals(100, sent.bytesSent());
    assertEquals(0, sent.framesQueued());
    assertEquals(0, sent.bytesQueued());
  }

  @Test
  void theLastWordFollowsOnlyWhatHadBegunInItsLane() {
    queues.offer(BLOCK, new byte[20_000]);
    nextRecord();
    queues.offer(VOTE, new byte[20_000]);
    nextRecord();
    queues.offer(ANSWER, new byte[1]);

    queues.close(MessageTypes.GOODBYE, new byte[] {1, 0});

    assertEquals(List.of(VOTE, MessageTypes.GOODBYE), types(nextRecord()));
    assertTrue(queues.isEmpty());
    assertEquals(Offer.REFUSED, queues.offer(VOTE, new byte[1]));
  }

  private LaneStatistics statistics(Lane lane) {
    return queues.statistics(lane, 0, 0);
  }

  private static List<MessageType> types(List<Decoded.Message> messages) {
    return messages.stream().map(Decoded.Message::type).toList();
  }

  /// The messages that the next record completes.
  private List<Decoded.Message> nextRecord() {
    ByteBuffer record = ByteBuffer.allocate(Framing.RECORD_BYTES);
    queues.fill(record);
    record.flip();
    List<Decoded.Message> messages = new ArrayList<>();
    while (true) {
      switch (decoder.next(record, 0)) {
        case Decoded.Message message -> messages.add(message);
        case Decoded.Fault fault -> fail(fault.toString());
        case Decoded.Incomplete incomplete -> {
          return messages;
        }
      }
    }
  }

  private static LaneQueues queues(long bytes, int messages) {
    PeerLimits.Bound bound = new PeerLimits.Bound(bytes, messages);
    return new LaneQueues(new PeerLimits.Queues(bound, bound, bound, bound));
  }
}

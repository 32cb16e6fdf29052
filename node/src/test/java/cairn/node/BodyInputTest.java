package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.ledger.Block;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What peers can send to [BodyFetch].
class BodyInputTest {
  private final RelaySide side = new RelaySide();
  private final Block block = side.block(side.ledger.pay(0, 0));
  private final Peer peer = side.network.connect(1);

  BodyInputTest() {
    side.network.disconnect(side.proposer);
  }

  @Test
  void takesABodyThatItAskedFor() {
    side.fetch.want(block.id(), new View(1), Optional.empty());

    side.fetch.onBody(peer, body(block.id(), Optional.of(block)));
    side.workers.runAll();

    assertEquals(List.of(block.id()), side.arrivedBlocks());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void penalisesABodyThatNobodyAskedForBeforeItWaits() {
    side.fetch.want(block.id(), new View(1), Optional.empty());
    Peer stranger = side.network.connect(2);

    side.fetch.onBody(stranger, body(block.id(), Optional.of(block)));

    assertEquals(0, side.pool.size());
    assertEquals(List.of("body that nobody asked for"), side.network.penalties);
  }

  @Test
  void doesNotBlameForALateBody() {
    side.fetch.want(block.id(), new View(1), Optional.empty());
    side.network.connect(2);
    side.ledger.clock.advance(Duration.ofSeconds(1));
    side.fetch.accepted(block.id());

    side.fetch.onBody(peer, body(block.id(), Optional.of(block)));
    side.workers.runAll();

    assertEquals(List.of(), side.network.penalties);
    assertEquals(List.of(), side.arrivedBlocks());
  }

  @Test
  void penalisesTheBodyOfAnotherBlock() {
    side.fetch.want(side.maker.genesis, new View(1), Optional.empty());

    side.fetch.onBody(peer, body(side.maker.genesis, Optional.of(block)));
    side.workers.runAll();

    assertEquals(List.of("body of another block"), side.network.penalties);
  }

  @Test
  void penalisesEveryTruncationOfABody() {
    byte[] good = body(block.id(), Optional.of(block));

    for (int length = 0; length < good.length; length++) {
      Peer again = side.network.connect(1);
      side.fetch.want(block.id(), new View(1), Optional.empty());
      side.fetch.onBody(again, Arrays.copyOf(good, length));
      side.workers.runAll();
      side.fetch.accepted(block.id());

      assertEquals(length + 1, side.network.penalties.size(), "of " + length + " bytes");
    }
    assertEquals(List.of(), side.arrivedBlocks());
  }

  @Test
  void asksTheNextPeerWhenOneHasItNot() {
    side.fetch.want(block.id(), new View(1), Optional.empty());
    Peer other = side.network.connect(2);

    side.fetch.onBody(peer, body(block.id(), Optional.empty()));
    side.workers.runAll();
    side.ledger.clock.advance(Duration.ofMillis(10));

    assertEquals(other.id(), side.network.sent.getLast().to());
  }

  @Test
  void givesABodyAndSaysWhenItHasNone() {
    BlockId unknown = new BlockId(Hash.tagged("test", new byte[0]));
    side.stash.add(block);

    side.fetch.onWanted(peer, id(block.id()));
    side.fetch.onWanted(peer, id(unknown));
    side.workers.runAll();

    List<RecordingNetwork.Sent> answers = side.network.sent(MessageTypes.BODY);
    assertEquals(
        List.of(
            body(block.id(), Optional.of(block)).length, body(unknown, Optional.empty()).length),
        answers.stream().map(sent -> sent.message().length).toList());
  }

  @Test
  void keepsAFewRequestsOfOnePeerAndPenalisesWhatIsNone() {
    for (int i = 0; i < 1_000; i++) {
      side.fetch.onWanted(peer, id(block.id()));
    }
    side.fetch.onWanted(peer, new byte[31]);

    assertEquals(16, side.pool.size());
    assertEquals(1, side.network.penalties.size());
  }

  private static byte[] id(BlockId id) {
    BcsWriter writer = new BcsWriter();
    id.write(writer);
    return writer.toByteArray();
  }

  private static byte[] body(BlockId id, Optional<Block> block) {
    BcsWriter writer = new BcsWriter();
    id.write(writer);
    writer.optional(block, (w, found) -> w.bytes(found.encoded()));
    return writer.toByteArray();
  }
}

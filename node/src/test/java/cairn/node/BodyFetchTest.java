package cairn.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.ledger.Block;
import cairn.ledger.Parameters;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How [BodyFetch] gets a body although some of those who are asked lie, are silent, or lack it,
/// and what it gives to others.
class BodyFetchTest {
  private static final View VIEW = new View(1);

  private final RelaySide side = new RelaySide();
  private final Block block = side.block(side.ledger.pay(0, 0));
  private final Peer first = side.network.connect(1);
  private final Peer second = side.network.connect(2);

  private static byte[] body(BlockId id, Optional<Block> body) {
    BcsWriter writer = new BcsWriter();
    id.write(writer);
    return writer.optional(body, (w, it) -> w.bytes(it.encoded())).toByteArray();
  }

  private List<NodeId> asked() {
    return side.network.sent(MessageTypes.BODY_WANTED).stream()
        .map(RecordingNetwork.Sent::to)
        .toList();
  }

  private void answer(NodeId peer, Block answer) {
    side.fetch.onBody(
        side.network.peer(peer).orElseThrow(), body(answer.id(), Optional.of(answer)));
    side.workers.runAll();
  }

  /// The answer to a request for the block; empty if it has none.
  private Optional<byte[]> given(BlockId id) {
    BcsWriter wanted = new BcsWriter();
    id.write(wanted);
    side.fetch.onWanted(first, wanted.toByteArray());
    side.workers.runAll();
    BcsReader answer = BcsReader.of(side.lastSent(MessageTypes.BODY));
    BlockId.read(answer);
    return answer.optional(r -> r.bytes(Block.MAX_BYTES));
  }

  @Test
  void asksAnotherPeerWhenABodyHasABadSignature() {
    byte[] bytes = block.encoded();
    bytes[bytes.length - 1] ^= 1;
    Block falsified = Block.decode(bytes);
    side.network.disconnect(side.proposer);
    side.fetch.want(block.id(), VIEW, Optional.empty());

    answer(asked().getFirst(), falsified);

    assertEquals(1, side.network.penalties.size());
    assertEquals(2, asked().size());
    assertNotEquals(asked().getFirst(), asked().getLast());
    answer(asked().getLast(), block);
    assertEquals(List.of(block.id()), side.arrivedBlocks());
  }

  @Test
  void asksAnotherPeerWhenABodyTurnsOutNotToFit() {
    Block falsified = new Block(block.header(), List.of(side.ledger.pay(3, 0).transaction()));
    side.network.disconnect(side.proposer);
    side.fetch.want(block.id(), VIEW, Optional.empty());
    answer(asked().getFirst(), falsified);

    side.fetch.want(block.id(), VIEW, Optional.empty());

    assertEquals(Set.of(first.id(), second.id()), new HashSet<>(asked()));
  }

  @Test
  void doesNotAlwaysAskTheSamePeerFirst() {
    side.network.disconnect(side.proposer);

    for (int i = 0; i < 2; i++) {
      side.fetch.want(side.block(side.ledger.pay(i, 0)).id(), VIEW, Optional.empty());
    }

    assertEquals(Set.of(first.id(), second.id()), new HashSet<>(asked()));
  }

  @Test
  void asksNoMoreOnceABodyFits() {
    side.fetch.want(block.id(), VIEW, Optional.empty());
    answer(asked().getFirst(), block);

    side.fetch.accepted(block.id());
    side.ledger.clock.advance(Duration.ofSeconds(10));

    assertEquals(1, asked().size());
  }

  @Test
  void asksNoMoreForWhatFinalityHasPassed() {
    side.fetch.want(block.id(), VIEW, Optional.empty());
    side.fetch.want(block.id(), new View(3), Optional.empty());

    side.fetch.settled(new View(2));
    side.ledger.clock.advance(Duration.ofMillis(300));
    assertEquals(2, asked().size());
    side.fetch.settled(new View(3));
    side.ledger.clock.advance(Duration.ofSeconds(10));
    assertEquals(2, asked().size());
  }

  @Test
  void takesNoBodyThatIsLargerThanTheNetworkAllows() {
    side.limits = new Parameters.BlockLimits(Parameters.BlockLimits.LEAST_BYTES, 1);
    Block large = side.block(side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    side.fetch.want(large.id(), VIEW, Optional.empty());

    answer(asked().getFirst(), large);

    assertEquals(List.of(), side.arrivedBlocks());
    assertEquals(List.of("the block is larger than this network allows"), side.network.penalties);
  }

  @Test
  void givesABodyThatStandsInTheJournalOnly() {
    assertEquals(Optional.empty(), given(block.id()));

    side.journal.put(block.id(), block.encoded());

    assertArrayEquals(block.encoded(), given(block.id()).orElseThrow());
  }

  @Test
  void keepsWhatMayBecomeFinalHoweverLittleRoomThereIs() {
    BlockStash stash = new BlockStash(1);
    Block other = side.block(side.ledger.pay(1, 0));

    stash.add(block);
    stash.add(other);
    stash.release(other.id());

    assertEquals(Optional.of(block), stash.block(block.id()));
    assertEquals(Optional.empty(), stash.block(other.id()));
  }
}

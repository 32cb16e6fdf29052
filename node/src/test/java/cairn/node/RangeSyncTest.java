package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Catching up by ranges, and what peers can do to it: [RangeSync] against [RangeService] over the
/// same chain, whose every third block has a finalization of its own.
class RangeSyncTest {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final RelaySide side = new RelaySide();
  private final ChainSide maker = side.maker;
  private final List<FinalRun> runs = new ArrayList<>();
  private final RangeSync sync =
      new RangeSync(
          side.links,
          new VoteVerifier(
              ChainSide.EPOCH,
              maker.validators,
              side.ledger.network.genesisHash(),
              new KeyedHashEd25519()),
          side.bodyVerifier,
          runs::add);
  private final RangeService service =
      new RangeService(
          side.network, new RequestService(side.network, side.pool), side.ledger.store);
  private final List<Block> chain = new ArrayList<>();

  RangeSyncTest() {
    side.network.disconnect(side.proposer);
    BlockId parent = maker.genesis;
    for (int view = 1; view <= 9; view++) {
      Block block = maker.built(view, view - 1, parent, side.ledger.pay(0, view - 1));
      chain.add(block);
      parent = block.id();
      if (view % 3 == 0) {
        maker.commit(block);
      }
    }
    maker.runStore();
    assertEquals(new Height(9), side.ledger.store.head().height());
  }

  @Test
  void fetchesARangeFromWhoHasIt() {
    Peer peer = side.network.connect(1);

    sync.want(Height.ZERO, new Height(9));
    sync.onRange(peer, served(1, 9));
    side.workers.runAll();

    assertEquals(1, runs.size());
    assertEquals(9, runs.getFirst().bodies().size());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void goesOnWhenAPeerConnectsHoweverLongThereWasNone() {
    sync.want(Height.ZERO, new Height(9));
    side.ledger.clock.advance(Duration.ofMinutes(1));
    side.network.connect(1);

    sync.onConnected();

    assertEquals(1, side.network.sent(MessageTypes.BLOCK_RANGE_WANTED).size());
  }

  /// A node whose only peers were gone for longer than one time-out never asked again.
  @Test
  void triesAgainAndAgainWhileThereIsNobodyToAsk() {
    sync.want(Height.ZERO, new Height(9));
    side.ledger.clock.advance(Duration.ofMinutes(1));
    side.network.connect(1);

    side.ledger.clock.advance(PATIENCE);

    assertEquals(1, side.network.sent(MessageTypes.BLOCK_RANGE_WANTED).size());
  }

  @Test
  void asksAnotherPeerWhenOneVanishes() {
    Peer first = side.network.connect(1);
    sync.want(Height.ZERO, new Height(9));
    side.network.disconnect(first);
    Peer second = side.network.connect(2);

    side.ledger.clock.advance(PATIENCE.multipliedBy(2));

    assertEquals(second.id(), side.network.sent.getLast().to());
    assertEquals(2, side.network.sent(MessageTypes.BLOCK_RANGE_WANTED).size());
  }

  @Test
  void asksAnotherPeerWhenOneHasItNot() {
    Peer first = side.network.connect(1);
    sync.want(Height.ZERO, new Height(9));
    Peer second = side.network.connect(2);

    sync.onRange(first, BlockRanges.Answer.none(new Height(1)).encoded());
    side.workers.runAll();
    side.ledger.clock.advance(Duration.ofMillis(100));

    assertEquals(second.id(), side.network.sent.getLast().to());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void penalisesARangeThatNobodyAskedForBeforeItWaits() {
    Peer asked = side.network.connect(1);
    sync.want(Height.ZERO, new Height(9));
    Peer stranger = side.network.connect(2);

    sync.onRange(stranger, served(1, 9));
    sync.onRange(asked, new byte[3]);

    assertEquals(
        List.of("block range that nobody asked for", "block range: needs 8 more bytes, 3 are left"),
        side.network.penalties);
    assertEquals(0, side.pool.size());
  }

  @Test
  void dropsALateRangeUnreadWithoutBlame() {
    Peer first = side.network.connect(1);
    sync.want(Height.ZERO, new Height(9));
    side.network.connect(2);
    side.ledger.clock.advance(PATIENCE);

    sync.onRange(first, served(1, 9));

    assertEquals(0, side.pool.size());
    assertEquals(1, side.pool.unwanted());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void penalisesEveryTruncationOfARange() {
    byte[] whole = served(1, 3);

    for (int length = 0; length < whole.length; length++) {
      Peer peer = side.network.connect(1);
      sync.want(Height.ZERO, new Height(9));
      sync.onConnected();
      sync.onRange(peer, Arrays.copyOf(whole, length));
      side.workers.runAll();

      assertEquals(length + 1, side.network.penalties.size(), "of " + length + " bytes");
      sync.restart(Height.ZERO, new BodySource.Assembled());
    }
    assertEquals(List.of(), runs);
  }

  @Test
  void penalisesARangeOutOfOrder() {
    List<Block> swapped = List.of(chain.get(1), chain.get(0), chain.get(2));

    assertPenalised("block range with a gap in its heights", answer(1, swapped, 3));
  }

  @Test
  void penalisesARangeThatLeavesABlockOut() {
    List<Block> gap = List.of(chain.get(0), chain.get(2));

    assertPenalised("block range with a gap in its heights", answer(1, gap, 3));
  }

  @Test
  void penalisesARangeOfOtherHeightsThanItSays() {
    assertPenalised("block range with a gap in its heights", answer(1, chain.subList(3, 6), 6));
  }

  @Test
  void penalisesABlockThatIsNotItsNeighboursParent() {
    Block another = new Block(other(chain.get(0).header()), chain.get(0).transactions());

    assertPenalised(
        "block range with a block that is not its neighbour's parent",
        answer(1, List.of(another, chain.get(1), chain.get(2)), 3));
  }

  @Test
  void penalisesHeadersThatDoNotLeadToTheFinalization() {
    BlockRanges.Answer good = BlockRanges.Answer.decode(served(1, 1));
    List<BlockHeader> headers = List.of(other(good.headers().getFirst()), good.headers().getLast());

    assertPenalised(
        "block range with a block that is not its neighbour's parent",
        new BlockRanges.Answer(good.from(), good.blocks(), headers, good.finalization()));
  }

  @Test
  void penalisesTheFinalizationOfAnotherBlock() {
    assertPenalised("block range with a wrong finalization", answer(1, chain.subList(0, 3), 6));
  }

  @Test
  void penalisesAFinalizationWithoutAQuorum() {
    Certificate good = finalization(3);
    Certificate bad =
        new Certificate(
            good.vote(),
            good.setSize(),
            good.signers().subList(0, 2),
            good.signatures().subList(0, 2));

    assertPenalised(
        "block range with a wrong finalization",
        new BlockRanges.Answer(new Height(1), chain.subList(0, 3), List.of(), Optional.of(bad)));
  }

  @Test
  void penalisesBlocksWithoutAFinalization() {
    assertPenalised(
        "block range without its finalization",
        new BlockRanges.Answer(new Height(1), chain.subList(0, 3), List.of(), Optional.empty()));
  }

  @Test
  void penalisesATransactionWithABadSignature() {
    byte[] bytes = served(1, 1);
    byte[] pay = side.ledger.pay(0, 0).transaction().encoded();
    int end = indexOf(bytes, pay) + pay.length;
    bytes[end - 1] ^= 1;

    assertPenalised("block range: BAD_SIGNATURE", BlockRanges.Answer.decode(bytes));
  }

  @Test
  void takesABlockWhoseFinalizationIsADescendants() {
    Peer peer = side.network.connect(1);
    sync.want(Height.ZERO, new Height(2));

    sync.onRange(peer, served(1, 2));
    side.workers.runAll();

    assertEquals(2, runs.getFirst().end());
    assertEquals(
        chain.get(2).id(),
        Finalizations.block(runs.getFirst().finalization().certificate()).orElseThrow());
  }

  /// Hands the answer over as that of a peer that was asked for everything.
  private void assertPenalised(String rule, BlockRanges.Answer answer) {
    Peer peer = side.network.connect(1);
    sync.want(Height.ZERO, new Height(9));

    sync.onRange(peer, answer.encoded());
    side.workers.runAll();

    assertEquals(List.of(rule), side.network.penalties);
    assertEquals(List.of(), runs);
    assertTrue(sync.target().isAfter(Height.ZERO), "it goes on without that peer");
  }

  private BlockRanges.Answer answer(long from, List<Block> blocks, int finalizationOf) {
    return new BlockRanges.Answer(
        new Height(from), blocks, List.of(), Optional.of(finalization(finalizationOf)));
  }

  private Certificate finalization(int height) {
    return side.ledger.store.finalization(new Height(height)).orElseThrow();
  }

  /// What the service answers.
  private byte[] served(long from, long to) {
    Peer asker = side.network.connect(77);
    BlockRanges.Wanted wanted = new BlockRanges.Wanted(new Height(from), new Height(to));
    service.onWanted(asker, wanted.encoded());
    side.workers.runAll();
    side.network.disconnect(asker);
    return side.lastSent(MessageTypes.BLOCK_RANGE);
  }

  private static BlockHeader other(BlockHeader of) {
    return new BlockHeader(
        of.protocol(),
        of.genesis(),
        of.epoch(),
        of.view(),
        of.height(),
        of.parent(),
        of.timestamp(),
        of.proposer(),
        of.txRoot(),
        Hash.tagged("test.other", new byte[0]),
        of.historyRoot(),
        of.signers(),
        of.nextSigners());
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}

package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsWriter;
import cairn.ledger.Amount;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.TransactionBody;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.MessageType;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What [RangeService] gives, and how much at most.
class RangeServiceTest {
  private final RelaySide side = new RelaySide();
  private final ChainSide maker = side.maker;
  private final RangeService service =
      new RangeService(
          side.network, new RequestService(side.network, side.pool), side.ledger.store);

  @Test
  void endsAtTheLastBlockThatWasAskedForThoughItsFinalizationIsADescendants() {
    extend(1, 6, Set.of(5L, 6L));

    BlockRanges.Answer answer = answer(2, 3);

    assertEquals(List.of(2L, 3L), heights(answer));
    assertEquals(2, answer.headers().size());
    assertEquals(new Height(5), answer.headers().getLast().height());
    assertTrue(Finalizations.isOf(answer.finalization().orElseThrow(), answer.certified()));
  }

  @Test
  void givesNoHeadersWhereTheLastBlockHasItsOwnFinalization() {
    extend(1, 3, Set.of(3L));

    BlockRanges.Answer answer = answer(1, 3);

    assertEquals(List.of(), answer.headers());
    assertEquals(new Height(3), answer.blocks().getLast().height());
  }

  @Test
  void hasNothingAboveItsHead() {
    extend(1, 2, Set.of(2L));

    assertEquals(List.of(), answer(3, 10).blocks());
    assertEquals(List.of(1L, 2L), heights(answer(1, 10)));
  }

  /// Many blocks without a finalization of their own.
  @Test
  void theHeadersMayBeManyMoreThanTheBlocks() {
    extend(1, 130, Set.of(130L));

    BlockRanges.Answer answer = answer(1, 1);

    assertEquals(1, answer.blocks().size());
    assertEquals(129, answer.headers().size());
  }

  @Test
  void givesNoMoreBlocksThanAnAnswerTakes() {
    extend(1, 130, Set.of(128L, 130L));

    assertEquals(BlockRanges.MAX_BLOCKS, answer(1, 1000).blocks().size());
  }

  /// Without a finalization of its own in sight, nothing cut an answer before.
  @Test
  void cutsAnAnswerByItsBytesWhereverTheNextFinalizationStands() {
    BlockId parent = maker.genesis;
    for (int view = 1; view <= 8; view++) {
      Block block = maker.built(view, view - 1, parent, large(view - 1));
      assertTrue(block.size() > 300_000, "of " + block.size());
      parent = block.id();
      if (view == 8) {
        maker.commit(block);
      }
    }
    maker.runStore();

    BlockRanges.Answer answer = answer(1, 8);

    assertTrue(answer.encoded().length < BlockRanges.CUT_BYTES + 4096);
    assertEquals(8, answer.blocks().size() + answer.headers().size());
    assertTrue(answer.blocks().size() >= 4);
  }

  @Test
  void aBlockOfTheLargestSizeFitsEveryMessageThatCarriesIt() {
    int besides = 64 * 1024 + BlockRanges.MAX_HEADERS * 300;
    for (MessageType type :
        List.of(MessageTypes.BLOCK, MessageTypes.BODY, MessageTypes.BLOCK_RANGE)) {
      assertTrue(Block.MAX_BYTES + besides <= type.maxBytes(), type.name());
    }
    assertEquals(List.of(), with(new Parameters.BlockLimits(Block.MAX_BYTES, 10_000)).problems());
    assertEquals(
        1, with(new Parameters.BlockLimits(Block.MAX_BYTES + 1, 10_000)).problems().size());
  }

  @Test
  void penalisesARangeThatIsNone() {
    service.onWanted(side.network.connect(1), new byte[15]);
    service.onWanted(side.network.connect(2), new byte[17]);
    service.onWanted(side.network.connect(3), wanted(5, 4));
    service.onWanted(side.network.connect(4), wanted(0, 4));
    service.onWanted(side.network.connect(5), wanted(-1, 4));

    assertEquals(5, side.network.penalties.size());
    assertEquals(0, side.pool.size());
  }

  /// Empty blocks from one view to another; those of `certified` have finalizations of their own.
  private void extend(long from, long to, Set<Long> certified) {
    BlockId parent = side.ledger.store.head().id();
    for (long view = from; view <= to; view++) {
      Block block = maker.built(view, view - 1, parent);
      parent = block.id();
      if (certified.contains(view)) {
        maker.commit(block);
      }
    }
    maker.runStore();
  }

  /// A hundred transactions of a hundred operations each.
  private VerifiedTransaction[] large(int round) {
    List<VerifiedTransaction> all = new ArrayList<>();
    Operation pay = new Operation.Transfer(side.ledger.key(0), Amount.of(1));
    for (int sender = 0; sender < 20; sender++) {
      for (int i = 0; i < 4; i++) {
        TransactionBody body =
            new TransactionBody(
                Protocol.VERSION_1,
                side.ledger.key(sender),
                round * 4L + i,
                Amount.of(10_000),
                side.ledger.validUntil(60_000),
                "",
                Collections.nCopies(100, pay));
        all.add(side.ledger.verified(body, side.ledger.network.account(sender)));
      }
    }
    return all.toArray(VerifiedTransaction[]::new);
  }

  private static Parameters with(Parameters.BlockLimits limits) {
    Parameters of = Parameters.standard();
    return new Parameters(
        of.timing(), limits, of.maxValidity(), of.fees(), of.keptViews(), of.keptEpochs(), false);
  }

  private BlockRanges.Answer answer(long from, long to) {
    Peer asker = side.network.connect(1);
    service.onWanted(asker, wanted(from, to));
    side.workers.runAll();
    return BlockRanges.Answer.decode(side.lastSent(MessageTypes.BLOCK_RANGE));
  }

  private static byte[] wanted(long from, long to) {
    return new BcsWriter().u64(from).u64(to).toByteArray();
  }

  private static List<Long> heights(BlockRanges.Answer answer) {
    return answer.blocks().stream().map(block -> block.height().number()).toList();
  }
}

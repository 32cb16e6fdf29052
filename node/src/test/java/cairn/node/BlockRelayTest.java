package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsWriter;
import cairn.ledger.Block;
import cairn.ledger.Transaction;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What peers can send to [BlockRelay].
class BlockRelayTest {
  private final RelaySide side = new RelaySide();

  @Test
  void takesAWholeBlockOfItsProposer() {
    Block block = side.block(side.ledger.pay(0, 0));

    side.relay.onBlock(side.proposer, block.encoded());
    side.workers.runAll();

    assertEquals(List.of(block.id()), side.arrivedBlocks());
    assertTrue(side.arrived.getFirst().isFromProposer());
  }

  @Test
  void penalisesABlockPushedByAnotherThanItsProposerBeforeItWaits() {
    Block block = side.block(side.ledger.pay(0, 0));
    Peer stranger = side.network.connect(1);
    Peer validator = side.network.connect(2, Optional.of(side.otherValidator()));

    side.relay.onBlock(stranger, block.encoded());
    side.relay.onCompactBlock(validator, CompactBlock.of(block).encoded());

    assertEquals(0, side.pool.size());
    assertEquals(
        List.of(
            "block pushed by another than its proposer",
            "block pushed by another than its proposer"),
        side.network.penalties);
  }

  @Test
  void dropsABlockOfAViewThatIsFarAhead() {
    Block later = new ChainSide(5).built(5, 0, side.maker.genesis);
    Peer leader = side.network.connect(3, Optional.of(side.maker.leader(5)));

    side.relay.onBlock(leader, later.encoded());
    side.workers.runAll();

    assertEquals(List.of(), side.arrivedBlocks());
    assertEquals(1, side.pool.unwanted());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void takesOneBlockAViewFromItsProposerAndDropsTheRestUnread() {
    Block block = side.block(side.ledger.pay(0, 0));

    side.relay.onBlock(side.proposer, block.encoded());
    side.relay.onBlock(side.proposer, block.encoded());
    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());

    assertEquals(1, side.pool.size());
    assertEquals(2, side.pool.unwanted());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void penalisesEveryTruncationOfABlock() {
    byte[] block = side.block(side.ledger.pay(0, 0)).encoded();

    for (int length = 0; length < block.length; length++) {
      RelaySide fresh = new RelaySide();
      fresh.relay.onBlock(fresh.proposer, Arrays.copyOf(block, length));
      fresh.workers.runAll();

      assertEquals(1, fresh.network.penalties.size(), "of " + length + " bytes");
      assertEquals(List.of(), fresh.arrivedBlocks());
    }
  }

  @Test
  void penalisesABlockWithASignatureThatDoesNotHold() {
    Block good = side.block(side.ledger.pay(0, 0));
    byte[] bytes = good.encoded();
    bytes[bytes.length - 1] ^= 1;

    side.relay.onBlock(side.proposer, bytes);
    side.workers.runAll();

    assertEquals(List.of("body with a bad transaction: BAD_SIGNATURE"), side.network.penalties);
    assertEquals(1, side.refused.size());
    assertEquals(List.of(), side.arrivedBlocks());
  }

  @Test
  void assemblesACompactBlockFromItsMempool() {
    side.mempool.admit(side.ledger.pay(0, 0), Mempool.Origin.PEER);
    Block block = side.block(side.ledger.pay(0, 0));

    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());
    side.workers.runAll();

    assertEquals(List.of(block.id()), side.arrivedBlocks());
  }

  @Test
  void fetchesWhatACompactBlockLacksFromWhoSentIt() {
    Block block = side.block(side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    side.mempool.admit(side.ledger.pay(0, 0), Mempool.Origin.PEER);
    int missing = block.transactions().indexOf(side.ledger.pay(1, 0).transaction());

    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());
    side.workers.runAll();

    byte[] wanted = side.lastSent(MessageTypes.TRANSACTIONS_WANTED);
    assertEquals(List.of(missing), CompactBlock.Missing.decode(wanted).places());

    side.relay.onTransactions(
        side.proposer,
        RelaySide.transactionsMessage(block.id(), List.of(block.transactions().get(missing))));
    side.workers.runAll();

    assertEquals(List.of(block.id()), side.arrivedBlocks());
  }

  @Test
  void wantsTheWholeBodyWhereTheMissingTransactionsAreTooFew() {
    Block block = side.block(side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());
    side.workers.runAll();

    side.relay.onTransactions(
        side.proposer,
        RelaySide.transactionsMessage(block.id(), block.transactions().subList(0, 1)));
    side.workers.runAll();

    assertEquals(1, side.network.sent(MessageTypes.BODY_WANTED).size());
    assertEquals(List.of(), side.arrivedBlocks());
    assertEquals(List.of(), side.network.penalties);
  }

  /// Two transactions with one short id, or a proposer that means another body: the parts make a
  /// body that does not fit, and that is nobody's offence here.
  @Test
  void doesNotBlameTheProposerForABodyThatWasAssembledHere() {
    Block block = side.block(side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());
    side.workers.runAll();
    List<Transaction> others =
        List.of(side.ledger.pay(2, 0).transaction(), side.ledger.pay(3, 0).transaction());

    side.relay.onTransactions(side.proposer, RelaySide.transactionsMessage(block.id(), others));
    side.workers.runAll();

    assertEquals(List.of(), side.network.penalties);
    assertEquals(1, side.arrived.size());
    assertTrue(!side.arrived.getFirst().isFromProposer());
  }

  @Test
  void penalisesTransactionsThatNobodyAskedForBeforeTheyWait() {
    Peer stranger = side.network.connect(1);

    side.relay.onTransactions(stranger, new byte[1 << 20]);

    assertEquals(0, side.pool.size());
    assertEquals(List.of("transactions that nobody asked for"), side.network.penalties);
  }

  @Test
  void dropsALateAnswerUnreadWithoutBlame() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());
    side.workers.runAll();
    side.ledger.clock.advance(Duration.ofSeconds(10));

    side.relay.onTransactions(
        side.proposer, RelaySide.transactionsMessage(block.id(), block.transactions()));

    assertEquals(0, side.pool.size());
    assertEquals(1, side.pool.unwanted());
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void penalisesASecondAnswerToOneRequest() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.relay.onCompactBlock(side.proposer, CompactBlock.of(block).encoded());
    side.workers.runAll();
    byte[] answer = RelaySide.transactionsMessage(block.id(), block.transactions());

    side.relay.onTransactions(side.proposer, answer);
    side.relay.onTransactions(side.proposer, answer);

    assertEquals(List.of("transactions that nobody asked for"), side.network.penalties);
  }

  @Test
  void givesMissingTransactionsInThePool() {
    Block block = side.block(side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    side.stash.add(block);
    Peer peer = side.network.connect(1);

    side.relay.onTransactionsWanted(peer, wanted(block.id(), 0, 1));

    assertEquals(List.of(), side.network.sent);
    side.workers.runAll();
    byte[] expected = RelaySide.transactionsMessage(block.id(), block.transactions());
    assertTrue(Arrays.equals(expected, side.lastSent(MessageTypes.TRANSACTIONS)));
  }

  /// A hundred thousand times the same place would make an answer of gigabytes.
  @Test
  void penalisesPlacesThatDoNotAscend() {
    Block block = side.block(side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    side.stash.add(block);
    int[] same = IntStream.generate(() -> 1).limit(CompactBlock.MAX_TRANSACTIONS).toArray();

    for (int[] places : List.of(same, new int[] {0, 0}, new int[] {1, 0})) {
      side.relay.onTransactionsWanted(side.network.connect(1), wanted(block.id(), places));
      side.workers.runAll();
    }

    assertEquals(List.of(), side.network.sent);
    assertEquals(
        List.of(
            "transactions wanted: places of transactions do not ascend",
            "transactions wanted: places of transactions do not ascend",
            "transactions wanted: places of transactions do not ascend"),
        side.network.penalties);
  }

  @Test
  void penalisesPlacesBeyondTheBlock() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.stash.add(block);

    side.relay.onTransactionsWanted(side.network.connect(1), wanted(block.id(), 0, 1));
    side.relay.onTransactionsWanted(side.network.connect(2), wanted(block.id(), -1));
    side.workers.runAll();

    assertEquals(List.of(), side.network.sent);
    assertEquals(
        List.of(
            "transactions wanted beyond the block",
            "transactions wanted: place 4294967295 is in no block"),
        side.network.penalties);
  }

  @Test
  void doesNotAnswerWhatItHasNot() {
    side.relay.onTransactionsWanted(side.network.connect(1), wanted(side.maker.genesis, 0));
    side.workers.runAll();

    assertEquals(List.of(), side.network.sent);
    assertEquals(List.of(), side.network.penalties);
  }

  @Test
  void keepsAFewRequestsOfOnePeerAndDropsTheRest() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.stash.add(block);
    Peer flooder = side.network.connect(1);
    Peer other = side.network.connect(2);

    for (int i = 0; i < 10_000; i++) {
      side.relay.onTransactionsWanted(flooder, wanted(block.id(), 0));
    }
    side.relay.onTransactionsWanted(other, wanted(block.id(), 0));

    assertEquals(17, side.pool.size());
    assertEquals(10_000 - 16, side.pool.refused());
    side.workers.runAll();
    assertEquals(
        1, side.network.sent.stream().filter(sent -> sent.to().equals(other.id())).count());
  }

  @Test
  void readsNothingForAPeerThatDoesNotTakeItsAnswers() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.stash.add(block);
    Peer slow = side.network.connect(1);
    side.network.bytesQueued.put(slow.id(), 8L << 20);

    side.relay.onTransactionsWanted(slow, wanted(block.id(), 0));
    side.workers.runAll();

    assertEquals(List.of(), side.network.sent);
  }

  @Test
  void givesEachPeerOneAnswerAtATimeWhereManyLeaveTheirsLying() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.stash.add(block);
    for (int i = 10; i < 20; i++) {
      side.network.bytesQueued.put(side.network.connect(i).id(), 7L << 20);
    }
    Peer waiting = side.network.connect(1);
    side.network.bytesQueued.put(waiting.id(), 1L);
    Peer fresh = side.network.connect(2);

    side.relay.onTransactionsWanted(waiting, wanted(block.id(), 0));
    side.relay.onTransactionsWanted(fresh, wanted(block.id(), 0));
    side.workers.runAll();

    assertEquals(
        List.of(fresh.id()), side.network.sent.stream().map(RecordingNetwork.Sent::to).toList());
  }

  @Test
  void answersOnlyOverTheConnectionThatTheRequestCameBy() {
    Block block = side.block(side.ledger.pay(0, 0));
    side.stash.add(block);

    side.relay.onTransactionsWanted(side.network.connect(1), wanted(block.id(), 0));
    side.network.connect(1);
    side.workers.runAll();

    assertEquals(List.of(), side.network.sent);
  }

  private static byte[] wanted(BlockId id, int... places) {
    BcsWriter writer = new BcsWriter();
    id.write(writer);
    writer.uleb(places.length);
    for (int place : places) {
      writer.u32(place & 0xFFFF_FFFFL);
    }
    return writer.toByteArray();
  }
}

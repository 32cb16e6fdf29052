package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.ledger.Block;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the chain does with blocks that a quorum notarized and nobody asks about.
class NotarizedBlocksTest {
  private final ChainSide follower = new ChainSide(2);

  private void learn(Block block) {
    View view = block.header().view();
    Vote vote = new Vote.Notarize(ChainSide.EPOCH, view, new View(view.number() - 1), block.id());
    follower.chain.learned(new Certificate(vote, 4, List.of(), List.of()));
    follower.thread.runAll();
  }

  private void arriveAsRun(List<Block> blocks) {
    follower.chain.runArrived(
        new FinalRun(
            blocks.stream().map(follower::relayed).toList(),
            follower.finalization(blocks.getLast())));
    follower.thread.runAll();
  }

  @Test
  void executesNoNotarizedBlockWhileTheStoreIsFarBehindAndGoesOnLater() {
    List<Block> blocks = emptyChainOf(129);
    Block last = blocks.getLast();
    arriveAsRun(blocks.subList(0, 128));
    assertEquals(128, follower.finals.size());

    learn(last);
    follower.arrive(follower.relayed(last));
    assertEquals(List.of(), follower.notarized);
    follower.runStore();

    assertEquals(List.of(last.id()), follower.notarized);
  }

  @Test
  void doesNotTellThatABlockIsNotarizedOnceItIsFinal() {
    List<Block> blocks = emptyChainOf(1);
    arriveAsRun(blocks);
    assertEquals(1, follower.finals.size());

    learn(blocks.getFirst());

    assertEquals(List.of(), follower.notarized);
  }

  @Test
  void tellsWhichNotarizedBlockItForgetsForANewerOne() {
    List<Block> blocks = emptyChainOf(257);

    for (Block block : blocks) {
      learn(block);
      follower.arrive(follower.relayed(block));
    }

    assertEquals(blocks.stream().map(Block::id).toList(), follower.notarized);
    assertEquals(List.of(blocks.getFirst().id()), follower.forgotten);
  }

  /// Blocks 1 to `length`, each empty.
  private static List<Block> emptyChainOf(int length) {
    List<ChainSide> leaders = List.of(1, 2, 3, 4).stream().map(ChainSide::new).toList();
    List<Block> blocks = new ArrayList<>();
    BlockId parent = leaders.getFirst().genesis;
    for (int view = 1; view <= length; view++) {
      Block next = leaders.get((view - 1) % 4).built(view, view - 1, parent);
      for (ChainSide side : leaders) {
        side.arrive(side.relayed(next));
        side.commit(next);
        side.runStore();
      }
      blocks.add(next);
      parent = next.id();
    }
    return blocks;
  }
}

package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.store.FinalizedBlock;
import cairn.quorum.VerifiedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When readers and waiters hear of a final block: once a crash could not take it back.
class FinalOutcomeTest {
  private final ChainSide side = new ChainSide(1);
  private final TestLedger ledger = new TestLedger();
  private final FinalState state = new FinalState(ledger.store);
  private final List<ExecutedBlock> committed = new ArrayList<>();
  private final HeadWaiters heads = new HeadWaiters(ledger.clock, state::head);
  private final FinalOutcome outcome =
      new FinalOutcome(
          state,
          new FinalityWaiters(ledger.clock),
          heads,
          new Mempool(
              MempoolLimits.DEFAULT, ledger.clock, ledger.genesisChange(), state::account, _ -> {}),
          new Stores());

  private final class Stores implements FinalOutcome.Stores {
    @Override
    public void commit(ExecutedBlock block, VerifiedCertificate over) {
      committed.add(block);
    }

    @Override
    public void stored() {}
  }

  /// Two blocks, the second on the first.
  private List<ExecutedBlock> chain() {
    Block first = side.built(1, 0, side.genesis, side.ledger.pay(0, 0));
    ChainSide second = new ChainSide(2);
    second.arrive(second.relayed(first));
    Block child = second.built(2, 1, first.id(), second.ledger.pay(1, 0));
    second.commit(child);
    return second.finals;
  }

  private void isFinal(ExecutedBlock block, boolean isDurable) {
    VerifiedCertificate over = side.finalization(block.block());
    outcome.isFinal(block, new Finality(over, false, isDurable));
  }

  private void store(ExecutedBlock block) {
    ledger.store.commit(
        new FinalizedBlock(block.block(), block.execution(), block.tree(), Optional.empty()));
    outcome.isStored(ledger.store.state());
  }

  private long toldHeight() {
    return state.head().header().height().number();
  }

  @Test
  void tellsAtOnceOfABlockThatTheJournalCouldBringBack() {
    ExecutedBlock block = chain().getFirst();

    isFinal(block, true);

    assertEquals(new Height(1), state.head().header().height());
    assertEquals(List.of(block), committed);
    store(block);
    assertEquals(1, toldHeight());
  }

  @Test
  void tellsOfAnotherBlockOnlyWhenTheStoreHasIt() {
    ExecutedBlock block = chain().getFirst();

    isFinal(block, false);
    assertEquals(List.of(block), committed);
    assertEquals(0, toldHeight());

    store(block);
    assertEquals(1, toldHeight());
  }

  @Test
  void tellsOfNoBlockBeforeTheOneBelowIt() {
    List<ExecutedBlock> chain = chain();

    isFinal(chain.getFirst(), false);
    isFinal(chain.getLast(), true);
    assertEquals(0, toldHeight());

    store(chain.getFirst());
    assertEquals(2, toldHeight());
    store(chain.getLast());
    assertEquals(2, toldHeight());
  }
}

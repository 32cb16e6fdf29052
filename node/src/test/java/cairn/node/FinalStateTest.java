package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.ledger.TestNetwork;
import cairn.ledger.store.FinalizedBlock;
import cairn.ledger.store.KeyValueStore;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.MemoryStore;
import cairn.ledger.store.WriteBatch;
import cairn.node.api.TransactionView;
import cairn.quorum.VerifiedCertificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Readers of what is final, while the store takes blocks in.
class FinalStateTest {
  private final WatchedStore watched = new WatchedStore();
  private final LedgerStore store =
      LedgerStore.create(watched, TestNetwork.of(TestLedger.ACCOUNTS).genesis());
  private final FinalState state = new FinalState(store);
  private final ChainSide side = new ChainSide(2);

  private void store(ExecutedBlock block, Optional<VerifiedCertificate> own) {
    store.commit(new FinalizedBlock(block.block(), block.execution(), block.tree(), own));
    state.stored(store.state());
  }

  @Test
  void findsTheFinalizationThatMovesIntoTheStoreBetweenTwoLooks() {
    Block first = new ChainSide(1).built(1, 0, side.genesis);
    side.arrive(side.relayed(first));
    Block second = side.built(2, 1, first.id());
    side.commit(second);
    List<ExecutedBlock> chain = side.finals;
    VerifiedCertificate over = side.finalization(second);
    chain.forEach(block -> state.publish(block, over));
    store(chain.get(0), Optional.empty());

    watched.afterNextScan = () -> store(chain.get(1), Optional.of(over));
    Optional<TransactionView.Place> place = state.place(new Height(1));

    assertEquals(new Height(2), store.head().height());
    assertTrue(place.isPresent());
  }

  /// A store in memory that tells of the next scan, once its result is known.
  private static final class WatchedStore implements KeyValueStore {
    private final MemoryStore entries = new MemoryStore();
    private Runnable afterNextScan = () -> {};

    @Override
    public Optional<byte[]> get(byte[] key) {
      return entries.get(key);
    }

    @Override
    public void scan(byte[] from, byte[] to, Visitor visitor) {
      entries.scan(from, to, visitor);
      Runnable after = afterNextScan;
      afterNextScan = () -> {};
      after.run();
    }

    @Override
    public void write(WriteBatch batch) {
      entries.write(batch);
    }

    @Override
    public void close() {
      entries.close();
    }
  }
}

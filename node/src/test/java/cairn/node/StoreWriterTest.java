package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.disk.SimulatedDisk;
import cairn.ledger.Block;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.LevelDbStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreWriterTest {
  private final ChainSide side = new ChainSide(1);
  private final List<String> stops = new ArrayList<>();

  /// What waits behind a failed write has no parent in the store, which is no second fault.
  @Test
  void tellsOfAFullDiskOnceAndWritesNothingMore() {
    Block first = side.built(1, 0, side.genesis, side.ledger.pay(0, 0));
    ChainSide second = new ChainSide(2);
    second.arrive(second.relayed(first));
    second.commit(second.built(2, 1, first.id(), second.ledger.pay(1, 0)));
    SimulatedDisk disk = new SimulatedDisk(1);
    try (LedgerStore store =
        LedgerStore.create(LevelDbStore.create(disk, "ledger"), side.ledger.network.genesis())) {
      StoreWriter writer = new StoreWriter(Runnable::run, store, new FailStop(stops::add), 0);
      disk.failWrite(1, SimulatedDisk.Fault.NO_SPACE);

      for (ExecutedBlock block : second.finals) {
        writer.commit(
            block,
            side.finalization(block.block()),
            (_, _) -> {
              throw new AssertionError("nothing was stored");
            });
      }

      assertEquals(2, second.finals.size());
      assertEquals(1, stops.size(), stops.toString());
      assertTrue(stops.getFirst().contains("See that the disk has room"), stops.toString());
    }
  }
}

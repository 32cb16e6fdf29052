package cairn.node;

import cairn.consensus.Event;
import cairn.ledger.Block;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.Optional;
import java.util.function.Consumer;

/// What the consensus thread has to do next.
sealed interface DriverTask {
  /// Step one event.
  record Step(Event event) implements DriverTask {}

  /// Append a block's body to the journal, then step the event that says it stands there.
  record StepWithBody(Event event, Block block) implements DriverTask {}

  /// Read a block's body back.
  record ReadBody(BlockId id, Consumer<Optional<byte[]>> answer) implements DriverTask {}

  /// Forget what is safe in the store.
  record Prune(Epoch epoch, View floor) implements DriverTask {}
}

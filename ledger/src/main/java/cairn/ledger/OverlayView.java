package cairn.ledger;

import java.util.Map;
import java.util.Optional;

/// What a block changed, laid over the state before it. Immutable.
record OverlayView(LedgerView below, Map<StateKey, Optional<byte[]>> changes)
    implements LedgerView {
  @Override
  public Optional<byte[]> read(StateKey key) {
    Optional<byte[]> changed = changes.get(key);
    return changed != null ? changed : below.read(key);
  }
}

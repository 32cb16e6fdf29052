package cairn.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// What a block changed, laid over the state before it. Immutable.
final class OverlayView implements LedgerView {
  private final LedgerView below;

  // For lookups only: its order is never seen.
  private final Map<StateKey, Optional<byte[]>> changes;

  OverlayView(LedgerView below, SortedMap<StateKey, Optional<byte[]>> changes) {
    this.below = below;
    this.changes = new HashMap<>(changes);
  }

  @Override
  public Optional<byte[]> read(StateKey key) {
    Optional<byte[]> changed = changes.get(key);
    return changed != null ? changed : below.read(key);
  }
}

package cairn.ledger.store;

import cairn.ledger.Height;

/// Where a transaction stands in the ledger: the block's height, and from 0 which of its
/// transactions it is.
public record Place(Height height, int index) {
  public Place {
    if (index < 0) {
      throw new IllegalArgumentException("negative index " + index);
    }
  }
}

package cairn.ledger.store;

import cairn.ledger.Height;

/// Blocks that the store had acknowledged and no longer has whole: they must be committed again.
///
/// @param first the first of them, the one after the head
/// @param last the last that the store knows to have had
public record Gap(Height first, Height last) {}

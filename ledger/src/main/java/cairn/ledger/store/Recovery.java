package cairn.ledger.store;

import cairn.codec.BcsReader;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the end of a store's ledger: the last block before the first gap in the markers.
///
/// @param unsettled the heights above the settled checkpoint up to the head, with their markers
/// @param gap what came after the head once and is lost; empty if nothing is
record Recovery(Tip tip, List<Entry> unsettled, Optional<Gap> gap) {
  record Entry(Height height, Marker marker) {}

  static Recovery of(CheckedValues values, Hash genesis) {
    requireGenesis(values, genesis);
    Height last = values.require(Layout.END, Height::read);
    Marker newest = values.require(Layout.marker(last), Marker::read);
    Height height = newest.checkpoints().settled();
    Marker marker = values.require(Layout.marker(height), Marker::read);
    List<Entry> unsettled = new ArrayList<>();
    Optional<Marker> next = following(values, height, marker);
    while (next.isPresent()) {
      height = height.next();
      marker = next.get();
      unsettled.add(new Entry(height, marker));
      next = following(values, height, marker);
    }
    if (marker.checkpoints().newest().isBefore(newest.checkpoints().settled())) {
      throw CheckedValues.damaged(
          "block " + height.next() + " is missing, which left the log long ago");
    }
    Optional<Gap> gap =
        height.isBefore(last) ? Optional.of(new Gap(height.next(), last)) : Optional.empty();
    return new Recovery(tip(values, height, marker), unsettled, gap);
  }

  private static void requireGenesis(CheckedValues values, Hash genesis) {
    BcsReader reader =
        BcsReader.of(
            values
                .get(Layout.GENESIS)
                .orElseThrow(() -> CheckedValues.damaged("no ledger begins in it")));
    int version = reader.u16();
    if (version != Layout.VERSION) {
      throw new StoreException(
          "The ledger store has layout "
              + version
              + ", this program knows layout "
              + Layout.VERSION
              + ". Start it with the program that wrote it, or move it away: the node fetches the"
              + " ledger from its peers.");
    }
    Hash found = Hash.read(reader);
    if (!found.equals(genesis)) {
      throw new StoreException(
          "The ledger store belongs to another network: its genesis is "
              + found
              + ", this node's is "
              + genesis
              + ". Start the node with the genesis file of that network, or with an empty home"
              + " directory.");
    }
  }

  /// The marker of the next height, if it and its block's header are there and fit; a batch is
  /// whole or absent, so the header stands for the rest of it.
  private static Optional<Marker> following(CheckedValues values, Height height, Marker marker) {
    Height next = height.next();
    return values
        .get(Layout.marker(next), Marker::read)
        .filter(found -> found.follows(marker))
        .filter(found ->
            values
                .get(Layout.header(next), BlockHeader::read)
                .filter(header -> header.id().equals(found.block()))
                .isPresent());
  }

  private static Tip tip(CheckedValues values, Height height, Marker marker) {
    BlockHeader header = values.require(Layout.header(height), BlockHeader::read);
    if (!header.id().equals(marker.block())) {
      throw CheckedValues.damaged("the header of block " + height + " is another block's");
    }
    MerkleMountainRange history = values.require(Layout.history(height), MerkleMountainRange::read);
    return new Tip(new Head(marker.block(), header), marker, history);
  }
}

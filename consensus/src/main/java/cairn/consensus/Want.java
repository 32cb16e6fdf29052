package cairn.consensus;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.quorum.Epoch;
import cairn.quorum.View;

/// A certificate that a replica lacks, as it is asked for on the wire.
public record Want(Epoch epoch, View view, Kind kind) {
  /// Which certificates answer.
  public enum Kind {
    /// The nullification of the view, or a notarization or finalization at or above it.
    COVERING,
    /// The notarization or finalization of exactly this view, or a finalization above it.
    NOTARIZATION,
    /// The nullification of exactly this view, or a finalization at or above it. A proposal that
    /// skips the view needs it, also where the view is notarized too.
    NULLIFICATION
  }

  public static Want read(BcsReader reader) {
    Epoch epoch = Epoch.read(reader);
    View view = View.read(reader);
    Kind kind =
        switch (reader.variant(3)) {
          case 0 -> Kind.COVERING;
          case 1 -> Kind.NOTARIZATION;
          default -> Kind.NULLIFICATION;
        };
    return new Want(epoch, view, kind);
  }

  public void write(BcsWriter writer) {
    epoch.write(writer);
    view.write(writer);
    writer.uleb(
        switch (kind) {
          case COVERING -> 0;
          case NOTARIZATION -> 1;
          case NULLIFICATION -> 2;
        });
  }
}

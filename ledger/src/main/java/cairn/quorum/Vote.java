package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;

/// What a validator signs in Simplex (Chan and Pass, 2023): it votes for a block, against a view,
/// or that a view's block be final.
public sealed interface Vote {
  Epoch epoch();

  View view();

  /// A vote for `block` as the one block of `view`, built on the block notarized in `parentView`
  /// (view 0 is the epoch's root). The leader's notarize vote is its proposal.
  record Notarize(Epoch epoch, View view, View parentView, BlockId block) implements Vote {
    public Notarize {
      if (!parentView.isBefore(view)) {
        throw new IllegalArgumentException("parent view " + parentView + " is not before " + view);
      }
    }
  }

  /// A vote that `view` should have no block.
  record Nullify(Epoch epoch, View view) implements Vote {}

  /// A vote that `block`, notarized in `view`, be final; only from one that never nullifies `view`.
  record Finalize(Epoch epoch, View view, BlockId block) implements Vote {}

  default void write(BcsWriter writer) {
    switch (this) {
      case Notarize(Epoch epoch, View view, View parentView, BlockId block) -> {
        header(writer, 0, epoch, view);
        parentView.write(writer);
        block.write(writer);
      }
      case Nullify(Epoch epoch, View view) -> header(writer, 1, epoch, view);
      case Finalize(Epoch epoch, View view, BlockId block) -> {
        header(writer, 2, epoch, view);
        block.write(writer);
      }
    }
  }

  static Vote read(BcsReader reader) {
    int variant = reader.variant(3);
    Epoch epoch = Epoch.read(reader);
    View view = View.read(reader);
    return switch (variant) {
      case 0 -> {
        View parentView = View.read(reader);
        if (!parentView.isBefore(view)) {
          throw new MalformedException("notarize: parent view is not before the view");
        }
        yield new Notarize(epoch, view, parentView, BlockId.read(reader));
      }
      case 1 -> new Nullify(epoch, view);
      default -> new Finalize(epoch, view, BlockId.read(reader));
    };
  }

  /// The canonical bytes, without signature.
  default byte[] encoded() {
    BcsWriter writer = new BcsWriter();
    write(writer);
    return writer.toByteArray();
  }

  private static void header(BcsWriter writer, int variant, Epoch epoch, View view) {
    writer.uleb(variant);
    epoch.write(writer);
    view.write(writer);
  }
}

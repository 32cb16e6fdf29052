package cairn.node;

import cairn.quorum.VerifiedCertificate;
import java.util.List;

/// Final blocks, each the parent of the next; the finalization is of the last or of a descendant of
/// it, and so stands for all.
record FinalRun(List<VerifiedBody> bodies, VerifiedCertificate finalization) {
  FinalRun {
    bodies = List.copyOf(bodies);
  }

  /// The bytes of its blocks.
  long bytes() {
    return bodies.stream().mapToLong(body -> body.block().size()).sum();
  }

  /// Whether it came from this node's own journal, which has the finalization too.
  boolean isOfJournal() {
    return bodies.stream().allMatch(VerifiedBody::isOfJournal);
  }

  /// The height of the last block.
  long end() {
    return bodies.getLast().block().height().number();
  }
}

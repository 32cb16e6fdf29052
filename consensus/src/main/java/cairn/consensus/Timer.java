package cairn.consensus;

import cairn.quorum.View;

/// A timer of a view. A fired timer whose view is over is ignored.
public record Timer(Kind kind, View view) {
  /// What a timer is for.
  public enum Kind {
    /// No proposal in time.
    LEADER,
    /// No notarization in time.
    NOTARIZATION,
    /// Re-send while stuck.
    RETRY,
    /// The parent is notarized and its finalization did not come as soon as it should: the leader
    /// makes a block without transactions on it, which makes it final.
    FOLLOW_UP,
    /// A block is due though nothing happened since the final block of the timer's view.
    HEARTBEAT
  }
}

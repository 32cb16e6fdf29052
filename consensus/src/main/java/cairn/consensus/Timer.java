package cairn.consensus;

import cairn.quorum.View;

/// A timer of a view. Timers are never cancelled: a fired one is ignored if its view is over, or if
/// a later one of its kind, which has a higher number, has taken its place.
public record Timer(Kind kind, View view, long number) {
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

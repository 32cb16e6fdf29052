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
    /// A block is due though nothing happened.
    HEARTBEAT
  }
}

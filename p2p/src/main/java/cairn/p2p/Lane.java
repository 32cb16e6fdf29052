package cairn.p2p;

import java.util.List;

/// One of the four queues of a connection, in order of strict priority: nothing of a later lane is
/// sent while an earlier one has something to send.
///
/// A frame of any lane leaves in pieces of at most 16 KiB, so that a vote never waits behind more
/// than one piece.
public enum Lane {
  /// Votes, certificates and what keeps the connection alive. When full, the oldest frame is
  /// dropped: a newer vote is worth more, and consensus repeats what matters.
  CONSENSUS(0),
  /// Answers to requests, and the requests. When full, [PeerNetwork#send] refuses.
  ANSWERS(1),
  /// Block bodies. When full, [PeerNetwork#send] refuses.
  BLOCKS(2),
  /// Transactions. When full, [PeerNetwork#send] refuses.
  TRANSACTIONS(3);

  /// How many lanes there are.
  public static final int COUNT = 4;

  private static final List<Lane> LANES = List.of(values());

  private final int number;

  Lane(int number) {
    this.number = number;
  }

  /// The number on the wire, 0..3: the lower, the more urgent.
  public int number() {
    return number;
  }

  /// The lane with the given number, 0..3.
  static Lane of(int number) {
    return LANES.get(number);
  }
}

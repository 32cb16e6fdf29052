package cairn.p2p;

/// What time it is, by two clocks: one that never jumps, for timeouts, and the calendar, for the
/// expiry of packets, which other nodes read.
public record Moment(long elapsedMillis, long epochMillis) {}

package cairn.p2p;

/// What one lane of one connection did and holds.
///
/// @param framesDropped messages that a full queue dropped or refused
public record LaneStatistics(
    Lane lane,
    long framesSent,
    long bytesSent,
    long framesReceived,
    long bytesReceived,
    long framesDropped,
    int framesQueued,
    long bytesQueued) {}

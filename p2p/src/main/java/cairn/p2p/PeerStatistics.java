package cairn.p2p;

import java.util.List;

/// What was counted for one peer since it connected, the lanes in order of priority.
public record PeerStatistics(List<LaneStatistics> lanes) {
  public PeerStatistics {
    lanes = List.copyOf(lanes);
  }

  public LaneStatistics of(Lane lane) {
    return lanes.get(lane.number());
  }
}

package cairn.p2p;

import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What discovery knew at one moment: the nodes that answered it lately, and the records of the
/// validators it follows. Immutable.
public final class KnownNodes {
  public static final KnownNodes NONE = new KnownNodes(List.of(), List.of());

  private final List<NodeRecord> live;
  private final Map<NodeId, NodeRecord> byId = new TreeMap<>();
  private final Map<PublicKey, NodeRecord> byValidator = new TreeMap<>();

  /// @param live nodes that answered lately, each once
  /// @param followed records that claim a followed validator, whether it answers or not
  public KnownNodes(Collection<NodeRecord> live, Collection<NodeRecord> followed) {
    this.live = List.copyOf(live);
    Stream.concat(live.stream(), followed.stream())
        .forEach(record -> {
          byId.merge(record.id(), record, KnownNodes::newer);
          record.validator().ifPresent(key -> byValidator.merge(key, record, KnownNodes::newer));
        });
  }

  private static NodeRecord newer(NodeRecord a, NodeRecord b) {
    return b.sequence() > a.sequence() ? b : a;
  }

  public Optional<NodeRecord> record(NodeId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// The newest record that claims this validator key.
  public Optional<NodeRecord> validator(PublicKey validatorKey) {
    return Optional.ofNullable(byValidator.get(validatorKey));
  }

  /// The newest record of each of these validators that has one.
  public List<NodeRecord> recordsOf(Set<PublicKey> validatorKeys) {
    return validatorKeys.stream().flatMap(key -> validator(key).stream()).toList();
  }

  /// At most `count` different live nodes, drawn evenly.
  public List<NodeRecord> randomRecords(int count, RandomGenerator random) {
    List<NodeRecord> rest = new ArrayList<>(live);
    List<NodeRecord> drawn = new ArrayList<>();
    while (drawn.size() < count && !rest.isEmpty()) {
      int index = random.nextInt(rest.size());
      drawn.add(rest.get(index));
      rest.set(index, rest.getLast());
      rest.removeLast();
    }
    return List.copyOf(drawn);
  }

  /// At most `count` live nodes, the closest to `target` first.
  public List<NodeRecord> closest(NodeId target, int count) {
    Comparator<NodeRecord> byDistance = (a, b) -> target.compareDistance(a.id(), b.id());
    return live.stream().sorted(byDistance).limit(count).toList();
  }

  /// All records, of live nodes and of followed validators, in order of their ids.
  public List<NodeRecord> records() {
    return List.copyOf(byId.values());
  }

  public List<NodeRecord> live() {
    return live;
  }
}

package cairn.p2p;

import cairn.crypto.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The newest record of each followed validator, kept whether its node answers or not: a link to a
/// validator must be sought as long as it is one. The followed set bounds it. Confined to
/// discovery's thread.
final class ValidatorRecords {
  private final Map<PublicKey, NodeId> followed = new TreeMap<>();
  private final Map<PublicKey, NodeRecord> records = new TreeMap<>();

  void follow(Set<PublicKey> validators) {
    followed.clear();
    validators.forEach(validator -> followed.put(validator, NodeId.pointOf(validator)));
    records.keySet().retainAll(validators);
  }

  /// Keeps a checked record if it claims a followed validator and is newer than the one known of
  /// that validator; whether it did. The sequence is a time, so that of two nodes with one
  /// validator key the one that was started last counts.
  boolean keep(NodeRecord record) {
    Optional<PublicKey> validator = record.validator().filter(followed::containsKey);
    if (validator.isEmpty()) {
      return false;
    }
    NodeRecord known = records.get(validator.get());
    if (known != null && known.sequence() >= record.sequence()) {
      return false;
    }
    records.put(validator.get(), record);
    return true;
  }

  /// The record to tell whoever looks for the validator at this point.
  Optional<NodeRecord> atPoint(NodeId target) {
    return followed.entrySet().stream()
        .filter(entry -> entry.getValue().equals(target))
        .flatMap(entry -> Stream.ofNullable(records.get(entry.getKey())))
        .findFirst();
  }

  /// The points of the followed validators that have no record, or one that does not satisfy
  /// `isLive`.
  List<NodeId> missing(Predicate<NodeRecord> isLive) {
    return followed.entrySet().stream()
        .filter(entry -> {
          NodeRecord record = records.get(entry.getKey());
          return record == null || !isLive.test(record);
        })
        .map(Map.Entry::getValue)
        .toList();
  }

  Collection<NodeRecord> records() {
    return List.copyOf(records.values());
  }
}

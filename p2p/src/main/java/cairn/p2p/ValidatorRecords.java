package cairn.p2p;

import cairn.crypto.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The newest record of each followed validator, kept whether its node answers or not: a link to a
/// validator must be sought as long as it is one. The followed set bounds it. Confined to
/// discovery's thread.
final class ValidatorRecords {
  private final Set<PublicKey> followed = new TreeSet<>();
  private final Map<PublicKey, NodeRecord> records = new TreeMap<>();

  void follow(Set<PublicKey> validators) {
    followed.clear();
    followed.addAll(validators);
    records.keySet().retainAll(followed);
  }

  /// Keeps a checked record if it claims a followed validator and is newer than the one known of
  /// that validator; whether it did. The sequence is a time, so that of two nodes with one
  /// validator key the one that was started last counts.
  boolean keep(NodeRecord record) {
    Optional<PublicKey> validator = record.validator().filter(followed::contains);
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

  Collection<NodeRecord> records() {
    return List.copyOf(records.values());
  }
}

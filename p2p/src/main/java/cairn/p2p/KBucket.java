package cairn.p2p;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The nodes at one distance (Kademlia, section 2.2): at most k that answered, the least recently
/// seen first, and a cache of nodes that may take the place of one that stops answering.
///
/// Confined to discovery's thread, like the [RoutingTable] that it is part of.
final class KBucket {
  /// As many as in discv4 and discv5.
  static final int MAX_REPLACEMENTS = 10;

  private final List<Entry> entries = new ArrayList<>();
  private final List<NodeRecord> replacements = new ArrayList<>();

  /// A node that answered.
  ///
  /// @param seenMillis when it answered last
  /// @param nextCheckMillis when it shall be asked for a sign of life again
  /// @param failures requests in a row that it did not answer
  record Entry(NodeRecord record, long seenMillis, long nextCheckMillis, int failures) {}

  Optional<Entry> entry(NodeId id) {
    return entries.stream().filter(entry -> entry.record().id().equals(id)).findFirst();
  }

  List<Entry> entries() {
    return entries;
  }

  List<NodeRecord> replacements() {
    return replacements;
  }

  boolean isFull() {
    return entries.size() >= RoutingTable.K;
  }

  /// Puts a node that answered at the end, in the place of its own older entry if it has one.
  void seen(Entry entry) {
    remove(entry.record().id());
    forgetReplacement(entry.record().id());
    entries.add(entry);
  }

  /// Changes an entry without calling it seen.
  void update(Entry entry) {
    entries.replaceAll(old -> old.record().id().equals(entry.record().id()) ? entry : old);
  }

  void remove(NodeId id) {
    entries.removeIf(entry -> entry.record().id().equals(id));
  }

  /// Keeps a record for the day when an entry fails; the oldest one makes room.
  void replaceLater(NodeRecord record) {
    forgetReplacement(record.id());
    if (replacements.size() >= MAX_REPLACEMENTS) {
      replacements.removeFirst();
    }
    replacements.add(record);
  }

  void forgetReplacement(NodeId id) {
    replacements.removeIf(record -> record.id().equals(id));
  }

  /// Takes the newest replacement out.
  Optional<NodeRecord> takeReplacement() {
    return replacements.isEmpty() ? Optional.empty() : Optional.of(replacements.removeLast());
  }

  /// How many entries live in a subnet.
  int neighbours(Subnet subnet) {
    int count = 0;
    for (Entry entry : entries) {
      if (Subnet.of(entry.record().address().host()).equals(subnet)) {
        count++;
      }
    }
    return count;
  }

  /// How many replacements other than `except` live in a subnet.
  int replacementNeighbours(Subnet subnet, NodeId except) {
    int count = 0;
    for (NodeRecord record : replacements) {
      if (!record.id().equals(except) && Subnet.of(record.address().host()).equals(subnet)) {
        count++;
      }
    }
    return count;
  }
}

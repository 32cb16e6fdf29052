package cairn.ledger;

import cairn.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// The definition of the state tree, word for word: a binary tree over the bits of the keys, in
/// which a subtree with one key is that key's leaf.
final class NaiveTree {
  private NaiveTree() {}

  static Hash root(SortedMap<Hash, byte[]> entries) {
    return root(new ArrayList<>(entries.entrySet()), 0);
  }

  private static Hash root(List<Map.Entry<Hash, byte[]>> entries, int depth) {
    if (entries.isEmpty()) {
      return Hash.tagged("cairn.state-empty");
    }
    if (entries.size() == 1) {
      Hash key = entries.getFirst().getKey();
      Hash value = Hash.tagged("cairn.state-value", entries.getFirst().getValue());
      return Hash.tagged("cairn.state-leaf", key.bytes(), value.bytes());
    }
    List<Map.Entry<Hash, byte[]>> zeros =
        entries.stream().filter(entry -> entry.getKey().bit(depth) == 0).toList();
    List<Map.Entry<Hash, byte[]>> ones =
        entries.stream().filter(entry -> entry.getKey().bit(depth) == 1).toList();
    return Hash.tagged(
        "cairn.state-node", root(zeros, depth + 1).bytes(), root(ones, depth + 1).bytes());
  }

  /// How many nodes a store has for these entries: one for each prefix of whole nibbles that at
  /// least two keys share, and always a root.
  static int storedNodes(SortedMap<Hash, byte[]> entries) {
    return Math.max(1, storedNodes(new ArrayList<>(entries.keySet()), 0));
  }

  private static int storedNodes(List<Hash> keys, int depth) {
    if (keys.size() < 2) {
      return 0;
    }
    int nodes = 1;
    for (int nibble = 0; nibble < 16; nibble++) {
      int wanted = nibble;
      nodes +=
          storedNodes(keys.stream().filter(key -> key.nibble(depth) == wanted).toList(), depth + 1);
    }
    return nodes;
  }
}

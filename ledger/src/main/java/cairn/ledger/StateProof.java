package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.Hasher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A proof that a state root has a certain value under a key, or none. It stands on its own: a
/// verifier needs the root, which a final header names, and nothing else.
///
/// It holds what stands where the key's path ends (a leaf, or nothing) and the hashes beside the
/// path, from the root down. A key is absent where its path ends in nothing, or in the leaf of
/// another key that has the same bits so far.
public final class StateProof {
  /// One sibling a bit of the key.
  public static final int MAX_SIBLINGS = 8 * Hash.BYTES;

  /// No proof has more bytes in its encoding.
  public static final int MAX_BYTES =
      1 + 2 * Hash.BYTES + 2 + MAX_SIBLINGS / 8 + MAX_SIBLINGS * Hash.BYTES;

  /// The end of a path that ends in a leaf.
  record End(Hash key, Hash valueHash) {}

  private final Optional<End> end;
  private final List<Hash> siblings;

  StateProof(Optional<End> end, List<Hash> siblings) {
    this.end = end;
    this.siblings = List.copyOf(siblings);
  }

  Optional<End> end() {
    return end;
  }

  /// From the root down.
  List<Hash> siblings() {
    return siblings;
  }

  /// Whether the state with this root has exactly `value` under `key`, or nothing if it is empty.
  public boolean verify(Hash root, Hash key, Optional<byte[]> value) {
    Hasher hasher = new Hasher();
    boolean endFits =
        value.isPresent()
            ? end.isPresent()
                && end.get().key().equals(key)
                && end.get().valueHash().equals(StateTree.valueHash(hasher, value.get()))
            : end.isEmpty() || isOfAnotherKeyOnThePath(end.get().key(), key);
    return endFits && rootOf(hasher, key).equals(root);
  }

  private boolean isOfAnotherKeyOnThePath(Hash other, Hash key) {
    if (other.equals(key)) {
      return false;
    }
    for (int i = 0; i < siblings.size(); i++) {
      if (other.bit(i) != key.bit(i)) {
        return false;
      }
    }
    return true;
  }

  private Hash rootOf(Hasher hasher, Hash key) {
    Hash hash =
        end.map(leaf -> TreeNode.Leaf.hash(hasher, leaf.key(), leaf.valueHash()))
            .orElse(TreeNode.EMPTY_HASH);
    for (int i = siblings.size() - 1; i >= 0; i--) {
      hash =
          key.bit(i) == 0
              ? TreeNode.join(hasher, hash, siblings.get(i))
              : TreeNode.join(hasher, siblings.get(i), hash);
    }
    return hash;
  }

  /// Throws [MalformedException] naming the broken rule.
  public static StateProof decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("state proof of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, StateProof::read);
  }

  public static StateProof read(BcsReader reader) {
    Optional<End> end = reader.optional(r -> new End(Hash.read(r), Hash.read(r)));
    int count = reader.length(MAX_SIBLINGS);
    byte[] bitmap = reader.fixed((count + 7) / 8);
    if (count % 8 != 0 && (bitmap[bitmap.length - 1] & 0xFF) >> (count % 8) != 0) {
      throw new MalformedException("state proof with a sibling below its path");
    }
    List<Hash> siblings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean present = (bitmap[i / 8] >> (i % 8) & 1) == 1;
      Hash sibling = present ? Hash.read(reader) : TreeNode.EMPTY_HASH;
      if (present && sibling.equals(TreeNode.EMPTY_HASH)) {
        throw new MalformedException("state proof spells an empty sibling out");
      }
      siblings.add(sibling);
    }
    return new StateProof(end, siblings);
  }

  /// Writes the end of the path, the number of siblings, which of them are not empty (bit i of byte
  /// i/8 is the i-th from the root), and those.
  public void write(BcsWriter writer) {
    writer.optional(
        end,
        (w, leaf) -> {
          leaf.key().write(w);
          leaf.valueHash().write(w);
        });
    writer.uleb(siblings.size());
    byte[] bitmap = new byte[(siblings.size() + 7) / 8];
    for (int i = 0; i < siblings.size(); i++) {
      if (!siblings.get(i).equals(TreeNode.EMPTY_HASH)) {
        bitmap[i / 8] |= (byte) (1 << (i % 8));
      }
    }
    writer.fixed(bitmap);
    for (Hash sibling : siblings) {
      if (!sibling.equals(TreeNode.EMPTY_HASH)) {
        sibling.write(writer);
      }
    }
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(512);
    write(writer);
    return writer.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateProof that
        && end.equals(that.end)
        && siblings.equals(that.siblings);
  }

  @Override
  public int hashCode() {
    return 31 * end.hashCode() + siblings.hashCode();
  }

  @Override
  public String toString() {
    return "StateProof[" + end + ", " + siblings.size() + " siblings]";
  }
}

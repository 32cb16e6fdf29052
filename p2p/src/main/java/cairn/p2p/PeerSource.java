package cairn.p2p;

import cairn.crypto.PublicKey;
import java.util.List;
import java.util.Optional;

/// Where a [PeerNetwork] takes node records from: discovery. All records are checked. Called on the
/// event loop, so nothing here may block.
public interface PeerSource {
  /// This node's own record, which HELLO carries; empty while it has none.
  Optional<NodeRecord> own();

  /// At most `count` nodes of this network to link to, chosen at random.
  List<NodeRecord> candidates(int count);

  /// The newest record that claims this validator key, if one is known.
  Optional<NodeRecord> validator(PublicKey validatorKey);

  /// Tells of the checked record that a peer gave in its HELLO: the peer holds the record's node
  /// key.
  void offer(NodeRecord record);

  /// A source that knows nobody: links come from bootstrap addresses and from outside only.
  static PeerSource none() {
    return new PeerSource() {
      @Override
      public Optional<NodeRecord> own() {
        return Optional.empty();
      }

      @Override
      public List<NodeRecord> candidates(int count) {
        return List.of();
      }

      @Override
      public Optional<NodeRecord> validator(PublicKey validatorKey) {
        return Optional.empty();
      }

      @Override
      public void offer(NodeRecord record) {}
    };
  }
}

package cairn.node;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Height;
import cairn.p2p.NodeId;
import cairn.quorum.BlockId;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// The bodies that did not fit their blocks, and who sent them. Belongs to the ledger thread.
///
/// A header does not tell by itself which transactions are its own: its root is over their receipts
/// too. So a body that does not fit either is not the block's, and its sender lied, or it is, and
/// this node executes it differently from the others. A node gives only bodies that fit its own
/// execution; hence a body that came from validators with more than a third of the power, of whom
/// one is honest, or that stands in this node's own journal, is the block's. Nobody is blamed
/// before that is settled, or an honest majority would be banned by the one node that diverged.
final class RefusedBodies {
  private static final int MAX_BLOCKS = 64;

  /// Of one block; validators count always.
  private static final int MAX_STRANGERS = 256;

  private static final String TAG = "cairn.refused-body";

  private final ValidatorSet validators;
  private final BiConsumer<NodeId, String> blame;
  private final Map<BlockId, Refused> blocks = new LinkedHashMap<>();

  private record Refused(Height height, Map<NodeId, Version> versions) {}

  private record Version(Hash body, Optional<ValidatorId> validator, String why) {}

  /// @param blame hears who sent what is not the body of its block, and why it is not
  RefusedBodies(ValidatorSet validators, BiConsumer<NodeId, String> blame) {
    this.validators = validators;
    this.blame = blame;
  }

  /// Remembers a body that does not fit; returns whether it is its block's all the same.
  boolean add(VerifiedBody body, String why) {
    return switch (body.source()) {
      case BodySource.Sent(NodeId peer, Optional<PublicKey> key, _) -> {
        Hash hash = Hash.tagged(TAG, body.block().encoded());
        yield add(body, peer, new Version(hash, key.flatMap(validators::find), why));
      }
      case BodySource.Journal _ -> true;
      case BodySource.Assembled _ -> false;
    };
  }

  /// Another body of that block fits.
  void fits(BlockId block) {
    Optional.ofNullable(blocks.remove(block)).ifPresent(this::blame);
  }

  /// The blocks at or below this height that are not final never will be.
  void settled(Height height) {
    List<Refused> past =
        blocks.values().stream().filter(block -> !block.height().isAfter(height)).toList();
    blocks.values().removeAll(past);
    past.forEach(this::blame);
  }

  private void blame(Refused refused) {
    refused.versions().forEach((peer, version) -> blame.accept(peer, version.why()));
  }

  private boolean add(VerifiedBody body, NodeId peer, Version version) {
    BlockId id = body.block().id();
    if (blocks.size() >= MAX_BLOCKS && !blocks.containsKey(id)) {
      fits(blocks.keySet().iterator().next());
    }
    Map<NodeId, Version> versions =
        blocks
            .computeIfAbsent(id, _ -> new Refused(body.block().height(), new LinkedHashMap<>()))
            .versions();
    Version before = versions.get(peer);
    if (before != null && !before.body().equals(version.body())) {
      blame.accept(peer, "two bodies of one block");
      return false;
    }
    if (version.validator().isPresent() || versions.size() < MAX_STRANGERS) {
      versions.put(peer, version);
    }
    return validators.isMoreThanThird(power(versions, version.body()));
  }

  /// The power of the validators that sent the same body; a key counts once.
  private long power(Map<NodeId, Version> versions, Hash body) {
    Set<ValidatorId> senders = new HashSet<>();
    for (Version version : versions.values()) {
      if (version.body().equals(body)) {
        version.validator().ifPresent(senders::add);
      }
    }
    return senders.stream().mapToLong(validators::power).sum();
  }
}

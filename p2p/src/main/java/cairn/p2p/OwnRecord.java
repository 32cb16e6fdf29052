package cairn.p2p;

import cairn.crypto.Ed25519;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The record that this node publishes of itself, signed anew when its address changes.
///
/// The first sequence is the time in milliseconds, so that it rises over restarts without being
/// stored; should the clock have gone back, [#outrun] mends it. Thread-safe.
public final class OwnRecord {
  private final LocalNode local;
  private final Ed25519 ed25519;
  private final AtomicReference<NodeRecord> record;

  private OwnRecord(LocalNode local, Ed25519 ed25519, NodeRecord record) {
    this.local = local;
    this.ed25519 = ed25519;
    this.record = new AtomicReference<>(record);
  }

  /// The record of a node that others reach at `address`.
  public static OwnRecord of(
      LocalNode local, NodeAddress address, long epochMillis, Ed25519 ed25519) {
    return new OwnRecord(local, ed25519, sign(local, address, epochMillis, ed25519));
  }

  public LocalNode local() {
    return local;
  }

  public NodeRecord current() {
    return record.get();
  }

  /// Publishes another address.
  public NodeRecord moveTo(NodeAddress address, long epochMillis) {
    return record.updateAndGet(old ->
        old.address().equals(address)
            ? old
            : sign(local, address, Math.max(old.sequence() + 1, epochMillis), ed25519));
  }

  /// Publishes a record newer than `sequence`, which the network remembers of this node.
  NodeRecord outrun(long sequence) {
    return record.updateAndGet(old ->
        old.sequence() > sequence || sequence == Long.MAX_VALUE
            ? old
            : sign(local, old.address(), sequence + 1, ed25519));
  }

  private static NodeRecord sign(
      LocalNode local, NodeAddress address, long sequence, Ed25519 ed25519) {
    var content =
        new NodeRecord.Content(sequence, local.nodeKey().publicKey(), local.genesis(), address);
    Optional<ValidatorClaim> claim =
        local.validatorKey().map(validator -> ValidatorClaim.sign(content, validator, ed25519));
    return NodeRecord.sign(content, claim, local.nodeKey(), ed25519);
  }
}

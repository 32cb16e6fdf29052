package cairn.node.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The place of one call in an exchange. Confined to the exchange's loop, but for its final fields.
final class RpcSlot {
  final RequestId id;
  final Optional<RpcMethod> method;
  final long sinceNanos = System.nanoTime();

  /// Set before any other thread sees the slot.
  Arguments arguments = Arguments.NONE;

  /// Whether it has already waited for its least height.
  volatile boolean hasWaited;

  boolean hasResumed;
  boolean isDone;
  byte @Nullable [] response;
  LedgerNode.@Nullable Wait wait;
  Runnable ifGivenUp = () -> {};

  RpcSlot(RequestId id, Optional<RpcMethod> method) {
    this.id = id;
    this.method = method;
  }
}

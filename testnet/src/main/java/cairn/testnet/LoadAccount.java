package cairn.testnet;

import cairn.crypto.KeyPair;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/// A sender of the load generator: its key and the nonce of its next transfer.
///
/// The pacing thread takes nonces; any thread may note that a transfer was not taken, after which
/// the sender rests until the node was asked for its nonce again.
final class LoadAccount {
  private enum State {
    READY,
    STALE,
    ASKING
  }

  private final KeyPair key;
  private final int home;
  private final AtomicReference<State> state = new AtomicReference<>(State.READY);
  private volatile long nonce;

  /// @param home the node that all its transfers go to, so that they arrive in order
  LoadAccount(KeyPair key, int home, long nonce) {
    this.key = key;
    this.home = home;
    this.nonce = nonce;
  }

  KeyPair key() {
    return key;
  }

  int home() {
    return home;
  }

  /// Only the pacing thread asks, and only while the account is not stale.
  long nextNonce() {
    long next = nonce;
    nonce = next + 1;
    return next;
  }

  /// A transfer of it was not taken: those after it would wait behind a gap.
  void markStale() {
    state.compareAndSet(State.READY, State.STALE);
  }

  boolean isStale() {
    return state.get() != State.READY;
  }

  /// Whether the caller is the one to ask the node.
  boolean beginRefresh() {
    return state.compareAndSet(State.STALE, State.ASKING);
  }

  /// Goes on at `next`, or rests on where the node gave no answer.
  void endRefresh(OptionalLong next) {
    next.ifPresent(value -> nonce = value);
    state.set(next.isPresent() ? State.READY : State.STALE);
  }
}

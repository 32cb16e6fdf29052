package cairn.node;

import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Parameters;
import cairn.ledger.StateKey;
import cairn.ledger.store.LedgerState;
import cairn.quorum.VerifiedCertificate;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What follows when a block is final: the store writes it, and, in this order, readers see it,
/// those who wait are told, the mempool takes it in. Called on the ledger thread.
///
/// What was once told as final must not be gone after a crash: a block that the journal could not
/// bring back is told only when the store has it, and those above it not before it.
final class FinalOutcome implements ChainLinks.Outcome {
  private final FinalState state;
  private final FinalityWaiters waiters;
  private final Mempool mempool;
  private final HeadWaiters heads;
  private final Stores stores;
  private final ArrayDeque<Untold> untold = new ArrayDeque<>();
  private Parameters parameters;

  private record Untold(ExecutedBlock block, Finality finality) {}

  /// Where final blocks are written.
  interface Stores {
    void commit(ExecutedBlock block, VerifiedCertificate over);

    /// The oldest block that was not is in the store now.
    void stored();
  }

  FinalOutcome(
      FinalState state,
      FinalityWaiters waiters,
      HeadWaiters heads,
      Mempool mempool,
      Stores stores) {
    this.state = state;
    this.waiters = waiters;
    this.heads = heads;
    this.mempool = mempool;
    this.stores = stores;
    this.parameters = state.state().parameters();
  }

  @Override
  public void notarized(ExecutedBlock block) {
    mempool.carry(block.transactionIds(), Mempool.Carrying.BEGINS);
  }

  @Override
  public void forgotten(ExecutedBlock block) {
    mempool.carry(block.transactionIds(), Mempool.Carrying.ENDS);
  }

  @Override
  public void abandoned(ExecutedBlock block, boolean wasNotarized) {
    if (wasNotarized) {
      mempool.carry(block.transactionIds(), Mempool.Carrying.ENDS);
    }
  }

  @Override
  public void isFinal(ExecutedBlock block, Finality finality) {
    untold.addLast(new Untold(block, finality));
    stores.commit(block, finality.over());
    tellDurable();
  }

  @Override
  public void isStored(LedgerState stored) {
    if (!untold.isEmpty() && untold.getFirst().block().id().equals(stored.head().id())) {
      tell(untold.removeFirst());
    }
    state.stored(stored);
    tellDurable();
    stores.stored();
  }

  private void tellDurable() {
    while (!untold.isEmpty() && untold.getFirst().finality().isDurable()) {
      tell(untold.removeFirst());
    }
  }

  private void tell(Untold told) {
    ExecutedBlock block = told.block();
    state.publish(block, told.finality().over());
    waiters.ended(block.transactionIds());
    List<Mempool.Ended> ended = mempool.applied(change(block));
    waiters.ended(ended.stream().map(Mempool.Ended::id).toList());
    if (told.finality().wasNotarized()) {
      mempool.carry(block.transactionIds(), Mempool.Carrying.ENDS);
    }
    heads.reached(state.head());
  }

  private Mempool.FinalChange change(ExecutedBlock block) {
    Map<PublicKey, Account> accounts = new HashMap<>();
    for (Map.Entry<StateKey, Optional<byte[]>> change : block.execution().changes().entrySet()) {
      switch (change.getKey()) {
        case StateKey.Account(PublicKey key) ->
            accounts.put(key, change.getValue().map(Account::decode).orElse(Account.EMPTY));
        case StateKey.Rules() ->
            parameters = change.getValue().map(Parameters::decode).orElse(parameters);
        case StateKey.Validators _,
            StateKey.Asset _,
            StateKey.Holding _,
            StateKey.Stored _,
            StateKey.Escrow _,
            StateKey.Lock _,
            StateKey.Fencing _,
            StateKey.OpenChanges _,
            StateKey.Protocols _,
            StateKey.PastValidators _,
            StateKey.Offence _ -> {}
      }
    }
    return new Mempool.FinalChange(
        block.height(), block.header().timestamp(), block.transactionIds(), accounts, parameters);
  }
}

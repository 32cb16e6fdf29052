package cairn.ledger;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.util.Optional;
import java.util.function.Consumer;

/// Escrows: money that is claimed by a preimage until a deadline, and goes back after it. Whose an
/// escrow was that ends, `parties` hears. Confined to one thread.
final class EscrowOperations {
  private final WorkingState state;
  private final Balances balances;
  private final Timestamp now;
  private final Consumer<PublicKey> parties;

  EscrowOperations(
      WorkingState state, Balances balances, Timestamp now, Consumer<PublicKey> parties) {
    this.state = state;
    this.balances = balances;
    this.now = now;
    this.parties = parties;
  }

  Optional<OperationFailure> open(PublicKey sender, EscrowId id, Operation.OpenEscrow open) {
    if (!open.deadline().isAfter(now)) {
      return Optional.of(new OperationFailure.DeadlinePassed(open.deadline(), now));
    }
    Escrow escrow =
        new Escrow(
            sender,
            open.recipient(),
            open.money(),
            open.lock(),
            open.deadline(),
            balances.depositOf(sender));
    state.set(new StateKey.Escrow(id), Optional.of(escrow.encoded()));
    return balances.take(sender, open.money()).or(() -> balances.reserve(sender));
  }

  Optional<OperationFailure> claim(PublicKey sender, Operation.ClaimEscrow claim) {
    Optional<Escrow> escrow = find(claim.escrow());
    if (escrow.isEmpty()) {
      return Optional.of(new OperationFailure.EscrowNotFound(claim.escrow()));
    }
    if (now.isAfter(escrow.get().deadline())) {
      return Optional.of(new OperationFailure.EscrowOver(claim.escrow(), escrow.get().deadline()));
    }
    if (!Hash.plain(claim.preimage().toByteArray()).equals(escrow.get().lock())) {
      return Optional.of(new OperationFailure.WrongPreimage(claim.escrow()));
    }
    return end(sender, claim.escrow(), escrow.get(), escrow.get().recipient());
  }

  Optional<OperationFailure> refund(PublicKey sender, Operation.RefundEscrow refund) {
    Optional<Escrow> escrow = find(refund.escrow());
    if (escrow.isEmpty()) {
      return Optional.of(new OperationFailure.EscrowNotFound(refund.escrow()));
    }
    if (!now.isAfter(escrow.get().deadline())) {
      return Optional.of(
          new OperationFailure.EscrowNotOver(refund.escrow(), escrow.get().deadline()));
    }
    return end(sender, refund.escrow(), escrow.get(), escrow.get().opener());
  }

  private Optional<OperationFailure> end(
      PublicKey sender, EscrowId id, Escrow escrow, PublicKey to) {
    parties.accept(escrow.opener());
    parties.accept(escrow.recipient());
    state.set(new StateKey.Escrow(id), Optional.empty());
    balances.release(escrow.deposit());
    return balances.give(sender, to, escrow.money());
  }

  private Optional<Escrow> find(EscrowId id) {
    return state.read(new StateKey.Escrow(id)).map(Escrow::decode);
  }
}

package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.List;
import java.util.Optional;

/// What can be said against an operation without looking at the state.
final class OperationRules {
  private OperationRules() {}

  /// The rule that `operation` breaks as one of `sender`'s.
  static Optional<String> broken(PublicKey sender, Operation operation) {
    return switch (operation) {
      case Operation.Transfer(_, Amount amount) -> moved("a transfer moves", amount);
      case Operation.TransferAsset(_, _, Amount amount) -> moved("a transfer moves", amount);
      case Operation.Mint(_, _, Amount amount) -> moved("minting makes", amount);
      case Operation.Burn(_, Amount amount) -> moved("burning takes", amount);
      case Operation.OpenEscrow open -> moved("an escrow holds", open.money().amount());
      case Operation.AcquireLock acquire ->
          acquire.owner().equals(sender) || acquire.allowed().isEmpty()
              ? Optional.empty()
              : Optional.of("only a lock's owner says who else may take it");
      case Operation.CreateAsset _,
          Operation.SetSigners _,
          Operation.PutRecord _,
          Operation.DeleteRecord _,
          Operation.ClaimEscrow _,
          Operation.RefundEscrow _,
          Operation.RenewLock _,
          Operation.ReleaseLock _ ->
          Optional.empty();
    };
  }

  /// The keys that somebody must be able to sign with later, or what is given to them is lost.
  static List<PublicKey> keys(Operation operation) {
    return switch (operation) {
      case Operation.Transfer(PublicKey recipient, _) -> List.of(recipient);
      case Operation.TransferAsset(_, PublicKey recipient, _) -> List.of(recipient);
      case Operation.Mint(_, PublicKey recipient, _) -> List.of(recipient);
      case Operation.OpenEscrow open -> List.of(open.recipient());
      case Operation.SetSigners(Signers signers) ->
          signers.members().stream().map(Signers.Member::key).toList();
      case Operation.AcquireLock acquire -> acquire.allowed();
      case Operation.CreateAsset _,
          Operation.Burn _,
          Operation.PutRecord _,
          Operation.DeleteRecord _,
          Operation.ClaimEscrow _,
          Operation.RefundEscrow _,
          Operation.RenewLock _,
          Operation.ReleaseLock _ ->
          List.of();
    };
  }

  private static Optional<String> moved(String what, Amount amount) {
    return amount.isZero() ? Optional.of(what + " more than nothing") : Optional.empty();
  }
}

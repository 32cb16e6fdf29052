package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.quorum.ValidatorSet;
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
      case Operation.ApproveChange(Change change) -> broken(change);
      case Operation.CreateAsset _,
          Operation.SetSigners _,
          Operation.PutRecord _,
          Operation.DeleteRecord _,
          Operation.ClaimEscrow _,
          Operation.RefundEscrow _,
          Operation.RenewLock _,
          Operation.ReleaseLock _,
          Operation.ReportEquivocation _ ->
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
      case Operation.ApproveChange(Change.AddValidator add) ->
          List.of(add.validator().key(), add.validator().operator());
      case Operation.CreateAsset _,
          Operation.Burn _,
          Operation.PutRecord _,
          Operation.DeleteRecord _,
          Operation.ClaimEscrow _,
          Operation.RefundEscrow _,
          Operation.RenewLock _,
          Operation.ReleaseLock _,
          Operation.ApproveChange _,
          Operation.ReportEquivocation _ ->
          List.of();
    };
  }

  /// Whether the operation has signatures of its own, which cost as much to check as the
  /// transaction's.
  static boolean isSigned(Operation operation) {
    return operation instanceof Operation.ReportEquivocation
        || operation instanceof Operation.ApproveChange(Change.AddValidator _);
  }

  private static Optional<String> broken(Change change) {
    return switch (change) {
      case Change.AddValidator(ValidatorEntry validator, _) ->
          GenesisRules.isText(validator.name(), ValidatorEntry.MAX_NAME_BYTES)
              ? power(validator.power())
              : Optional.of("a validator's name is a text of 1 to 64 bytes");
      case Change.SetPower(_, long power) -> power(power);
      case Change.SetParameter(Parameter parameter, long value) -> parameter.problem(value);
      case Change.RemoveValidator _, Change.StartProtocol _ -> Optional.empty();
    };
  }

  private static Optional<String> power(long power) {
    return power >= 1 && power <= ValidatorSet.MAX_TOTAL_POWER
        ? Optional.empty()
        : Optional.of("a validator's power is 1 to 2^60");
  }

  private static Optional<String> moved(String what, Amount amount) {
    return amount.isZero() ? Optional.of(what + " more than nothing") : Optional.empty();
  }
}

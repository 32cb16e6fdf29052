package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;

/// Why an operation failed, as its receipt carries it.
public sealed interface OperationFailure {
  /// The sender had `balance` left where the operation needed more.
  record InsufficientFunds(Amount balance, Amount needed) implements OperationFailure {}

  /// The balance of `account` would go above 2^64-1.
  record BalanceOverflow(PublicKey account) implements OperationFailure {}

  /// The sender has made an asset of that symbol before.
  record AssetExists(AssetId asset) implements OperationFailure {}

  record AssetNotFound(AssetId asset) implements OperationFailure {}

  /// Only the issuer makes more of an asset.
  record NotIssuer(AssetId asset) implements OperationFailure {}

  /// There would be more than 2^64-1 of the asset.
  record SupplyOverflow(AssetId asset) implements OperationFailure {}

  /// The sender had `held` of the asset where the operation needed more.
  record InsufficientAsset(AssetId asset, Amount held, Amount needed) implements OperationFailure {}

  record RecordNotFound(EntryName name) implements OperationFailure {}

  /// There is none, or it was claimed or refunded.
  record EscrowNotFound(EscrowId escrow) implements OperationFailure {}

  record WrongPreimage(EscrowId escrow) implements OperationFailure {}

  /// It could be claimed until `deadline`.
  record EscrowOver(EscrowId escrow, Timestamp deadline) implements OperationFailure {}

  /// It can be refunded only after `deadline`.
  record EscrowNotOver(EscrowId escrow, Timestamp deadline) implements OperationFailure {}

  /// The deadline of a new escrow is not after the block's timestamp.
  record DeadlinePassed(Timestamp deadline, Timestamp now) implements OperationFailure {}

  record LockNotFound(PublicKey owner, EntryName name) implements OperationFailure {}

  record LockHeld(PublicKey holder, Timestamp until) implements OperationFailure {}

  /// The sender is neither the lock's owner nor one of those who may take it.
  record NotAllowed(PublicKey owner, EntryName name) implements OperationFailure {}

  /// The sender does not hold the lock with that token, or its lease is over.
  record NotHolder(PublicKey owner, EntryName name, long token) implements OperationFailure {
    public NotHolder {
      Lock.requireToken(token);
    }
  }

  /// The sender is the operator of no validator of this epoch.
  record NotOperator(PublicKey sender) implements OperationFailure {}

  /// The sender approved this change in this epoch before.
  record AlreadyApproved(PublicKey sender) implements OperationFailure {}

  /// The block has changed the validators, and with it the epoch ends.
  record EpochEnds(Epoch epoch) implements OperationFailure {}

  /// There is a validator with that key or that name.
  record ValidatorExists(PublicKey key) implements OperationFailure {}

  record ValidatorNotFound(PublicKey key) implements OperationFailure {}

  /// Without it the network would have none.
  record LastValidator(PublicKey key) implements OperationFailure {}

  /// The change would add a third or more of the resulting power, bring the total above 2^60 or the
  /// number of validators above 256, or is none.
  record PowerOutOfBounds(PublicKey key, long power) implements OperationFailure {
    public PowerOutOfBounds {
      if (power < 0) {
        throw new IllegalArgumentException("negative power " + power);
      }
    }
  }

  /// The height has come, or the protocol is not above the one in force.
  record ProtocolNotNext(int protocol, Height from) implements OperationFailure {
    public ProtocolNotNext {
      Protocol.requireNumber(protocol);
    }
  }

  /// The validators of that epoch are not known any more, or not yet.
  record EvidenceTooOld(Epoch epoch) implements OperationFailure {}

  /// The key is not the one at the signer's place in that epoch.
  record WrongCulprit(PublicKey culprit, Epoch epoch) implements OperationFailure {}

  record AlreadyReported(PublicKey culprit, Epoch epoch) implements OperationFailure {}

  static OperationFailure read(BcsReader reader) {
    return switch (reader.variant(28)) {
      case 0 -> new InsufficientFunds(Amount.read(reader), Amount.read(reader));
      case 1 -> new BalanceOverflow(PublicKey.read(reader));
      case 2 -> new AssetExists(AssetId.read(reader));
      case 3 -> new AssetNotFound(AssetId.read(reader));
      case 4 -> new NotIssuer(AssetId.read(reader));
      case 5 -> new SupplyOverflow(AssetId.read(reader));
      case 6 ->
          new InsufficientAsset(AssetId.read(reader), Amount.read(reader), Amount.read(reader));
      case 7 -> new RecordNotFound(EntryName.read(reader));
      case 8 -> new EscrowNotFound(EscrowId.read(reader));
      case 9 -> new WrongPreimage(EscrowId.read(reader));
      case 10 -> new EscrowOver(EscrowId.read(reader), Timestamp.read(reader));
      case 11 -> new EscrowNotOver(EscrowId.read(reader), Timestamp.read(reader));
      case 12 -> new DeadlinePassed(Timestamp.read(reader), Timestamp.read(reader));
      case 13 -> new LockNotFound(PublicKey.read(reader), EntryName.read(reader));
      case 14 -> new LockHeld(PublicKey.read(reader), Timestamp.read(reader));
      case 15 -> new NotAllowed(PublicKey.read(reader), EntryName.read(reader));
      case 16 -> new NotHolder(PublicKey.read(reader), EntryName.read(reader), reader.count64());
      case 17 -> new NotOperator(PublicKey.read(reader));
      case 18 -> new AlreadyApproved(PublicKey.read(reader));
      case 19 -> new EpochEnds(Epoch.read(reader));
      case 20 -> new ValidatorExists(PublicKey.read(reader));
      case 21 -> new ValidatorNotFound(PublicKey.read(reader));
      case 22 -> new LastValidator(PublicKey.read(reader));
      case 23 -> new PowerOutOfBounds(PublicKey.read(reader), reader.count64());
      case 24 -> new ProtocolNotNext(reader.u16(), Height.read(reader));
      case 25 -> new EvidenceTooOld(Epoch.read(reader));
      case 26 -> new WrongCulprit(PublicKey.read(reader), Epoch.read(reader));
      default -> new AlreadyReported(PublicKey.read(reader), Epoch.read(reader));
    };
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case InsufficientFunds(Amount balance, Amount needed) -> {
        balance.write(writer.uleb(0));
        needed.write(writer);
      }
      case BalanceOverflow(PublicKey account) -> account.write(writer.uleb(1));
      case AssetExists(AssetId asset) -> asset.write(writer.uleb(2));
      case AssetNotFound(AssetId asset) -> asset.write(writer.uleb(3));
      case NotIssuer(AssetId asset) -> asset.write(writer.uleb(4));
      case SupplyOverflow(AssetId asset) -> asset.write(writer.uleb(5));
      case InsufficientAsset(AssetId asset, Amount held, Amount needed) -> {
        asset.write(writer.uleb(6));
        held.write(writer);
        needed.write(writer);
      }
      case RecordNotFound(EntryName name) -> name.write(writer.uleb(7));
      case EscrowNotFound(EscrowId escrow) -> escrow.write(writer.uleb(8));
      case WrongPreimage(EscrowId escrow) -> escrow.write(writer.uleb(9));
      case EscrowOver(EscrowId escrow, Timestamp deadline) -> {
        escrow.write(writer.uleb(10));
        deadline.write(writer);
      }
      case EscrowNotOver(EscrowId escrow, Timestamp deadline) -> {
        escrow.write(writer.uleb(11));
        deadline.write(writer);
      }
      case DeadlinePassed(Timestamp deadline, Timestamp now) -> {
        deadline.write(writer.uleb(12));
        now.write(writer);
      }
      case LockNotFound(PublicKey owner, EntryName name) -> {
        owner.write(writer.uleb(13));
        name.write(writer);
      }
      case LockHeld(PublicKey holder, Timestamp until) -> {
        holder.write(writer.uleb(14));
        until.write(writer);
      }
      case NotAllowed(PublicKey owner, EntryName name) -> {
        owner.write(writer.uleb(15));
        name.write(writer);
      }
      case NotHolder(PublicKey owner, EntryName name, long token) -> {
        owner.write(writer.uleb(16));
        name.write(writer);
        writer.u64(token);
      }
      case NotOperator(PublicKey sender) -> sender.write(writer.uleb(17));
      case AlreadyApproved(PublicKey sender) -> sender.write(writer.uleb(18));
      case EpochEnds(Epoch epoch) -> epoch.write(writer.uleb(19));
      case ValidatorExists(PublicKey key) -> key.write(writer.uleb(20));
      case ValidatorNotFound(PublicKey key) -> key.write(writer.uleb(21));
      case LastValidator(PublicKey key) -> key.write(writer.uleb(22));
      case PowerOutOfBounds(PublicKey key, long power) -> {
        key.write(writer.uleb(23));
        writer.u64(power);
      }
      case ProtocolNotNext(int protocol, Height from) -> from.write(writer.uleb(24).u16(protocol));
      case EvidenceTooOld(Epoch epoch) -> epoch.write(writer.uleb(25));
      case WrongCulprit(PublicKey culprit, Epoch epoch) -> {
        culprit.write(writer.uleb(26));
        epoch.write(writer);
      }
      case AlreadyReported(PublicKey culprit, Epoch epoch) -> {
        culprit.write(writer.uleb(27));
        epoch.write(writer);
      }
    }
  }

  /// The stable name of the reason.
  default String code() {
    return switch (this) {
      case InsufficientFunds _ -> "INSUFFICIENT_FUNDS";
      case BalanceOverflow _ -> "BALANCE_OVERFLOW";
      case AssetExists _ -> "ASSET_EXISTS";
      case AssetNotFound _ -> "ASSET_NOT_FOUND";
      case NotIssuer _ -> "NOT_ISSUER";
      case SupplyOverflow _ -> "SUPPLY_OVERFLOW";
      case InsufficientAsset _ -> "INSUFFICIENT_ASSET";
      case RecordNotFound _ -> "RECORD_NOT_FOUND";
      case EscrowNotFound _ -> "ESCROW_NOT_FOUND";
      case WrongPreimage _ -> "WRONG_PREIMAGE";
      case EscrowOver _ -> "ESCROW_OVER";
      case EscrowNotOver _ -> "ESCROW_NOT_OVER";
      case DeadlinePassed _ -> "DEADLINE_PASSED";
      case LockNotFound _ -> "LOCK_NOT_FOUND";
      case LockHeld _ -> "LOCK_HELD";
      case NotAllowed _ -> "NOT_ALLOWED";
      case NotHolder _ -> "NOT_HOLDER";
      case NotOperator _ -> "NOT_OPERATOR";
      case AlreadyApproved _ -> "ALREADY_APPROVED";
      case EpochEnds _ -> "EPOCH_ENDS";
      case ValidatorExists _ -> "VALIDATOR_EXISTS";
      case ValidatorNotFound _ -> "VALIDATOR_NOT_FOUND";
      case LastValidator _ -> "LAST_VALIDATOR";
      case PowerOutOfBounds _ -> "POWER_OUT_OF_BOUNDS";
      case ProtocolNotNext _ -> "PROTOCOL_NOT_NEXT";
      case EvidenceTooOld _ -> "EVIDENCE_TOO_OLD";
      case WrongCulprit _ -> "WRONG_CULPRIT";
      case AlreadyReported _ -> "ALREADY_REPORTED";
    };
  }

  /// One sentence for people.
  default String sentence() {
    return switch (this) {
      case InsufficientFunds(Amount balance, Amount needed) ->
          "The account had " + balance + " base units left and the operation needs " + needed + ".";
      case BalanceOverflow(PublicKey account) ->
          "The balance of account " + account + " would be above 2^64-1 base units.";
      case AssetExists(AssetId asset) -> "The sender has made this asset before: " + asset + ".";
      case AssetNotFound(AssetId asset) -> "There is no asset " + asset + ".";
      case NotIssuer(AssetId asset) -> "Only the issuer of asset " + asset + " makes more of it.";
      case SupplyOverflow(AssetId asset) ->
          "There would be more than 2^64-1 base units of asset " + asset + ".";
      case InsufficientAsset(AssetId asset, Amount held, Amount needed) ->
          "The account had %s base units of asset %s and the operation needs %s."
              .formatted(held, asset, needed);
      case RecordNotFound(EntryName name) -> "The sender has no record \"" + name + "\".";
      case EscrowNotFound(EscrowId escrow) -> "There is no open escrow " + escrow + ".";
      case WrongPreimage(EscrowId escrow) ->
          "The hash of the preimage is not the one that escrow " + escrow + " asks for.";
      case EscrowOver(EscrowId escrow, Timestamp deadline) ->
          "Escrow " + escrow + " could be claimed until " + deadline.toInstant() + ".";
      case EscrowNotOver(EscrowId escrow, Timestamp deadline) ->
          "Escrow " + escrow + " can be refunded after " + deadline.toInstant() + ".";
      case DeadlinePassed(Timestamp deadline, Timestamp now) ->
          "The deadline "
              + deadline.toInstant()
              + " is not after the block, "
              + now.toInstant()
              + ".";
      case LockNotFound(PublicKey owner, EntryName name) ->
          "Account " + owner + " has no lock \"" + name + "\"; only the account itself makes one.";
      case LockHeld(PublicKey holder, Timestamp until) ->
          "Account " + holder + " has the lock until " + until.toInstant() + ".";
      case NotAllowed(PublicKey owner, EntryName name) ->
          "The sender may not take lock \"" + name + "\" of account " + owner + ".";
      case NotHolder(PublicKey owner, EntryName name, long token) ->
          "The sender does not have lock \"%s\" of account %s with token %d."
              .formatted(name, owner, token);
      case NotOperator(PublicKey sender) ->
          "The account " + sender + " is the operator of no validator of this epoch.";
      case AlreadyApproved(PublicKey sender) ->
          "The account " + sender + " approved this change in this epoch before.";
      case EpochEnds(Epoch epoch) ->
          "The validators changed in the same block, so epoch "
              + epoch
              + " is over; send it again in the next one.";
      case ValidatorExists(PublicKey key) ->
          "There is a validator of that key or name: " + key + ".";
      case ValidatorNotFound(PublicKey key) -> "No validator has the key " + key + ".";
      case LastValidator(PublicKey key) ->
          "Without " + key + " the network would have no validator.";
      case PowerOutOfBounds(PublicKey key, long power) ->
          "The power of %s cannot change by %d: one change adds less than a third of the resulting power, the total is at most 2^60, and there are at most 256 validators."
              .formatted(key, power);
      case ProtocolNotNext(int protocol, Height from) ->
          "Protocol %d cannot start at height %s: it must be above the one in force, and the height still to come."
              .formatted(protocol, from);
      case EvidenceTooOld(Epoch epoch) ->
          "The validators of epoch " + epoch + " are not kept, so nobody can be judged by them.";
      case WrongCulprit(PublicKey culprit, Epoch epoch) ->
          "The votes do not name the validator " + culprit + " of epoch " + epoch + ".";
      case AlreadyReported(PublicKey culprit, Epoch epoch) ->
          "An equivocation of " + culprit + " in epoch " + epoch + " is on the ledger already.";
    };
  }
}

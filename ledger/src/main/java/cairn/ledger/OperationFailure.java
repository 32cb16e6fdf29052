package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

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

  static OperationFailure read(BcsReader reader) {
    return switch (reader.variant(17)) {
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
      default -> new NotHolder(PublicKey.read(reader), EntryName.read(reader), reader.count64());
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
    };
  }
}

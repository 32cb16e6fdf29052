package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.quorum.Evidence;
import java.time.Duration;
import java.util.List;

/// One thing that a transaction does for its sender. In BCS an enum: the variant's number as
/// ULEB128, then its fields; an unknown number is malformed.
public sealed interface Operation {
  /// Moves `amount` of the native asset to `recipient`, whose account comes into being where it was
  /// not.
  record Transfer(PublicKey recipient, Amount amount) implements Operation {}

  /// Moves `amount` of another asset to `recipient`, which needs no account.
  record TransferAsset(AssetId asset, PublicKey recipient, Amount amount) implements Operation {}

  /// Makes an asset with the sender as its issuer, and nothing of it.
  record CreateAsset(AssetSymbol symbol, int decimals) implements Operation {
    public CreateAsset {
      if (decimals < 0 || decimals > Asset.MAX_DECIMALS) {
        throw new IllegalArgumentException("an asset has 0 to 18 decimals, not " + decimals);
      }
    }
  }

  /// Makes `amount` more of the sender's asset, for `recipient`.
  record Mint(AssetId asset, PublicKey recipient, Amount amount) implements Operation {}

  /// Makes what the sender has of an asset less by `amount`.
  record Burn(AssetId asset, Amount amount) implements Operation {}

  /// From the next transaction on, others sign for the sender's account.
  record SetSigners(Signers signers) implements Operation {}

  /// Keeps `value` under a name of the sender's, in place of what stood there.
  record PutRecord(EntryName name, Bytes value) implements Operation {
    public PutRecord {
      StoredRecord.requireSize(value);
    }
  }

  /// Deletes what stands under a name of the sender's.
  record DeleteRecord(EntryName name) implements Operation {}

  /// Sets money aside for `recipient`, as an [Escrow] whose id is made of the transaction's and the
  /// operation's place in it.
  record OpenEscrow(PublicKey recipient, Money money, Hash lock, Timestamp deadline)
      implements Operation {}

  /// Gives an escrow to its recipient, whoever the sender is.
  record ClaimEscrow(EscrowId escrow, Bytes preimage) implements Operation {
    public ClaimEscrow {
      if (preimage.size() > Escrow.MAX_PREIMAGE_BYTES) {
        throw new IllegalArgumentException(
            "a preimage has at most 64 bytes, not " + preimage.size());
      }
    }
  }

  /// Gives an escrow back to its opener after its deadline, whoever the sender is.
  record RefundEscrow(EscrowId escrow) implements Operation {}

  /// Takes a lock that nobody holds. Only its owner can make one, and says with each taking of its
  /// own who else may take it from then on.
  ///
  /// @param lease from this block's timestamp on, in whole milliseconds
  /// @param allowed in strictly ascending order; empty unless the sender is the owner
  record AcquireLock(PublicKey owner, EntryName name, Duration lease, List<PublicKey> allowed)
      implements Operation {
    public AcquireLock {
      requireLease(lease);
      allowed = Lock.requireAllowed(allowed);
    }
  }

  /// Lets the sender's lease of a lock last until this block's timestamp + `lease`.
  record RenewLock(PublicKey owner, EntryName name, long token, Duration lease)
      implements Operation {
    public RenewLock {
      Lock.requireToken(token);
      requireLease(lease);
    }
  }

  /// Ends the sender's lease. When the owner releases a lock that nobody else may take, the lock is
  /// deleted.
  record ReleaseLock(PublicKey owner, EntryName name, long token) implements Operation {
    public ReleaseLock {
      Lock.requireToken(token);
    }
  }

  /// Approves a change of how the network is run, as the operator of validators.
  record ApproveChange(Change change) implements Operation {}

  /// Records that a validator voted against the rules.
  ///
  /// @param culprit the key that signed both votes of the evidence
  record ReportEquivocation(PublicKey culprit, Evidence evidence) implements Operation {}

  static Operation read(BcsReader reader) {
    return switch (reader.variant(16)) {
      case 0 -> new Transfer(PublicKey.read(reader), Amount.read(reader));
      case 1 ->
          new TransferAsset(AssetId.read(reader), PublicKey.read(reader), Amount.read(reader));
      case 2 -> new CreateAsset(AssetSymbol.read(reader), reader.u8());
      case 3 -> new Mint(AssetId.read(reader), PublicKey.read(reader), Amount.read(reader));
      case 4 -> new Burn(AssetId.read(reader), Amount.read(reader));
      case 5 -> new SetSigners(Signers.read(reader));
      case 6 -> new PutRecord(EntryName.read(reader), Bytes.read(reader, StoredRecord.MAX_BYTES));
      case 7 -> new DeleteRecord(EntryName.read(reader));
      case 8 ->
          new OpenEscrow(
              PublicKey.read(reader),
              Money.read(reader),
              Hash.read(reader),
              Timestamp.read(reader));
      case 9 ->
          new ClaimEscrow(EscrowId.read(reader), Bytes.read(reader, Escrow.MAX_PREIMAGE_BYTES));
      case 10 -> new RefundEscrow(EscrowId.read(reader));
      case 11 ->
          new AcquireLock(
              PublicKey.read(reader),
              EntryName.read(reader),
              Duration.ofMillis(reader.u32()),
              reader.list(Lock.MAX_ALLOWED, PublicKey::read));
      case 12 ->
          new RenewLock(
              PublicKey.read(reader),
              EntryName.read(reader),
              reader.count64(),
              Duration.ofMillis(reader.u32()));
      case 13 -> new ReleaseLock(PublicKey.read(reader), EntryName.read(reader), reader.count64());
      case 14 -> new ApproveChange(Change.read(reader));
      default -> new ReportEquivocation(PublicKey.read(reader), Evidence.read(reader));
    };
  }

  default void write(BcsWriter writer) {
    OperationCodec.write(this, writer);
  }

  /// What the operation takes of the sender's native balance, deposits of new entries apart.
  default Amount outflow() {
    return switch (this) {
      case Transfer(_, Amount amount) -> amount;
      case OpenEscrow open -> open.money().asset().isEmpty() ? open.money().amount() : Amount.ZERO;
      case TransferAsset _,
          CreateAsset _,
          Mint _,
          Burn _,
          SetSigners _,
          PutRecord _,
          DeleteRecord _,
          ClaimEscrow _,
          RefundEscrow _,
          AcquireLock _,
          RenewLock _,
          ReleaseLock _,
          ApproveChange _,
          ReportEquivocation _ ->
          Amount.ZERO;
    };
  }

  /// The accounts besides the sender's that the operation names, under which the history of
  /// accounts lists it.
  default List<PublicKey> named() {
    return switch (this) {
      case Transfer(PublicKey recipient, _) -> List.of(recipient);
      case TransferAsset(_, PublicKey recipient, _) -> List.of(recipient);
      case Mint(_, PublicKey recipient, _) -> List.of(recipient);
      case OpenEscrow open -> List.of(open.recipient());
      case AcquireLock acquire -> List.of(acquire.owner());
      case RenewLock renew -> List.of(renew.owner());
      case ReleaseLock release -> List.of(release.owner());
      case CreateAsset _,
          Burn _,
          SetSigners _,
          PutRecord _,
          DeleteRecord _,
          ClaimEscrow _,
          RefundEscrow _,
          ApproveChange _,
          ReportEquivocation _ ->
          List.of();
    };
  }

  private static void requireLease(Duration lease) {
    if (lease.compareTo(Duration.ofMillis(1)) < 0
        || lease.compareTo(Lock.MAX_LEASE) > 0
        || !lease.equals(Duration.ofMillis(lease.toMillis()))) {
      throw new IllegalArgumentException(
          "a lease is 1 ms to 7 days in whole milliseconds, not " + lease);
    }
  }
}

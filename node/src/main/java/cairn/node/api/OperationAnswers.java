package cairn.node.api;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.AssetId;
import cairn.ledger.EntryName;
import cairn.ledger.EscrowId;
import cairn.ledger.Operation;
import cairn.ledger.Signers;
import cairn.ledger.Timestamp;
import java.util.List;
import java.util.Optional;

/// How operations are told. Stateless.
final class OperationAnswers {
  /// What an operation moves.
  private record Move(Optional<String> recipient, Optional<Amount> amount, Optional<Hash> asset) {}

  /// The member that only one kind of operation has.
  private record Own(
      Optional<Answer.NewAsset> newAsset,
      Optional<Answer.NewSigners> signers,
      Optional<Answer.RecordStep> record,
      Optional<Answer.EscrowStep> escrow,
      Optional<Answer.LockStep> lock) {}

  private static final Move NOTHING =
      new Move(Optional.empty(), Optional.empty(), Optional.empty());
  private static final Own NONE =
      new Own(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final Names names;

  OperationAnswers(Names names) {
    this.names = names;
  }

  Answer.Step step(Operation operation) {
    return switch (operation) {
      case Operation.Transfer(var recipient, var amount) ->
          step("transfer", to(recipient, amount, Optional.empty()), NONE);
      case Operation.TransferAsset(var asset, var recipient, var amount) ->
          step("transferAsset", to(recipient, amount, Optional.of(asset)), NONE);
      case Operation.CreateAsset(var symbol, int decimals) ->
          step("createAsset", NOTHING, asset(new Answer.NewAsset(symbol.text(), decimals)));
      case Operation.Mint(var asset, var recipient, var amount) ->
          step("mint", to(recipient, amount, Optional.of(asset)), NONE);
      case Operation.Burn(var asset, var amount) ->
          step("burn", new Move(Optional.empty(), Optional.of(amount), hash(asset)), NONE);
      case Operation.SetSigners(var signers) -> step("setSigners", NOTHING, signers(signers));
      case Operation.PutRecord(var name, var value) ->
          step("putRecord", NOTHING, record(name, Optional.of(value)));
      case Operation.DeleteRecord(var name) ->
          step("deleteRecord", NOTHING, record(name, Optional.empty()));
      case Operation.OpenEscrow open -> open(open);
      case Operation.ClaimEscrow(var escrow, var preimage) ->
          step("claimEscrow", NOTHING, escrow(escrow, Optional.of(preimage)));
      case Operation.RefundEscrow(var escrow) ->
          step("refundEscrow", NOTHING, escrow(escrow, Optional.empty()));
      case Operation.AcquireLock(var owner, var name, var lease, var allowed) ->
          step(
              "acquireLock",
              NOTHING,
              lock(
                  new Answer.LockStep(
                      names.account(owner),
                      name.text(),
                      Optional.empty(),
                      Optional.of(lease.toMillis()),
                      allowed.stream().map(names::account).toList())));
      case Operation.RenewLock(var owner, var name, long token, var lease) ->
          step("renewLock", NOTHING, lock(held(owner, name, token, lease.toMillis())));
      case Operation.ReleaseLock(var owner, var name, long token) ->
          step("releaseLock", NOTHING, lock(held(owner, name, token, 0)));
    };
  }

  private static Answer.Step step(String type, Move move, Own own) {
    return new Answer.Step(
        type,
        move.recipient(),
        move.amount(),
        move.asset(),
        own.newAsset(),
        own.signers(),
        own.record(),
        own.escrow(),
        own.lock());
  }

  private Move to(PublicKey recipient, Amount amount, Optional<AssetId> asset) {
    return new Move(
        Optional.of(names.account(recipient)), Optional.of(amount), asset.map(AssetId::hash));
  }

  private static Optional<Hash> hash(AssetId asset) {
    return Optional.of(asset.hash());
  }

  private Answer.Step open(Operation.OpenEscrow open) {
    Timestamp deadline = open.deadline();
    return step(
        "openEscrow",
        to(open.recipient(), open.money().amount(), open.money().asset()),
        escrow(
            new Answer.EscrowStep(
                Optional.empty(),
                Optional.of(open.lock()),
                Optional.of(Names.time(deadline.millis())),
                Optional.of(deadline.millis()),
                Optional.empty())));
  }

  private static Own escrow(EscrowId id, Optional<Bytes> preimage) {
    return escrow(
        new Answer.EscrowStep(
            Optional.of(id.hash()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            preimage.map(Bytes::toString)));
  }

  private Answer.LockStep held(PublicKey owner, EntryName name, long token, long leaseMillis) {
    return new Answer.LockStep(
        names.account(owner),
        name.text(),
        Optional.of(new Answer.Digits(token)),
        leaseMillis == 0 ? Optional.empty() : Optional.of(leaseMillis),
        List.of());
  }

  private static Own asset(Answer.NewAsset asset) {
    return new Own(Optional.of(asset), NONE.signers(), NONE.record(), NONE.escrow(), NONE.lock());
  }

  private Own signers(Signers signers) {
    List<Answer.SignerWeight> members =
        signers.members().stream()
            .map(member -> new Answer.SignerWeight(names.account(member.key()), member.weight()))
            .toList();
    return new Own(
        NONE.newAsset(),
        Optional.of(new Answer.NewSigners(Math.toIntExact(signers.threshold()), members)),
        NONE.record(),
        NONE.escrow(),
        NONE.lock());
  }

  private static Own record(EntryName name, Optional<Bytes> value) {
    return new Own(
        NONE.newAsset(),
        NONE.signers(),
        Optional.of(new Answer.RecordStep(name.text(), value.map(Bytes::toString))),
        NONE.escrow(),
        NONE.lock());
  }

  private static Own escrow(Answer.EscrowStep escrow) {
    return new Own(
        NONE.newAsset(), NONE.signers(), NONE.record(), Optional.of(escrow), NONE.lock());
  }

  private static Own lock(Answer.LockStep lock) {
    return new Own(
        NONE.newAsset(), NONE.signers(), NONE.record(), NONE.escrow(), Optional.of(lock));
  }
}

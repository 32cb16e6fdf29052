package cairn.node.api;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.AssetId;
import cairn.ledger.Change;
import cairn.ledger.EntryName;
import cairn.ledger.EscrowId;
import cairn.ledger.Height;
import cairn.ledger.Operation;
import cairn.ledger.Parameter;
import cairn.ledger.Signers;
import cairn.ledger.Timestamp;
import cairn.ledger.ValidatorEntry;
import cairn.quorum.Evidence;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How operations are told. Stateless.
final class OperationAnswers {
  /// What an operation moves.
  private record Move(Optional<String> recipient, Optional<Amount> amount, Optional<Hash> asset) {}

  private static final Move NOTHING =
      new Move(Optional.empty(), Optional.empty(), Optional.empty());
  private final Names names;

  OperationAnswers(Names names) {
    this.names = names;
  }

  Answer.Step step(Operation operation) {
    return switch (operation) {
      case Operation.Transfer(var recipient, var amount) ->
          step("transfer", to(recipient, amount, Optional.empty()));
      case Operation.TransferAsset(var asset, var recipient, var amount) ->
          step("transferAsset", to(recipient, amount, Optional.of(asset)));
      case Operation.CreateAsset(var symbol, int decimals) ->
          step("createAsset", NOTHING, new Answer.NewAsset(symbol.text(), decimals));
      case Operation.Mint(var asset, var recipient, var amount) ->
          step("mint", to(recipient, amount, Optional.of(asset)));
      case Operation.Burn(var asset, var amount) ->
          step("burn", new Move(Optional.empty(), Optional.of(amount), hash(asset)));
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
              new Answer.LockStep(
                  names.account(owner),
                  name.text(),
                  Optional.empty(),
                  Optional.of(lease.toMillis()),
                  allowed.stream().map(names::account).toList()));
      case Operation.RenewLock(var owner, var name, long token, var lease) ->
          step("renewLock", NOTHING, held(owner, name, token, lease.toMillis()));
      case Operation.ReleaseLock(var owner, var name, long token) ->
          step("releaseLock", NOTHING, held(owner, name, token, 0));
      case Operation.ApproveChange(var change) -> step("approveChange", NOTHING, change(change));
      case Operation.ReportEquivocation(var culprit, var evidence) ->
          step("reportEquivocation", NOTHING, equivocation(culprit, evidence));
    };
  }

  private static Answer.Step step(String type, Move move) {
    return step(type, move, Optional.empty());
  }

  private static Answer.Step step(String type, Move move, Answer.Particulars particulars) {
    return step(type, move, Optional.of(particulars));
  }

  private static Answer.Step step(
      String type, Move move, Optional<Answer.Particulars> particulars) {
    return new Answer.Step(
        type,
        move.recipient(),
        move.amount(),
        move.asset(),
        of(Answer.NewAsset.class, particulars),
        of(Answer.NewSigners.class, particulars),
        of(Answer.RecordStep.class, particulars),
        of(Answer.EscrowStep.class, particulars),
        of(Answer.LockStep.class, particulars),
        of(Answer.ChangeStep.class, particulars),
        of(Answer.EquivocationStep.class, particulars));
  }

  private static <T> Optional<T> of(Class<T> kind, Optional<Answer.Particulars> particulars) {
    return particulars.filter(kind::isInstance).map(kind::cast);
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
        new Answer.EscrowStep(
            Optional.empty(),
            Optional.of(open.lock()),
            Optional.of(Names.time(deadline.millis())),
            Optional.of(deadline.millis()),
            Optional.empty()));
  }

  private static Answer.EscrowStep escrow(EscrowId id, Optional<Bytes> preimage) {
    return new Answer.EscrowStep(
        Optional.of(id.hash()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        preimage.map(Bytes::toString));
  }

  private Answer.LockStep held(PublicKey owner, EntryName name, long token, long leaseMillis) {
    return new Answer.LockStep(
        names.account(owner),
        name.text(),
        Optional.of(new Answer.Digits(token)),
        leaseMillis == 0 ? Optional.empty() : Optional.of(leaseMillis),
        List.of());
  }

  private Answer.NewSigners signers(Signers signers) {
    List<Answer.SignerWeight> members =
        signers.members().stream()
            .map(member -> new Answer.SignerWeight(names.account(member.key()), member.weight()))
            .toList();
    return new Answer.NewSigners(Math.toIntExact(signers.threshold()), members);
  }

  private static Answer.RecordStep record(EntryName name, Optional<Bytes> value) {
    return new Answer.RecordStep(name.text(), value.map(Bytes::toString));
  }

  private Answer.ChangeStep change(Change change) {
    return switch (change) {
      case Change.AddValidator(ValidatorEntry added, _) ->
          new Answer.ChangeStep(
              "addValidator",
              Optional.of(Address.ofValidator(added.key())),
              Optional.of(added.name()),
              Optional.of(names.account(added.operator())),
              Optional.of(new Answer.Digits(added.power())),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      case Change.RemoveValidator(PublicKey key) ->
          ofValidator("removeValidator", key, Optional.empty());
      case Change.SetPower(PublicKey key, long power) ->
          ofValidator("setPower", key, Optional.of(new Answer.Digits(power)));
      case Change.SetParameter(Parameter parameter, long value) ->
          ofNetwork(
              "setParameter",
              Optional.of(parameter.text()),
              Optional.of(new Answer.Digits(value)),
              Optional.empty(),
              Optional.empty());
      case Change.StartProtocol(int protocol, Height from) ->
          ofNetwork(
              "startProtocol",
              Optional.empty(),
              Optional.empty(),
              Optional.of(protocol),
              Optional.of(from));
    };
  }

  private static Answer.ChangeStep ofValidator(
      String kind, PublicKey key, Optional<Answer.Digits> power) {
    return new Answer.ChangeStep(
        kind,
        Optional.of(Address.ofValidator(key)),
        Optional.empty(),
        Optional.empty(),
        power,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Answer.ChangeStep ofNetwork(
      String kind,
      Optional<String> parameter,
      Optional<Answer.Digits> value,
      Optional<Integer> protocol,
      Optional<Height> from) {
    return new Answer.ChangeStep(
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        parameter,
        value,
        protocol,
        from);
  }

  private static Answer.EquivocationStep equivocation(PublicKey culprit, Evidence evidence) {
    Vote vote = evidence.first().vote();
    return new Answer.EquivocationStep(
        Address.ofValidator(culprit),
        evidence.kind().name().toLowerCase(Locale.ROOT),
        new Answer.Digits(vote.epoch().number()),
        new Answer.Digits(vote.view().number()));
  }
}

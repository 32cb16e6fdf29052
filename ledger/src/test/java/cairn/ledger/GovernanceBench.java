package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.ArrayList;
import java.util.List;

/// A ledger whose validators' operators have money, and to which tests give one block after the
/// other, across epochs.
final class GovernanceBench {
  final TestNetwork network;
  private LedgerView view;
  private long height;
  private Execution last;

  GovernanceBench(boolean removesEquivocators) {
    this.network = TestNetwork.of(1, new KeyedHashEd25519(), parameters(removesEquivocators));
    this.view = network.genesis().initialView();
    KeyPair rich = network.account(0);
    Operation[] gifts = new Operation[5];
    for (int i = 0; i < gifts.length; i++) {
      gifts[i] = new Operation.Transfer(operator(i), Amount.of(150_000));
    }
    block(transaction(rich, gifts));
  }

  private static Parameters parameters(boolean removesEquivocators) {
    Parameters normal = TestNetwork.parameters();
    return new Parameters(
        normal.timing(),
        normal.blockLimits(),
        normal.maxValidity(),
        normal.fees(),
        normal.keptViews(),
        2,
        removesEquivocators);
  }

  LedgerView view() {
    return view;
  }

  long height() {
    return height;
  }

  /// What the newest block did.
  Execution last() {
    return last;
  }

  PublicKey operator(int i) {
    return network.operator(i).publicKey();
  }

  PublicKey validator(int i) {
    return network.validator(i).publicKey();
  }

  /// A transaction of a block of its own.
  Receipt run(int operator, Operation... operations) {
    return block(transaction(network.operator(operator), operations)).getFirst();
  }

  Receipt approve(int operator, Change change) {
    return run(operator, new Operation.ApproveChange(change));
  }

  void succeed(Change change, int... operators) {
    for (int operator : operators) {
      assertEquals(new Receipt.Succeeded(), approve(operator, change));
    }
  }

  void fail(OperationFailure reason, int operator, Change change) {
    assertEquals(new Receipt.Failed(0, reason), approve(operator, change));
  }

  VerifiedTransaction transaction(KeyPair sender, Operation... operations) {
    long nonce = view.account(sender.publicKey()).nonce();
    TransactionBody body =
        new TransactionBody(
            Protocol.VERSION_1,
            sender.publicKey(),
            nonce,
            Amount.of(2_000),
            new Timestamp(TestNetwork.START.millis() + 60_000),
            "",
            List.of(operations));
    return network.verified(body, sender);
  }

  /// Executes the next block of the epoch.
  List<Receipt> block(VerifiedTransaction... transactions) {
    height++;
    BlockContext context = TestNetwork.context(view.roster(), height);
    last = assertInstanceOf(Execution.class, Ledger.execute(view, context, List.of(transactions)));
    view = view.after(last);
    return last.receipts();
  }

  /// The change that adds validator number `i` with its operator, and that key's consent.
  Change add(int i, long power) {
    ValidatorEntry entry = entry(i, power);
    return new Change.AddValidator(entry, consent(entry, network.validator(i)));
  }

  ValidatorEntry entry(int i, long power) {
    return new ValidatorEntry("node-" + (i + 1), validator(i), power, operator(i));
  }

  Signature consent(ValidatorEntry entry, KeyPair key) {
    return network.ed25519().sign(key, Change.consentMessage(entry, network.genesisHash()));
  }

  /// What proves that validator number `i` both nullified and finalized a view of that epoch.
  Operation.ReportEquivocation report(int i, Epoch epoch, long view) {
    ValidatorId place = this.view.roster().set().find(validator(i)).orElse(new ValidatorId(0));
    return new Operation.ReportEquivocation(validator(i), evidence(i, place, epoch, view));
  }

  Evidence evidence(int i, ValidatorId place, Epoch epoch, long view) {
    VoteVerifier votes =
        new VoteVerifier(
            epoch, network.genesis().roster().set(), network.genesisHash(), network.ed25519());
    Vote nullify = new Vote.Nullify(epoch, new View(view));
    Vote finalize = new Vote.Finalize(epoch, new View(view), network.genesis().genesisBlock().id());
    return new Evidence(
        votes.sign(nullify, place, network.validator(i)),
        votes.sign(finalize, place, network.validator(i)));
  }

  /// The changes that wait for more approvals.
  List<Change> open() {
    List<Change> changes = new ArrayList<>();
    view.read(new StateKey.OpenChanges())
        .map(OpenChanges::decode)
        .ifPresent(open -> open.changes().forEach(one -> changes.add(one.change())));
    return changes;
  }
}

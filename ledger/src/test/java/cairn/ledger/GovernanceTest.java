package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import cairn.crypto.Signature;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GovernanceTest {
  private static final Change DEARER = new Change.SetParameter(Parameter.BASE_FEE, 700);

  private final GovernanceBench bench = new GovernanceBench(false);

  @Test
  void changeHappensOnceMoreThanTwoThirdsOfThePowerApproveIt() {
    bench.succeed(DEARER, 0, 2);
    assertEquals(Amount.of(100), bench.view().parameters().fees().base());
    assertEquals(List.of(DEARER), bench.open());

    bench.succeed(DEARER, 3);

    assertEquals(Amount.of(700), bench.view().parameters().fees().base());
    assertEquals(Optional.empty(), bench.view().read(new StateKey.OpenChanges()));
    assertEquals(Epoch.ZERO, bench.view().roster().epoch(), "the epoch goes on");
  }

  @Test
  void blockKeepsTheParametersThatItBeganWith() {
    bench.succeed(DEARER, 0, 1);
    VerifiedTransaction last =
        bench.transaction(bench.network.operator(2), new Operation.ApproveChange(DEARER));
    VerifiedTransaction cheap =
        bench.transaction(bench.network.operator(3), bench.network.pay(0, 1));

    assertEquals(2, bench.block(last, cheap).size());
    assertEquals(Amount.of(700), bench.view().parameters().fees().base());
  }

  @Test
  void onlyOperatorsCountAndEachOfThemOnce() {
    Operation approve = new Operation.ApproveChange(DEARER);
    Receipt stranger = bench.block(bench.transaction(bench.network.account(0), approve)).getFirst();
    assertEquals(
        new Receipt.Failed(0, new OperationFailure.NotOperator(bench.network.address(0))),
        stranger);

    bench.succeed(DEARER, 0);
    bench.fail(new OperationFailure.AlreadyApproved(bench.operator(0)), 0, DEARER);
    assertEquals(Amount.of(100), bench.view().parameters().fees().base());
  }

  @Test
  void operatorOfManyValidatorsCountsWithAllTheirPower() {
    bench.succeed(new Change.SetPower(bench.validator(0), 2), 0, 1, 2);
    assertEquals(5, bench.view().roster().set().totalPower());

    bench.succeed(DEARER, 0, 1);
    assertEquals(Amount.of(100), bench.view().parameters().fees().base(), "3 of 5 is too little");
    bench.succeed(DEARER, 2);
    assertEquals(Amount.of(700), bench.view().parameters().fees().base());
  }

  @Test
  void newValidatorBeginsTheNextEpoch() {
    Roster before = bench.view().roster();

    bench.succeed(bench.add(4, 1), 0, 1, 2);

    Roster after = bench.view().roster();
    assertEquals(Epoch.ZERO.next(), after.epoch());
    assertEquals(5, after.entries().size());
    assertEquals(Optional.of(after), bench.last().nextRoster());
    assertEquals(
        Optional.of(before),
        bench.view().read(new StateKey.PastValidators(Epoch.ZERO)).map(Roster::decode));
    bench.succeed(DEARER, 4);
  }

  @Test
  void headerNamesTheSetOfItsChildAndNoOther() {
    bench.succeed(bench.add(4, 1), 0, 1);
    LedgerView view = bench.view();
    Block genesis = bench.network.genesis().genesisBlock();
    NextBlock next = new NextBlock(genesis.header(), view, genesis.header().historyRoot());
    BlockContext context = bench.network.context(1);
    VerifiedTransaction last =
        bench.transaction(bench.network.operator(2), new Operation.ApproveChange(bench.add(4, 1)));
    Execution execution =
        assertInstanceOf(Execution.class, Ledger.execute(view, context, List.of(last)));

    BlockHeader header = next.header(context, execution, genesis.header().stateRoot());

    assertEquals(view.roster().set().hash(), header.signers());
    assertEquals(execution.nextRoster().orElseThrow().set().hash(), header.nextSigners());
    assertNotEquals(header.signers(), header.nextSigners());
    assertEquals(Optional.empty(), next.checkHeader(header));
    assertInstanceOf(Execution.class, next.execute(header, List.of(last)));
    BlockHeader hidden = withNextSigners(header, header.signers());
    InvalidBlock invalid =
        assertInstanceOf(InvalidBlock.class, next.execute(hidden, List.of(last)));
    assertEquals(InvalidBlock.Rule.NEXT_SIGNERS, invalid.rule());
  }

  @Test
  void approvalsEndWithTheEpoch() {
    bench.succeed(DEARER, 0, 1);
    bench.succeed(new Change.RemoveValidator(bench.validator(3)), 0, 1, 2);
    assertEquals(List.of(), bench.open());

    bench.succeed(DEARER, 2);

    assertEquals(Amount.of(100), bench.view().parameters().fees().base());
  }

  @Test
  void blockChangesTheValidatorsOnce() {
    Change remove = new Change.RemoveValidator(bench.validator(3));
    bench.succeed(remove, 0, 1);
    bench.succeed(DEARER, 0, 1);
    VerifiedTransaction both =
        bench.transaction(
            bench.network.operator(2),
            new Operation.ApproveChange(remove),
            new Operation.ApproveChange(DEARER));

    assertEquals(
        List.of(new Receipt.Failed(1, new OperationFailure.EpochEnds(Epoch.ZERO))),
        bench.block(both));

    assertEquals(4, bench.view().roster().entries().size(), "nothing of it happened");
    assertEquals(2, bench.open().size());
  }

  @Test
  void oneChangeAddsLessThanAThirdOfTheResultingPower() {
    bench.fail(new OperationFailure.PowerOutOfBounds(bench.validator(4), 2), 0, bench.add(4, 2));
    bench.fail(
        new OperationFailure.PowerOutOfBounds(bench.validator(1), 3),
        0,
        new Change.SetPower(bench.validator(1), 4));
    bench.fail(
        new OperationFailure.PowerOutOfBounds(bench.validator(1), 1),
        0,
        new Change.SetPower(bench.validator(1), 1));
    bench.fail(
        new OperationFailure.PowerOutOfBounds(bench.validator(4), ValidatorSet.MAX_TOTAL_POWER),
        0,
        bench.add(4, ValidatorSet.MAX_TOTAL_POWER));
    bench.succeed(new Change.SetPower(bench.validator(1), 2), 0, 1, 2);
    assertEquals(5, bench.view().roster().set().totalPower());
  }

  @Test
  void changeOfAnUnknownOrAPresentValidatorFails() {
    bench.fail(new OperationFailure.ValidatorExists(bench.validator(2)), 0, bench.add(2, 1));
    bench.fail(
        new OperationFailure.ValidatorNotFound(bench.validator(7)),
        0,
        new Change.RemoveValidator(bench.validator(7)));
    bench.fail(
        new OperationFailure.ValidatorNotFound(bench.validator(7)),
        0,
        new Change.SetPower(bench.validator(7), 1));
  }

  @Test
  void lastValidatorStays() {
    for (int gone = 3; gone > 0; gone--) {
      Change remove = new Change.RemoveValidator(bench.validator(gone));
      for (int i = 0; bench.view().roster().find(bench.validator(gone)).isPresent(); i++) {
        bench.succeed(remove, i);
      }
    }

    bench.fail(
        new OperationFailure.LastValidator(bench.validator(0)),
        0,
        new Change.RemoveValidator(bench.validator(0)));
  }

  @Test
  void validatorKeyMustHaveAgreed() {
    ValidatorEntry entry = bench.entry(4, 1);
    Signature ofAnother = bench.consent(entry, bench.network.validator(5));
    Signature ofAnotherEntry = bench.consent(bench.entry(4, 2), bench.network.validator(4));

    for (Signature consent : List.of(ofAnother, ofAnotherEntry)) {
      Operation approve = new Operation.ApproveChange(new Change.AddValidator(entry, consent));
      assertEquals(new Rejection.BadSignature(entry.key()), refusal(approve));
    }
  }

  @Test
  void valuesThatNoNetworkMayHaveAreRefusedWithoutAState() {
    for (Change bad :
        List.of(
            new Change.SetParameter(Parameter.BLOCK_BYTES, 1),
            new Change.SetParameter(Parameter.BLOCK_OPERATIONS, Long.MAX_VALUE),
            new Change.SetParameter(Parameter.LEADER_TIMEOUT, 0),
            new Change.SetParameter(Parameter.MAX_VALIDITY, Long.MAX_VALUE),
            new Change.SetParameter(Parameter.DEPOSIT, 1L << 41),
            new Change.SetPower(bench.validator(0), 0),
            new Change.SetPower(bench.validator(0), ValidatorSet.MAX_TOTAL_POWER + 1))) {
      assertInstanceOf(
          Rejection.Malformed.class, refusal(new Operation.ApproveChange(bad)), bad.toString());
    }
  }

  @Test
  void eachParameterCanBeSet() {
    for (Parameter parameter : Parameter.values()) {
      long value =
          switch (parameter) {
            case BLOCK_BYTES -> 1 << 20;
            case BASE_FEE, FEE_PER_OPERATION, FEE_PER_BYTE, DEPOSIT -> 3;
            case MAX_VALIDITY -> 100_000;
            default -> 2_222;
          };
      Change change = new Change.SetParameter(parameter, value);
      Parameters before = bench.view().parameters();

      bench.succeed(change, 0, 1, 2);

      assertEquals(before.with(parameter, value), bench.view().parameters());
      assertNotEquals(before, bench.view().parameters(), parameter.text());
      assertFalse(bench.view().parameters().problems().iterator().hasNext());
    }
  }

  @Test
  void operatorsNinthOpenApprovalTakesBackTheOneThatWaitedLongest() {
    List<Change> changes = new ArrayList<>();
    for (int fee = 1; fee <= OpenChanges.MAX_PER_OPERATOR + 2; fee++) {
      changes.add(new Change.SetParameter(Parameter.BASE_FEE, fee));
    }
    bench.succeed(changes.get(1), 1);
    changes.forEach(change -> bench.succeed(change, 0));

    List<Change> open = new ArrayList<>(changes.subList(2, changes.size()));
    open.addFirst(changes.get(1));
    assertEquals(open, bench.open(), "another operator's approval stays");
    bench.succeed(changes.get(1), 2);
    assertEquals(open, bench.open(), "it has the approvals of two");
  }

  @Test
  void protocolStartsAtAHeightToCome() {
    Height next = new Height(bench.height() + 1);
    bench.fail(new OperationFailure.ProtocolNotNext(2, next), 0, new Change.StartProtocol(2, next));
    Height later = new Height(bench.height() + 100);
    bench.fail(
        new OperationFailure.ProtocolNotNext(1, later), 0, new Change.StartProtocol(1, later));

    bench.succeed(new Change.StartProtocol(2, later), 0, 1, 2);

    assertEquals(1, bench.view().protocol(new Height(later.number() - 1)));
    assertEquals(2, bench.view().protocol(later));
    Height sooner = new Height(later.number() - 50);
    bench.succeed(new Change.StartProtocol(3, sooner), 0, 1, 2);
    assertEquals(1, bench.view().protocol(new Height(sooner.number() - 1)));
    assertEquals(3, bench.view().protocol(later));
  }

  private Rejection refusal(Operation operation) {
    TransactionBody body = bench.network.body(0, 1, operation);
    return assertInstanceOf(
        Rejection.class,
        bench.network.verifier().verify(bench.network.signed(body, bench.network.account(0))));
  }

  private static BlockHeader withNextSigners(BlockHeader header, cairn.crypto.Hash next) {
    return new BlockHeader(
        header.protocol(),
        header.genesis(),
        header.epoch(),
        header.view(),
        header.height(),
        header.parent(),
        header.timestamp(),
        header.proposer(),
        header.txRoot(),
        header.stateRoot(),
        header.historyRoot(),
        header.signers(),
        next);
  }
}

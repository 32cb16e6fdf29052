package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.ValidatorId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EquivocationReportsTest {
  private static final Epoch FIRST = Epoch.ZERO;

  private final GovernanceBench bench = new GovernanceBench(false);

  @Test
  void equivocationIsRecordedWithItsEvidenceAndItsReporter() {
    Operation.ReportEquivocation report = bench.report(2, FIRST, 7);

    assertEquals(new Receipt.Succeeded(), bench.run(1, report));

    Offence offence =
        Offence.decode(
            bench.view().read(new StateKey.Offence(bench.validator(2), FIRST)).orElseThrow());
    assertEquals(report.evidence(), offence.evidence());
    assertEquals(bench.operator(1), offence.reporter());
    assertEquals(FIRST, bench.view().roster().epoch(), "this genesis removes nobody");
  }

  @Test
  void secondReportOfTheSameEpochFails() {
    bench.run(1, bench.report(2, FIRST, 7));

    assertEquals(
        failed(new OperationFailure.AlreadyReported(bench.validator(2), FIRST)),
        bench.run(0, bench.report(2, FIRST, 8)));
  }

  @Test
  void culpritIsRemovedWhereGenesisSaysSo() {
    GovernanceBench strict = new GovernanceBench(true);

    assertEquals(new Receipt.Succeeded(), strict.run(1, strict.report(2, FIRST, 7)));

    assertEquals(Optional.empty(), strict.view().roster().find(strict.validator(2)));
    assertEquals(FIRST.next(), strict.view().roster().epoch());
    assertEquals(
        failed(new OperationFailure.AlreadyReported(strict.validator(2), FIRST)),
        strict.run(1, report(strict, 2, FIRST)));
  }

  @Test
  void secondCulpritOfABlockIsReportedInTheNextEpoch() {
    GovernanceBench strict = new GovernanceBench(true);
    Operation other = strict.report(3, FIRST, 7);

    assertEquals(
        new Receipt.Failed(1, new OperationFailure.EpochEnds(FIRST)),
        strict.run(1, strict.report(2, FIRST, 7), other));
    assertEquals(new Receipt.Succeeded(), strict.run(1, strict.report(2, FIRST, 7)));
    assertEquals(new Receipt.Succeeded(), strict.run(1, other));

    assertEquals(2, strict.view().roster().entries().size());
  }

  @Test
  void lastValidatorStaysWhateverItDid() {
    GovernanceBench strict = new GovernanceBench(true);
    for (int i = 3; i >= 0; i--) {
      assertEquals(new Receipt.Succeeded(), strict.run(0, report(strict, i, FIRST)));
      // Two past epochs are kept: those of the next reports are younger.
      if (i == 2) {
        break;
      }
    }
    Epoch epoch = strict.view().roster().epoch();
    strict.run(0, report(strict, 1, epoch));
    Epoch alone = strict.view().roster().epoch();

    assertEquals(new Receipt.Succeeded(), strict.run(0, report(strict, 0, alone)));

    assertEquals(1, strict.view().roster().entries().size());
  }

  @Test
  void evidenceOfAnEpochThatIsNotKeptFails() {
    Operation old = bench.report(2, FIRST, 7);
    for (long power = 2; power <= 3; power++) {
      Change change = new Change.SetPower(bench.validator(0), power);
      Epoch before = bench.view().roster().epoch();
      for (int i = 0; bench.view().roster().epoch().equals(before); i++) {
        bench.succeed(change, i);
      }
    }
    assertEquals(new Receipt.Succeeded(), bench.run(1, bench.report(3, FIRST, 7)), "two are kept");
    Epoch before = bench.view().roster().epoch();
    for (int i = 0; bench.view().roster().epoch().equals(before); i++) {
      bench.succeed(new Change.SetPower(bench.validator(0), 4), i);
    }

    assertEquals(failed(new OperationFailure.EvidenceTooOld(FIRST)), bench.run(1, old));
    Epoch future = new Epoch(9);
    assertEquals(
        failed(new OperationFailure.EvidenceTooOld(future)),
        bench.run(1, bench.report(2, future, 7)));
  }

  @Test
  void votesThatNameAnotherValidatorsPlaceAreNoProof() {
    ValidatorId own = bench.view().roster().set().find(bench.validator(2)).orElseThrow();
    ValidatorId other = new ValidatorId((own.index() + 1) % 4);
    Evidence evidence = bench.evidence(2, other, FIRST, 7);

    assertEquals(
        failed(new OperationFailure.WrongCulprit(bench.validator(2), FIRST)),
        bench.run(1, new Operation.ReportEquivocation(bench.validator(2), evidence)));
    assertEquals(
        failed(new OperationFailure.WrongCulprit(bench.validator(6), FIRST)),
        bench.run(1, bench.report(6, FIRST, 7)));
  }

  @Test
  void forgedVotesAreRefusedWithoutAState() {
    Evidence evidence = bench.report(2, FIRST, 7).evidence();
    TransactionBody body =
        bench.network.body(0, 1, new Operation.ReportEquivocation(bench.validator(3), evidence));

    assertEquals(
        new Rejection.BadSignature(bench.validator(3)),
        bench.network.verifier().verify(bench.network.signed(body, bench.network.account(0))));
  }

  @Test
  void transactionHasFewOperationsWithSignaturesOfTheirOwn() {
    Operation[] five = new Operation[5];
    java.util.Arrays.fill(five, bench.report(2, FIRST, 7));
    TransactionBody body = bench.network.body(0, 1, five);

    assertInstanceOf(
        Rejection.Malformed.class,
        bench.network.verifier().verify(bench.network.signed(body, bench.network.account(0))));
  }

  /// The report of a validator, at its place in the present set or in the first one.
  private static Operation report(GovernanceBench bench, int i, Epoch epoch) {
    ValidatorId place =
        (epoch.equals(FIRST) ? bench.network.genesis().roster() : bench.view().roster())
            .set()
            .find(bench.validator(i))
            .orElseThrow();
    return new Operation.ReportEquivocation(bench.validator(i), bench.evidence(i, place, epoch, 7));
  }

  private static Receipt failed(OperationFailure reason) {
    return new Receipt.Failed(0, reason);
  }
}

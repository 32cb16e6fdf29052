package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.ledger.OperationFailure.AlreadyReported;
import cairn.ledger.OperationFailure.EpochEnds;
import cairn.ledger.OperationFailure.EvidenceTooOld;
import cairn.ledger.OperationFailure.WrongCulprit;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import java.util.Optional;

/// Records who voted against the rules, and takes the power away where genesis says so. Confined to
/// one thread. That the culprit's key signed both votes is verified before, without a state.
final class EquivocationReports {
  private final WorkingState state;
  private final Validators validators;
  private final boolean removesCulprits;
  private final Timestamp now;

  EquivocationReports(
      WorkingState state, Validators validators, boolean removesCulprits, Timestamp now) {
    this.state = state;
    this.validators = validators;
    this.removesCulprits = removesCulprits;
    this.now = now;
  }

  Optional<OperationFailure> report(PublicKey sender, Operation.ReportEquivocation report) {
    PublicKey culprit = report.culprit();
    Epoch epoch = report.evidence().first().vote().epoch();
    ValidatorId place = report.evidence().first().signer();
    Optional<Roster> roster = validators.of(epoch);
    if (roster.isEmpty()) {
      return Optional.of(new EvidenceTooOld(epoch));
    }
    if (!roster.get().set().find(culprit).equals(Optional.of(place))) {
      return Optional.of(new WrongCulprit(culprit, epoch));
    }
    StateKey key = new StateKey.Offence(culprit, epoch);
    if (state.read(key).isPresent()) {
      return Optional.of(new AlreadyReported(culprit, epoch));
    }
    boolean isRemoved = removesCulprits && isStillThere(culprit);
    if (isRemoved && validators.isEpochOver()) {
      return Optional.of(new EpochEnds(validators.ofEpoch().epoch()));
    }
    state.set(key, Optional.of(new Offence(report.evidence(), sender, now).encoded()));
    if (isRemoved) {
      validators.remove(culprit);
    }
    return Optional.empty();
  }

  /// The last validator stays whatever it did.
  private boolean isStillThere(PublicKey culprit) {
    Roster roster = validators.ofEpoch();
    return roster.entries().size() > 1 && roster.find(culprit).isPresent();
  }
}

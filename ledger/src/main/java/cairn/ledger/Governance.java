package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.ledger.OperationFailure.AlreadyApproved;
import cairn.ledger.OperationFailure.EpochEnds;
import cairn.ledger.OperationFailure.LastValidator;
import cairn.ledger.OperationFailure.NotOperator;
import cairn.ledger.OperationFailure.PowerOutOfBounds;
import cairn.ledger.OperationFailure.ProtocolNotNext;
import cairn.ledger.OperationFailure.ValidatorExists;
import cairn.ledger.OperationFailure.ValidatorNotFound;
import cairn.quorum.ValidatorSet;
import java.util.Optional;

/// How the network is changed by those who run it. Confined to one thread.
///
/// Operators are counted by the power that their validators have in the epoch of the block. A block
/// changes the set of validators at most once; what it decides after that belongs to an epoch that
/// is over, and fails.
final class Governance {
  private final WorkingState state;
  private final Validators validators;
  private final Height height;

  /// @param height the block's
  Governance(WorkingState state, Validators validators, Height height) {
    this.state = state;
    this.validators = validators;
    this.height = height;
  }

  Optional<OperationFailure> approve(PublicKey sender, Change change) {
    if (!validators.ofEpoch().isOperator(sender)) {
      return Optional.of(new NotOperator(sender));
    }
    return obstacle(change).or(() -> count(sender, change));
  }

  private Optional<OperationFailure> count(PublicKey sender, Change change) {
    OpenChanges open = open();
    if (open.operators(change).contains(sender)) {
      return Optional.of(new AlreadyApproved(sender));
    }
    OpenChanges approved = open.approved(change, sender);
    if (!validators.ofEpoch().isQuorum(approved.operators(change))) {
      keep(approved);
      return Optional.empty();
    }
    keep(approved.without(change));
    carryOut(change);
    return Optional.empty();
  }

  private OpenChanges open() {
    return state
        .read(new StateKey.OpenChanges())
        .map(OpenChanges::decode)
        .filter(open -> open.epoch().equals(validators.ofEpoch().epoch()))
        .orElse(OpenChanges.none(validators.ofEpoch().epoch()));
  }

  private void keep(OpenChanges open) {
    state.set(
        new StateKey.OpenChanges(),
        open.changes().isEmpty() ? Optional.empty() : Optional.of(open.encoded()));
  }

  private Optional<OperationFailure> obstacle(Change change) {
    if (validators.isEpochOver()) {
      return Optional.of(new EpochEnds(validators.ofEpoch().epoch()));
    }
    return switch (change) {
      case Change.AddValidator add -> adding(add.validator());
      case Change.RemoveValidator(PublicKey key) ->
          known(key)
              .or(() ->
                  validators.ofEpoch().entries().size() == 1
                      ? Optional.of(new LastValidator(key))
                      : Optional.empty());
      case Change.SetPower(PublicKey key, long power) -> known(key).or(() -> power(key, power));
      case Change.SetParameter _ -> Optional.empty();
      case Change.StartProtocol(int protocol, Height from) ->
          from.isAfter(height) && protocol > schedule().at(height)
              ? Optional.empty()
              : Optional.of(new ProtocolNotNext(protocol, from));
    };
  }

  private Optional<OperationFailure> adding(ValidatorEntry added) {
    Roster roster = validators.ofEpoch();
    for (ValidatorEntry entry : roster.entries()) {
      if (entry.key().equals(added.key()) || entry.name().equals(added.name())) {
        return Optional.of(new ValidatorExists(entry.key()));
      }
    }
    return roster.entries().size() < ValidatorSet.MAX_SIZE
        ? added(added.key(), added.power())
        : Optional.of(new PowerOutOfBounds(added.key(), added.power()));
  }

  private Optional<OperationFailure> known(PublicKey key) {
    return validators.ofEpoch().find(key).isPresent()
        ? Optional.empty()
        : Optional.of(new ValidatorNotFound(key));
  }

  private Optional<OperationFailure> power(PublicKey key, long power) {
    long before = validators.ofEpoch().find(key).orElseThrow().power();
    if (power == before) {
      return Optional.of(new PowerOutOfBounds(key, power));
    }
    return power < before ? Optional.empty() : added(key, power - before);
  }

  /// One change adds less than a third of the resulting power.
  private Optional<OperationFailure> added(PublicKey key, long power) {
    long total = validators.ofEpoch().set().totalPower() + power;
    return total <= ValidatorSet.MAX_TOTAL_POWER && power * 3 < total
        ? Optional.empty()
        : Optional.of(new PowerOutOfBounds(key, power));
  }

  private void carryOut(Change change) {
    switch (change) {
      case Change.AddValidator add -> validators.add(add.validator());
      case Change.RemoveValidator(PublicKey key) -> validators.remove(key);
      case Change.SetPower(PublicKey key, long power) -> validators.setPower(key, power);
      case Change.SetParameter(Parameter parameter, long value) -> {
        StateKey rules = new StateKey.Rules();
        Parameters before = state.read(rules).map(Parameters::decode).orElseThrow();
        state.set(rules, Optional.of(before.with(parameter, value).encoded()));
      }
      case Change.StartProtocol(int protocol, Height from) ->
          state.set(
              new StateKey.Protocols(),
              Optional.of(new ProtocolSchedule(schedule().at(height), protocol, from).encoded()));
    }
  }

  private ProtocolSchedule schedule() {
    return state
        .read(new StateKey.Protocols())
        .map(ProtocolSchedule::decode)
        .orElse(ProtocolSchedule.FIRST);
  }
}

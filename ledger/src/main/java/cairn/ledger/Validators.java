package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Who validates, as a block's transactions see and change it. A change holds from the next epoch
/// on, which begins with the next block. Confined to one thread.
final class Validators {
  private final WorkingState state;
  private final int keptEpochs;
  private Optional<Roster> ofEpoch = Optional.empty();

  /// @param keptEpochs for how many past epochs evidence is still judged
  Validators(WorkingState state, int keptEpochs) {
    this.state = state;
    this.keptEpochs = keptEpochs;
  }

  /// Those of the block's own epoch, whatever the block has changed.
  Roster ofEpoch() {
    // Few blocks ask, so nothing is decoded before.
    if (ofEpoch.isEmpty()) {
      ofEpoch = Optional.of(state.before().roster());
    }
    return ofEpoch.get();
  }

  /// Those of an epoch that evidence may name.
  Optional<Roster> of(Epoch epoch) {
    return epoch.equals(ofEpoch().epoch())
        ? ofEpoch
        : state.before().read(new StateKey.PastValidators(epoch)).map(Roster::decode);
  }

  /// Whether a transaction of this block has changed the validators.
  boolean isEpochOver() {
    return !now().epoch().equals(ofEpoch().epoch());
  }

  void add(ValidatorEntry entry) {
    change(entries -> Stream.concat(entries, Stream.of(entry)));
  }

  void remove(PublicKey key) {
    change(entries -> entries.filter(entry -> !entry.key().equals(key)));
  }

  void setPower(PublicKey key, long power) {
    change(
        entries -> entries.map(entry -> entry.key().equals(key) ? entry.withPower(power) : entry));
  }

  private Roster now() {
    return state.read(new StateKey.Validators()).map(Roster::decode).orElseThrow();
  }

  private void change(UnaryOperator<Stream<ValidatorEntry>> change) {
    Roster before = ofEpoch();
    List<ValidatorEntry> after = change.apply(before.entries().stream()).toList();
    Epoch epoch = before.epoch();
    state.set(new StateKey.Validators(), Optional.of(new Roster(epoch.next(), after).encoded()));
    state.set(new StateKey.PastValidators(epoch), Optional.of(before.encoded()));
    if (epoch.number() >= keptEpochs) {
      Epoch forgotten = new Epoch(epoch.number() - keptEpochs);
      state.set(new StateKey.PastValidators(forgotten), Optional.empty());
    }
    // Approvals end with the epoch.
    state.set(new StateKey.OpenChanges(), Optional.empty());
  }
}

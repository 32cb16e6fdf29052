package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;
import cairn.quorum.Validator;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The state entry that says who validates in an epoch, in the order of the [ValidatorSet], and
/// with which operator accounts.
public final class Roster {
  private final Epoch epoch;
  private final List<ValidatorEntry> entries;
  private final ValidatorSet set;

  /// Throws [IllegalArgumentException] where the entries make no [ValidatorSet].
  public Roster(Epoch epoch, List<ValidatorEntry> entries) {
    this.epoch = epoch;
    this.entries = entries.stream().sorted(Comparator.comparing(ValidatorEntry::key)).toList();
    this.set =
        ValidatorSet.of(
            entries.stream().map(entry -> new Validator(entry.key(), entry.power())).toList());
  }

  public static Roster decode(byte[] entry) {
    return BcsReader.decode(entry, Roster::read);
  }

  private static Roster read(BcsReader reader) {
    Epoch epoch = Epoch.read(reader);
    List<ValidatorEntry> entries = reader.list(ValidatorSet.MAX_SIZE, ValidatorEntry::read);
    Roster roster;
    try {
      roster = new Roster(epoch, entries);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("roster: " + e.getMessage());
    }
    if (!roster.entries.equals(entries)) {
      throw new MalformedException("roster is not in the order of its keys");
    }
    return roster;
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(16 + 96 * entries.size());
    epoch.write(writer);
    writer.list(entries, (w, entry) -> entry.write(w));
    return writer.toByteArray();
  }

  public Epoch epoch() {
    return epoch;
  }

  /// The set that signs the blocks of this epoch.
  public ValidatorSet set() {
    return set;
  }

  public List<ValidatorEntry> entries() {
    return entries;
  }

  public ValidatorEntry entry(ValidatorId id) {
    return entries.get(id.index());
  }

  /// Whether some validator's operator is this account.
  public boolean isOperator(PublicKey account) {
    return entries.stream().anyMatch(entry -> entry.operator().equals(account));
  }

  /// Whether the validators of these operators have more than two thirds of the power.
  public boolean isQuorum(Collection<PublicKey> operators) {
    return set.isQuorum(
        entries.stream()
            .filter(entry -> operators.contains(entry.operator()))
            .mapToLong(ValidatorEntry::power)
            .sum());
  }

  public Optional<ValidatorEntry> find(PublicKey validatorKey) {
    return set.find(validatorKey).map(this::entry);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Roster that && epoch.equals(that.epoch) && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return set.hashCode();
  }

  @Override
  public String toString() {
    return "Roster[epoch " + epoch + ", " + set + "]";
  }
}

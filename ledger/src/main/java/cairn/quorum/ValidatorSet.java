package cairn.quorum;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The validators of one epoch, in ascending order of their keys; a validator's place in that order
/// is its [ValidatorId].
///
/// A quorum is strictly more than two thirds of the total power, so that two quorums share more
/// than one third. The set is never empty, has no key twice, at most [#MAX_SIZE] members, and a
/// total power of at most 2^60.
public final class ValidatorSet {
  public static final int MAX_SIZE = 256;
  public static final long MAX_TOTAL_POWER = 1L << 60;

  private static final String HASH_TAG = "cairn.validator-set";

  private final List<Validator> validators;
  private final long totalPower;
  private final Hash hash;

  private ValidatorSet(List<Validator> validators, long totalPower) {
    this.validators = validators;
    this.totalPower = totalPower;
    BcsWriter writer = new BcsWriter();
    write(writer);
    this.hash = Hash.tagged(HASH_TAG, writer.toByteArray());
  }

  /// The set of `members`, in any order; throws [IllegalArgumentException] naming the broken rule.
  public static ValidatorSet of(Collection<Validator> members) {
    List<Validator> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparing(Validator::key));
    return checked(sorted);
  }

  public static ValidatorSet read(BcsReader reader) {
    List<Validator> members = reader.list(MAX_SIZE, Validator::read);
    try {
      return checked(members);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("validator set: " + e.getMessage());
    }
  }

  public void write(BcsWriter writer) {
    writer.list(validators, (w, validator) -> validator.write(w));
  }

  public List<Validator> validators() {
    return validators;
  }

  public int size() {
    return validators.size();
  }

  public long totalPower() {
    return totalPower;
  }

  public Hash hash() {
    return hash;
  }

  public boolean contains(ValidatorId id) {
    return id.index() < validators.size();
  }

  public Validator validator(ValidatorId id) {
    return validators.get(id.index());
  }

  public long power(ValidatorId id) {
    return validator(id).power();
  }

  public Optional<ValidatorId> find(PublicKey key) {
    int low = 0;
    int high = validators.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = validators.get(middle).key().compareTo(key);
      if (order == 0) {
        return Optional.of(new ValidatorId(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /// Whether `power` is strictly more than two thirds of the total.
  public boolean isQuorum(long power) {
    return power * 3 > totalPower * 2;
  }

  /// Whether `power` is strictly more than one third of the total: at least one honest member, as
  /// long as less than a third is faulty.
  public boolean isMoreThanThird(long power) {
    return power * 3 > totalPower;
  }

  /// The leader of a view: round robin, a pure function of epoch, view and set.
  public ValidatorId leader(Epoch epoch, View view) {
    long turn = Math.floorMod(epoch.number() + view.number(), (long) validators.size());
    return new ValidatorId((int) turn);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValidatorSet set && validators.equals(set.validators);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "ValidatorSet[" + validators.size() + " validators, power " + totalPower + "]";
  }

  private static ValidatorSet checked(List<Validator> sorted) {
    if (sorted.isEmpty() || sorted.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "a validator set has 1.." + MAX_SIZE + " members, not " + sorted.size());
    }
    long total = 0;
    for (int i = 0; i < sorted.size(); i++) {
      if (i > 0 && sorted.get(i - 1).key().compareTo(sorted.get(i).key()) >= 0) {
        throw new IllegalArgumentException("validator keys are not in strictly ascending order");
      }
      if (sorted.get(i).power() > MAX_TOTAL_POWER - total) {
        throw new IllegalArgumentException("total power is above 2^60");
      }
      total += sorted.get(i).power();
    }
    return new ValidatorSet(List.copyOf(sorted), total);
  }
}

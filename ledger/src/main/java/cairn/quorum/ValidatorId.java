package cairn.quorum;

/// A validator's place in the [ValidatorSet] of its epoch, from 0.
public record ValidatorId(int index) implements Comparable<ValidatorId> {
  public ValidatorId {
    if (index < 0) {
      throw new IllegalArgumentException("negative validator index " + index);
    }
  }

  @Override
  public int compareTo(ValidatorId other) {
    return Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return "#" + index;
  }
}

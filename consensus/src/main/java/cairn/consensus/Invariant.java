package cairn.consensus;

import java.util.function.Supplier;

/// Checks that are always on. A broken one is our own bug: the node halts, for a wrong vote is
/// worse than none.
final class Invariant {
  private Invariant() {}

  static void check(boolean condition, String claim) {
    if (!condition) {
      throw new InvariantViolation(claim);
    }
  }

  /// As [#check(boolean, String)], for claims that cost something to write down.
  static void check(boolean condition, Supplier<String> claim) {
    if (!condition) {
      throw new InvariantViolation(claim.get());
    }
  }
}

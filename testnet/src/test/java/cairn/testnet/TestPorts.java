package cairn.testnet;

/// Finds ports for the networks of tests, apart from those that people and other checkouts use.
final class TestPorts {
  private static final int FIRST = 18_640;
  private static final int STEP = 400;
  private static final int CHOICES = 30;

  private TestPorts() {}

  /// A plan of these sizes whose ports are all free now.
  static NetworkPlan plan(int validators, int observers, String seed) {
    int first = (int) (ProcessHandle.current().pid() % CHOICES);
    for (int i = 0; i < CHOICES; i++) {
      int base = FIRST + STEP * ((first + i) % CHOICES);
      NetworkPlan plan = new NetworkPlan(validators, observers, base, seed);
      if (isFree(plan)) {
        return plan;
      }
    }
    throw new AssertionError("no free ports from " + FIRST);
  }

  private static boolean isFree(NetworkPlan plan) {
    try {
      Ports.requireFree(plan);
      return true;
    } catch (NetException e) {
      return false;
    }
  }
}

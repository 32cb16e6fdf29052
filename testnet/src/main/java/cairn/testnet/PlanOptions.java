package cairn.testnet;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What a user says of the network that `up` or `demo` shall make.
final class PlanOptions {
  private static final int DEFAULT_VALIDATORS = 4;

  @Option(names = "--validators", paramLabel = "N", description = "1 to 16 (default: 4).")
  Optional<Integer> validators = Optional.empty();

  @Option(
      names = "--observers",
      paramLabel = "N",
      description = "Nodes without a vote, 0 to 16 (default: 0).")
  Optional<Integer> observers = Optional.empty();

  @Option(
      names = "--port-base",
      paramLabel = "P",
      description = "HTTP port of node 1; node i has P + 10·(i-1) (default: 8640).")
  Optional<Integer> portBase = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "What all keys are derived from (default: a random one).")
  Optional<String> seed = Optional.empty();

  /// The plan of a new network.
  NetworkPlan plan() {
    return new NetworkPlan(
        validators.orElse(DEFAULT_VALIDATORS),
        observers.orElse(0),
        portBase.orElse(NetworkPlan.DEFAULT_PORT_BASE),
        seed.orElseGet(PlanOptions::randomSeed));
  }

  /// Throws [NetException] where what was said can be no network.
  void requireSound() {
    NetworkPlan _ = plan();
  }

  /// Whether nothing that was said contradicts `plan`.
  boolean fits(NetworkPlan plan) {
    return validators.orElse(plan.validators()) == plan.validators()
        && observers.orElse(plan.observers()) == plan.observers()
        && portBase.orElse(plan.portBase()) == plan.portBase()
        && seed.orElse(plan.seed()).equals(plan.seed());
  }

  static String randomSeed() {
    byte[] seed = new byte[4];
    new SecureRandom().nextBytes(seed);
    return HexFormat.of().formatHex(seed);
  }
}

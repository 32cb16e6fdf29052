package cairn.testnet;

import cairn.node.ExitCode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// How large a local network is, and where it listens.
///
/// @param validators 1 to 16
/// @param observers nodes without a vote, 0 to 16
/// @param portBase the HTTP port of node 1; node i has `portBase + 10·(i-1)`, and peers on the next
///   port
/// @param seed what all keys are derived from, and part of the chain's name: 1 to 48 letters,
///   digits, `.`, `_` and `-`
record NetworkPlan(int validators, int observers, int portBase, String seed) {
  static final int DEFAULT_PORT_BASE = 8640;
  static final int MAX_NODES_OF_A_KIND = 16;

  private static final int PORTS_A_NODE = 10;
  private static final Pattern SEED = Pattern.compile("[A-Za-z0-9._-]{1,48}");

  NetworkPlan {
    if (validators < 1 || validators > MAX_NODES_OF_A_KIND) {
      throw new NetException(
          ExitCode.USAGE,
          "A local network has 1 to 16 validators, not " + validators + ".",
          "Give --validators 4.");
    }
    if (observers < 0 || observers > MAX_NODES_OF_A_KIND) {
      throw new NetException(
          ExitCode.USAGE,
          "A local network has 0 to 16 observers, not " + observers + ".",
          "Give --observers 1.");
    }
    if (!SEED.matcher(seed).matches()) {
      throw new NetException(
          ExitCode.USAGE,
          "A seed is 1 to 48 letters, digits, '.', '_' and '-'.",
          "Give --seed 42, or leave it out.");
    }
    int last = portBase + PORTS_A_NODE * (validators + observers - 1) + 1;
    if (portBase < 1024 || last > 65_535) {
      throw new NetException(
          ExitCode.USAGE,
          "The ports " + portBase + " to " + last + " are not all in 1024..65535.",
          "Give --port-base " + DEFAULT_PORT_BASE + ".");
    }
  }

  int size() {
    return validators + observers;
  }

  /// The numbers of all nodes, from 1; the validators come first.
  List<Integer> indexes() {
    return IntStream.rangeClosed(1, size()).boxed().toList();
  }

  boolean isValidator(int index) {
    return index <= validators;
  }

  int httpPort(int index) {
    return portBase + PORTS_A_NODE * (index - 1);
  }

  int peerPort(int index) {
    return httpPort(index) + 1;
  }

  String url(int index) {
    return "http://127.0.0.1:" + httpPort(index);
  }

  static String name(int index) {
    return "node-" + index;
  }

  /// How many validators may be faulty while the others go on.
  int toleratedFaults() {
    return (validators - 1) / 3;
  }

  /// How many validators of equal power are a quorum.
  int quorum() {
    return 2 * validators / 3 + 1;
  }
}

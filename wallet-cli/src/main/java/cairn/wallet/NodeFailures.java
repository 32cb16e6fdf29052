package cairn.wallet;

/// What a node's refusal means to the user of a command.
public final class NodeFailures {
  private NodeFailures() {}

  public static CommandFailure failure(NodeException failure) {
    return switch (failure) {
      case NodeException.Unreachable e ->
          new CommandFailure(
              ExitCode.NO_CONNECTION,
              "NO_CONNECTION",
              "There is " + e.text() + ".",
              "Is the node running? `./testnet/net up` starts a local network; --node names"
                  + " another.");
      case NodeException.Garbled e ->
          new CommandFailure(
              ExitCode.NO_CONNECTION,
              "NOT_A_NODE",
              "It seems that " + e.text() + ".",
              "Check the address given by --node.");
      case NodeException.Refused e ->
          new CommandFailure(exitCode(e), kind(e), sentence(e.text()), e.hint());
    };
  }

  private static ExitCode exitCode(NodeException.Refused refusal) {
    return switch (refusal.kind()) {
      case "NOT_FOUND", "PRUNED", "HEIGHT_IN_FUTURE" -> ExitCode.NOT_FOUND;
      case "MALFORMED",
          "TOO_LARGE",
          "UNSUPPORTED_PROTOCOL",
          "INVALID_KEY",
          "BAD_SIGNATURE",
          "WRONG_CHAIN",
          "NONCE_TOO_LOW" ->
          ExitCode.REJECTED;
      case "OVERLOADED" -> ExitCode.NOT_ACCEPTED;
      case "EXPIRED" -> ExitCode.EXPIRED;
      case "INVALID_PARAMS" -> ExitCode.USAGE;
      default -> refusal.number() > 0 ? ExitCode.NOT_ACCEPTED : ExitCode.NO_CONNECTION;
    };
  }

  private static String kind(NodeException.Refused refusal) {
    return refusal.kind().isEmpty() ? "RPC_" + refusal.number() : refusal.kind();
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}

package cairn.wallet;

import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/// Follows a transaction to its end and says which one it was.
///
/// @param proofs what has the node prove it; empty where it cannot be
/// @param transaction without it no expiry is proved
record Ending(
    NodeClient node,
    Output output,
    Optional<ProvedAnswers> proofs,
    Optional<Transaction> transaction) {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// Waits for an end of what a node has, at most `limit`. Prints it where it is `final`, else
  /// throws the [CommandFailure] that fits: whatever goes wrong on the way, the transaction may
  /// still become final. `since` is the monotonic time in nanoseconds of the submission, if this
  /// command did it.
  void await(TransactionId id, Duration limit, OptionalLong since) {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<NodeClient.TransactionFacts> facts = ask(id, deadline);
    while (!facts.map(Ending::isAnswer).orElse(false) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE.toNanos());
      facts = ask(id, deadline);
    }
    Optional<Duration> finality =
        since.isPresent()
            ? Optional.of(Duration.ofNanos(System.nanoTime() - since.getAsLong()))
            : Optional.empty();
    NodeClient.TransactionFacts end =
        facts.orElseThrow(() -> unknown(id, "The node is overloaded."));
    report(end, isProved(end), finality);
  }

  /// Whether the node proved this end. Where it should and does not, nothing is known.
  private boolean isProved(NodeClient.TransactionFacts facts) {
    if (proofs.isEmpty()) {
      return false;
    }
    try {
      if (facts.status().isEnd() && facts.height() > 0) {
        proofs.get().requireIncluded(facts.id(), facts.status());
        return true;
      }
      if (facts.status() == NodeClient.Status.EXPIRED && transaction.isPresent()) {
        proofs.get().requireExpired(transaction.get());
        return true;
      }
      return false;
    } catch (NodeException e) {
      throw unknown(
          facts.id(),
          "The node says %s and does not prove it (%s)."
              .formatted(facts.status().text(), e.text()));
    } catch (CommandFailure e) {
      throw unknown(facts.id(), e.text());
    }
  }

  /// What to add where the node could have been asked for a proof of this end, and has none.
  private String unproved(boolean isProved) {
    return proofs.isPresent() && !isProved ? " The node says so and does not prove it." : "";
  }

  private static boolean isAnswer(NodeClient.TransactionFacts facts) {
    return facts.status().isEnd() || facts.status() == NodeClient.Status.PRUNED;
  }

  /// Empty where the node has too much to do.
  private Optional<NodeClient.TransactionFacts> ask(TransactionId id, long deadline) {
    Duration limit = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    try {
      return Optional.of(node.await(id, limit));
    } catch (NodeException e) {
      if (e instanceof NodeException.Refused refused && refused.isOverloaded()) {
        return Optional.empty();
      }
      throw unknown(id, "The node does not tell (" + e.text() + ").");
    }
  }

  private void report(
      NodeClient.TransactionFacts facts, boolean isProved, Optional<Duration> finality) {
    String id = facts.id().toString();
    switch (facts.status()) {
      case FINAL -> {
        output.step(
            "  ✓ FINAL in block %d, index %d, %d of %d signatures%s%s"
                .formatted(
                    facts.height(),
                    facts.index(),
                    facts.signatures(),
                    facts.validators(),
                    isProved ? ", proved" : "",
                    finality.map(took -> "   " + took.toMillis() + " ms").orElse("")));
        output.result(data(facts, finality).put("proved", isProved), List.of(id));
      }
      case REJECTED ->
          throw new CommandFailure(
              ExitCode.REJECTED,
              facts.reasonCode().isEmpty() ? "REJECTED" : facts.reasonCode(),
              "Transaction %s was rejected and will never be final: %s%s"
                  .formatted(id, facts.reason(), unproved(isProved)),
              "`cairn show " + id + "` tells more.");
      case EXPIRED ->
          throw new CommandFailure(
              ExitCode.EXPIRED,
              "EXPIRED",
              "Transaction " + id + " expired: it will never be final." + unproved(isProved),
              isProved || proofs.isEmpty()
                  ? "It is safe to send the payment again."
                  : "Ask other nodes too before you pay again: --node.");
      case PRUNED ->
          throw unknown(facts.id(), "This node no longer keeps the blocks that would tell.");
      case PENDING, UNKNOWN, NOT_ACCEPTED ->
          throw unknown(facts.id(), "It has no end yet (" + facts.status().text() + ").");
    }
  }

  static CommandFailure unknown(TransactionId id, String why) {
    return new CommandFailure(
        ExitCode.OUTCOME_UNKNOWN,
        "OUTCOME_UNKNOWN",
        "Transaction " + id + " may still become final. " + why,
        "Do not pay again before it has an end: `cairn wait " + id + "`.");
  }

  /// What is known, without members for what is not. `finality` is empty where this command did not
  /// see the time from submission to finality.
  static ObjectNode data(NodeClient.TransactionFacts facts, Optional<Duration> finality) {
    ObjectNode data =
        Output.object().put("txId", facts.id().toString()).put("status", facts.status().text());
    finality.ifPresent(took -> data.put("finalityMillis", took.toMillis()));
    if (facts.height() > 0) {
      data.put("height", Long.toString(facts.height())).put("index", facts.index());
      data.put("signatures", facts.signatures()).put("validators", facts.validators());
    }
    if (!facts.reason().isEmpty()) {
      data.put("reason", facts.reason()).put("reasonCode", facts.reasonCode());
    }
    return data;
  }
}

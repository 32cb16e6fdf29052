package cairn.wallet;

import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.ledger.GenesisSummary;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.LightVerifier;
import cairn.ledger.proof.Proof;
import cairn.ledger.proof.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Has a node prove what it says, from the genesis hash that the user's own files or options name,
/// and keeps the newest header that was verified. What a node proves falsely, or not at all, ends
/// as a [CommandFailure]. Belongs to one thread.
final class ProvedAnswers {
  /// A heartbeat is due every ten seconds: older than this, the network or the node stands still.
  static final Duration STALE = Duration.ofMinutes(1);

  /// The store of a node follows what it tells by a moment.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MOST_EPOCHS = 100_000;

  private final NodeClient node;
  private final VerifierFile file;
  private final Output output;
  private final Ed25519 ed25519 = GlobalOptions.ed25519();
  private LightVerifier verifier;

  private ProvedAnswers(NodeClient node, VerifierFile file, Output output, LightVerifier verifier) {
    this.node = node;
    this.file = file;
    this.output = output;
    this.verifier = verifier;
  }

  /// Empty where no genesis hash is known, which a warning says: then nothing can be proved.
  static Optional<ProvedAnswers> open(GlobalOptions options, NodeClient node, Output output) {
    Optional<Hash> genesis = options.genesis();
    if (genesis.isEmpty()) {
      output.step("  not proved: --genesis names no genesis hash to prove it from");
      return Optional.empty();
    }
    return Optional.of(open(genesis.get(), options, node, output));
  }

  private static ProvedAnswers open(
      Hash genesis, GlobalOptions options, NodeClient node, Output output) {
    VerifierFile file = VerifierFile.of(options.keys().directory(), genesis);
    GenesisSummary summary = decoded(() -> GenesisSummary.decode(node.genesisSummary()));
    LightVerifier begun =
        switch (LightVerifier.of(genesis, summary)) {
          case Verdict.Holds(LightVerifier verifier) -> verifier;
          case Verdict.Fails _, Verdict.Older _, Verdict.Ahead _ ->
              throw new CommandFailure(
                  ExitCode.CONFIGURATION,
                  "OTHER_NETWORK",
                  "The node belongs to another network than that of the genesis hash "
                      + genesis
                      + ".",
                  "--node names another node, --genesis another network.");
        };
    requireUnit(node.chain(), summary);
    return new ProvedAnswers(node, file, output, file.load(genesis).orElse(begun));
  }

  /// Amounts are shown by what the node says of the unit.
  private static void requireUnit(NodeClient.ChainFacts chain, GenesisSummary summary) {
    if (chain.decimals() != summary.decimals()
        || !chain.symbol().equals(summary.symbol())
        || chain.network() != summary.network()) {
      throw lying("it names another unit than the network's genesis does");
    }
  }

  /// What the state has under a key, at the newest height that the node proves.
  Proof.Entry entry(StateKey key) {
    long least = verifier.newest().map(header -> header.height().number()).orElse(0L);
    Proof proof = proved(() -> node.stateProof(key, least));
    if (proof instanceof Proof.Entry entry && entry.key().equals(key)) {
      return entry;
    }
    throw lying("it proves something else than what was asked");
  }

  /// That a transaction is in a final block, and succeeded there or failed as it is said.
  void requireIncluded(TransactionId id, NodeClient.Status status) {
    Proof proof = proved(() -> node.transactionProof(id, Optional.empty()));
    boolean isSaid =
        proof instanceof Proof.Included included
            && included.id().equals(id)
            && included.receipt() instanceof Receipt.Succeeded
                == (status == NodeClient.Status.FINAL);
    if (!isSaid) {
      throw lying("it proves something else than what it says");
    }
  }

  void requireExpired(Transaction transaction) {
    TransactionId id = transaction.id(verifier.genesis());
    Proof proof = proved(() -> node.transactionProof(id, Optional.of(transaction)));
    if (!(proof instanceof Proof.Expired expired && expired.id().equals(id))) {
      throw lying("it proves something else than what it says");
    }
  }

  /// How long ago the newest verified block was proposed; says it where that is long.
  Duration age() {
    Instant now = Instant.now();
    Duration age = verifier.age(now).orElse(Duration.ZERO);
    if (verifier.isStale(now, STALE)) {
      output.warning(
          "The newest block that this node proves is %s old; there may be newer ones."
              .formatted(text(age)));
    }
    return age;
  }

  private static String text(Duration age) {
    if (age.toMinutes() < 2) {
      return age.toSeconds() + " s";
    }
    return age.toHours() < 2 ? age.toMinutes() + " min" : age.toHours() + " h";
  }

  private Proof proved(Supplier<byte[]> call) {
    Proof proof = decoded(() -> Proof.decode(patiently(call)));
    Verdict verdict = verifier.verify(proof, ed25519);
    if (verdict instanceof Verdict.Ahead) {
      followEpochs();
      verdict = verifier.verify(proof, ed25519);
    }
    return switch (verdict) {
      case Verdict.Holds(LightVerifier after) -> {
        keep(after);
        yield proof;
      }
      case Verdict.Older older ->
          throw new CommandFailure(
              ExitCode.NO_CONNECTION,
              "NODE_BEHIND",
              "The node is behind. " + older.sentence(),
              "Try again in a moment, or ask another node: --node.");
      case Verdict.Fails(String why) -> throw lying(why);
      case Verdict.Ahead ahead -> throw lying(ahead.sentence());
    };
  }

  private void followEpochs() {
    for (int i = 0; i < MOST_EPOCHS; i++) {
      List<byte[]> steps = node.epochs(verifier.epoch().number());
      if (steps.isEmpty()) {
        return;
      }
      for (byte[] bytes : steps) {
        EpochStep step = decoded(() -> EpochStep.decode(bytes));
        switch (verifier.follow(step, ed25519)) {
          case Verdict.Holds(LightVerifier after) -> keep(after);
          case Verdict.Fails _, Verdict.Older _, Verdict.Ahead _ ->
              throw lying(
                  "the validators that follow epoch " + verifier.epoch() + " are not proved");
        }
      }
    }
  }

  private void keep(LightVerifier after) {
    verifier = after;
    file.save(after);
  }

  private static byte[] patiently(Supplier<byte[]> call) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return call.get();
      } catch (NodeException.Refused e) {
        boolean isSoon = e.kind().equals("HEIGHT_IN_FUTURE") || e.kind().equals("NOT_FOUND");
        if (!isSoon || System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static <T> T decoded(Supplier<T> decoding) {
    try {
      return decoding.get();
    } catch (MalformedException e) {
      throw lying(String.valueOf(e.getMessage()));
    }
  }

  private static CommandFailure lying(String why) {
    return new CommandFailure(
        ExitCode.NO_CONNECTION,
        "FALSE_ANSWER",
        "The node does not prove its answer: " + why + (why.endsWith(".") ? "" : "."),
        "Do not rely on this node; --node names another.");
  }
}

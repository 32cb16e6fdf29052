package cairn.ledger.store;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyedHashEd25519;
import cairn.disk.RealDisk;
import cairn.ledger.Height;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionId;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.proof.LightVerifier;
import cairn.ledger.proof.Proof;
import cairn.ledger.proof.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Prints how long proofs take to be made over LevelDB on a real disk, and to be verified, without
/// signatures, and how large they are. Not a test. Arguments: accounts, blocks, transfers in each
/// tenth of them, directory.
final class ProofMeasurement {
  private static final Ed25519 ED25519 = new KeyedHashEd25519();
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 20_000;

  private ProofMeasurement() {}

  public static void main(String[] arguments) throws Exception {
    int accounts = Integer.parseInt(arguments[0]);
    int blocks = Integer.parseInt(arguments[1]);
    int transfers = Integer.parseInt(arguments[2]);
    Path directory = Files.createTempDirectory(Path.of(arguments[3]), "cairn-proofs");
    try {
      measure(directory, accounts, blocks, transfers);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private static void measure(Path directory, int accounts, int blocks, int transfers)
      throws Exception {
    TestLedger ledger = new TestLedger(1, accounts);
    List<TransactionId> ids = new ArrayList<>();
    try (LevelDbStore levelDb = LevelDbStore.create(new RealDisk(directory), "ledger")) {
      try (LedgerStore store = LedgerStore.create(levelDb, ledger.genesis)) {
        for (int i = 0; i < blocks; i++) {
          List<VerifiedTransaction> content = ledger.transfers(i % 10 == 0 ? transfers : 0);
          content.forEach(transfer -> ids.add(transfer.id()));
          store.commit(ledger.next(store, content));
        }
        System.out.printf(
            Locale.ROOT,
            "%,d accounts, %,d blocks, a tenth of them with %,d transfers; µs%n",
            accounts,
            blocks,
            transfers);
        Random random = new Random(5);
        LedgerProofs proofs = store.proofs();
        print(
            ledger,
            "state entry, there",
            _ -> {
              var key = ledger.accounts.get(random.nextInt(accounts)).publicKey();
              return proofs.entry(StateKey.account(key)).orElseThrow();
            });
        print(
            ledger,
            "state entry, absent",
            i -> {
              var key = ledger.newcomer(i).publicKey();
              return proofs.entry(StateKey.account(key)).orElseThrow();
            });
        print(
            ledger,
            "old block",
            _ -> proofs.block(new Height(random.nextInt(blocks))).orElseThrow());
        print(
            ledger,
            "transaction in an old block",
            _ -> proofs.transaction(ids.get(random.nextInt(ids.size()))).orElseThrow());
      }
    }
  }

  private static void print(TestLedger ledger, String what, IntFunction<Proof> make) {
    LightVerifier verifier =
        ((Verdict.Holds) LightVerifier.of(ledger.genesisHash, ledger.genesis.summary())).verifier();
    long[] making = new long[ROUNDS];
    long[] verifying = new long[ROUNDS];
    int most = 0;
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      long start = System.nanoTime();
      Proof proof = make.apply(i + WARM_UP);
      byte[] bytes = proof.encoded();
      long made = System.nanoTime();
      Verdict verdict = verifier.verify(Proof.decode(bytes), ED25519);
      long verified = System.nanoTime();
      if (!(verdict instanceof Verdict.Holds)) {
        throw new AssertionError(verdict.sentence());
      }
      if (i >= 0) {
        making[i] = made - start;
        verifying[i] = verified - made;
        most = Math.max(most, bytes.length);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-28s made p50 %.1f p99 %.1f; verified p50 %.1f p99 %.1f; at most %,d bytes%n",
        what,
        micros(making, 50),
        micros(making, 99),
        micros(verifying, 50),
        micros(verifying, 99),
        most);
  }

  private static double micros(long[] nanos, int percent) {
    Arrays.sort(nanos);
    return nanos[(int) ((long) nanos.length * percent / 100)] / 1e3;
  }
}

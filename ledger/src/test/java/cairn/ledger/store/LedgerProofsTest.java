package cairn.ledger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.SecretKey;
import cairn.ledger.Height;
import cairn.ledger.Roster;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.ValidatorEntry;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.LightVerifier;
import cairn.ledger.proof.Proof;
import cairn.ledger.proof.Verdict;
import cairn.quorum.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerProofsTest {
  private static final Ed25519 ED25519 = new KeyedHashEd25519();
  private static final int BLOCKS = 150;

  private final TestLedger ledger = new TestLedger(7, 50);
  private final MemoryStore files = new MemoryStore();
  private final LedgerStore store = LedgerStore.create(files, ledger.genesis);

  @Test
  void nothingIsProvedOnGenesisAlone() {
    StateKey key = StateKey.account(ledger.accounts.getFirst().publicKey());

    assertEquals(Optional.empty(), store.proofs().entry(key));
    assertEquals(Optional.empty(), store.proofs().block(Height.ZERO));
    assertEquals(List.of(), store.proofs().epochs(Epoch.ZERO, 10));
  }

  @Test
  void provesEveryBlockFromEveryHead() {
    for (int height = 1; height <= 70; height++) {
      store.commit(ledger.next(store, List.of()));
      for (int old = 0; old <= height; old++) {
        Proof.Block proof = store.proofs().block(new Height(old)).orElseThrow();
        assertEquals(store.header(new Height(old)).orElseThrow(), proof.header());
        assertEquals(Optional.empty(), proof.problem(), old + " from " + height);
      }
      assertEquals(Optional.empty(), store.proofs().block(new Height(height + 1)));
    }
  }

  @Test
  void aLightVerifierTakesWhatIsProved() {
    List<VerifiedTransaction> transfers = ledger.transfers(5);
    store.commit(ledger.next(store, transfers));
    grow(store, 20);
    StateKey known = StateKey.account(ledger.accounts.getFirst().publicKey());
    StateKey unknown = new StateKey.Fencing();

    LightVerifier verifier = verifier();
    verifier = holds(verifier, store.proofs().entry(known).orElseThrow());
    verifier = holds(verifier, store.proofs().entry(unknown).orElseThrow());
    for (VerifiedTransaction transfer : transfers) {
      Proof.Included proof = store.proofs().transaction(transfer.id()).orElseThrow();
      verifier = holds(verifier, proof);
      assertEquals(transfer.transaction(), proof.transaction());
      assertEquals(new Height(1), proof.header().height());
    }
    assertEquals(Optional.of(store.head().header()), verifier.newest());
  }

  @Test
  void provesEveryTransactionOfBlocksOfOneAndManyChunks() {
    for (int size : new int[] {1, 2, 63, 64, 65, 127, 128, 129, 200, 321}) {
      List<VerifiedTransaction> transfers = ledger.transfers(size);
      FinalizedBlock block = ledger.next(store, transfers);
      store.commit(block);

      for (int i = 0; i < size; i++) {
        Proof.Included proof = store.proofs().transaction(transfers.get(i).id()).orElseThrow();
        assertEquals(block.execution().txTree().proof(i), proof.path(), i + " of " + size);
        assertEquals(Optional.empty(), proof.problem(), i + " of " + size);
      }
    }
  }

  @Test
  void provesAnExpiryOnlyWhenItIsOne() {
    TransactionBody body = ledger.transfers(1).getFirst().body();
    store.commit(ledger.next(store, List.of()));
    assertEquals(Optional.empty(), store.proofs().expired(body));
    TransactionBody past =
        new TransactionBody(
            body.protocol(),
            body.sender(),
            body.nonce(),
            body.fee(),
            ledger.genesis.time(),
            "",
            body.operations());

    Proof.Expired proof = store.proofs().expired(past).orElseThrow();

    holds(verifier(), proof);
    assertEquals(TransactionId.of(ledger.genesisHash, past), proof.id());
  }

  @Test
  void aBlockThatOnlyItsDescendantMadeFinalIsProvedByThat() {
    List<VerifiedTransaction> transfers = ledger.transfers(2);
    FinalizedBlock block = ledger.next(store, transfers);
    store.commit(
        new FinalizedBlock(block.block(), block.execution(), block.tree(), Optional.empty()));
    assertEquals(Optional.empty(), store.proofs().transaction(transfers.getFirst().id()));

    store.commit(ledger.next(store, List.of()));

    Proof.Included proof = store.proofs().transaction(transfers.getFirst().id()).orElseThrow();
    holds(verifier(), proof);
    assertEquals(new Height(2), proof.block().anchor().header().height());
  }

  @Test
  void provesTheSameAfterARestart() {
    List<VerifiedTransaction> transfers = ledger.transfers(3);
    store.commit(ledger.next(store, transfers));
    grow(store, 40);
    StateKey key = StateKey.account(ledger.accounts.getFirst().publicKey());

    LedgerProofs again = LedgerStore.open(files, ledger.genesisHash).proofs();

    assertEquals(store.proofs().entry(key), again.entry(key));
    assertEquals(store.proofs().block(new Height(3)), again.block(new Height(3)));
    TransactionId id = transfers.getLast().id();
    assertEquals(store.proofs().transaction(id), again.transaction(id));
  }

  @Test
  void afterARestartOnABlockWithoutFinalizationOnlyTheStateIsNotProved() {
    grow(store, 3);
    FinalizedBlock block = ledger.next(store, List.of());
    store.commit(
        new FinalizedBlock(block.block(), block.execution(), block.tree(), Optional.empty()));

    LedgerStore again = LedgerStore.open(files, ledger.genesisHash);

    assertEquals(Optional.empty(), again.proofs().entry(new StateKey.Rules()));
    holds(verifier(), again.proofs().block(new Height(1)).orElseThrow());
    again.commit(ledger.next(again, List.of()));
    holds(verifier(), again.proofs().entry(new StateKey.Rules()).orElseThrow());
    holds(verifier(), again.proofs().block(new Height(4)).orElseThrow());
  }

  @Test
  void theHistoryIsWholeAgainAfterAGap() {
    RecordingStore recording = new RecordingStore();
    List<FinalizedBlock> committed = new ArrayList<>();
    try (LedgerStore whole = LedgerStore.create(recording, ledger.genesis)) {
      for (int i = 0; i < BLOCKS; i++) {
        committed.add(ledger.next(whole, List.of()));
        whole.commit(committed.getLast());
      }
    }
    int genesisBatches = recording.batches.size() - BLOCKS;
    for (int lost : new int[] {1, 63, 64, 100, BLOCKS}) {
      int batch = genesisBatches + lost - 1;
      LedgerStore mended =
          LedgerStore.open(RecordingStore.without(batch, recording.batches), ledger.genesisHash);
      assertEquals(new Height(lost - 1), mended.head().height());

      committed.subList(lost - 1, BLOCKS).forEach(mended::commit);

      for (int height = 0; height <= BLOCKS; height++) {
        Proof.Block proof = mended.proofs().block(new Height(height)).orElseThrow();
        assertEquals(Optional.empty(), proof.problem(), height + " without " + lost);
      }
    }
  }

  @Test
  void namesTheValidatorsThatFollowAnEpochsLastBlock() {
    KeyPair next = KeyPair.of(SecretKey.of(new byte[32]), ED25519);
    Roster roster =
        new Roster(
            new Epoch(1), List.of(new ValidatorEntry("n", next.publicKey(), 3, next.publicKey())));

    store.commit(ledger.lastOfEpoch(store, roster));

    List<EpochStep> steps = store.proofs().epochs(Epoch.ZERO, 10);
    assertEquals(1, steps.size());
    Verdict verdict = verifier().follow(steps.getFirst(), ED25519);
    LightVerifier verifier = assertInstanceOf(Verdict.Holds.class, verdict).verifier();
    assertEquals(roster.set(), verifier.signers());
    assertEquals(List.of(), store.proofs().epochs(new Epoch(1), 10));
    assertEquals(List.of(), store.proofs().epochs(Epoch.ZERO, 0));
  }

  private void grow(LedgerStore to, int blocks) {
    for (int i = 0; i < blocks; i++) {
      to.commit(ledger.next(to, List.of()));
    }
  }

  private LightVerifier verifier() {
    Verdict verdict = LightVerifier.of(ledger.genesisHash, ledger.genesis.summary());
    return assertInstanceOf(Verdict.Holds.class, verdict).verifier();
  }

  private static LightVerifier holds(LightVerifier verifier, Proof proof) {
    Verdict verdict = verifier.verify(proof, ED25519);
    return assertInstanceOf(Verdict.Holds.class, verdict, verdict.sentence()).verifier();
  }
}

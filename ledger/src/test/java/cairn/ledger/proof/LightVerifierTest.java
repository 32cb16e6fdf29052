package cairn.ledger.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyedHashEd25519;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.StateKey;
import cairn.quorum.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LightVerifierTest {
  private final Ed25519 ed25519 = new KeyedHashEd25519();
  private final SampleChain sample = new SampleChain(ed25519);
  private final ProofChain chain = sample.chain;
  private final LightVerifier atGenesis =
      holds(LightVerifier.of(chain.genesisHash(), chain.genesis().summary()));

  @Test
  void genesisHashAloneYieldsTheFirstValidators() {
    assertEquals(chain.set(0), atGenesis.signers());
    assertEquals(Epoch.ZERO, atGenesis.epoch());
    assertEquals(Optional.empty(), atGenesis.newest());
  }

  @Test
  void refusesTheSummaryOfAnotherGenesis() {
    var other = new SampleChain(ed25519, "another").chain.genesis().summary();

    fails("not the one that has the hash", LightVerifier.of(chain.genesisHash(), other));
  }

  @Test
  void provesEntriesOfEveryKindThereOrAbsent() {
    LightVerifier verifier = atGenesis;

    for (StateKey key : sample.presentKeys()) {
      Proof.Entry proof = chain.entry(chain.at(2), key);
      assertTrue(proof.entry().isPresent(), key.toString());
      verifier = holds(verifier.verify(proof, ed25519));
    }
    for (StateKey key : sample.absentKeys()) {
      Proof.Entry proof = chain.entry(chain.at(2), key);
      assertEquals(Optional.empty(), proof.entry(), key.toString());
      verifier = holds(verifier.verify(proof, ed25519));
    }
    assertEquals(Optional.of(chain.header(2)), verifier.newest());
  }

  @Test
  void aProvedAccountIsWhatTheStateSays() {
    Proof.Entry proof = chain.entry(chain.at(1), StateKey.account(sample.alice.publicKey()));

    holds(atGenesis.verify(proof, ed25519));
    assertEquals(new Account(7, Amount.of(123_456)), proof.account());
  }

  @Test
  void provesEveryTransactionWithItsReceipt() {
    for (int i = 0; i < 3; i++) {
      Proof.Included proof = chain.included(chain.at(1), i);

      holds(atGenesis.verify(proof, ed25519));
      assertEquals(sample.transaction(i).id(chain.genesisHash()), proof.id());
    }
  }

  @Test
  void provesAnyOldBlockFromAnyNewerHeader() {
    LightVerifier verifier = atTheHead();

    for (long height = 0; height < SampleChain.HEAD; height++) {
      Proof proof = new Proof.Block(chain.at(height, chain.anchor(SampleChain.HEAD)));
      holds(verifier.verify(proof, ed25519));
      assertEquals(chain.header(height), proof.header());
    }
    holds(verifier.verify(new Proof.Block(chain.at(SampleChain.HEAD)), ed25519));
  }

  @Test
  void provesATransactionAndAnEntryOfAnOldBlock() {
    LightVerifier verifier = atTheHead();
    BlockProof old = chain.at(4, chain.anchor(9));
    BlockProof newer = chain.at(4, chain.anchor(SampleChain.HEAD));

    holds(verifier.verify(chain.included(newer, 3), ed25519));
    holds(verifier.verify(chain.entry(newer, sample.record()), ed25519));
    assertInstanceOf(
        Verdict.Older.class, verifier.verify(chain.entry(old, sample.record()), ed25519));
  }

  @Test
  void provesThatATransactionExpired() {
    LightVerifier inSecond = inEpoch(1);
    var body = sample.body(8, 2_000);
    Proof.Expired proof = chain.expired(chain.at(5), body);

    holds(inSecond.verify(proof, ed25519));
    assertEquals(sample.body(8, 2_000), proof.body());
    fails(
        "not after the transaction's validUntil",
        inSecond.verify(chain.expired(chain.at(5), sample.body(8, 5_000)), ed25519));
    fails(
        "it was used", inSecond.verify(chain.expired(chain.at(5), sample.body(7, 2_000)), ed25519));
  }

  @Test
  void followsTheValidatorsAcrossEpochs() {
    LightVerifier verifier = atTheHead();

    assertEquals(new Epoch(2), verifier.epoch());
    assertEquals(chain.set(2), verifier.signers());
    assertEquals(Optional.of(chain.head()), verifier.newest());
  }

  @Test
  void followsAnEpochThatOnlyClosingBlocksMadeFinal() {
    for (int closing = 1; closing <= 3; closing++) {
      EpochStep step = chain.closedStep(SampleChain.FIRST_END, closing);

      LightVerifier second = holds(atGenesis.follow(step, ed25519));

      assertEquals(new Epoch(1), second.epoch());
      assertEquals(Optional.of(chain.header(SampleChain.FIRST_END)), second.newest());
    }
  }

  @Test
  void anEpochsLastStateIsProvedByAClosingBlockToo() {
    BlockProof block =
        new BlockProof(chain.closedAnchor(SampleChain.FIRST_END, 2), Optional.empty());

    holds(atGenesis.verify(chain.entry(block, sample.lock()), ed25519));
  }

  @Test
  void aClosingBlockProvesNothingOfItsOwn() {
    BlockHeader closing = chain.closing(chain.header(SampleChain.FIRST_END));
    FinalHeader anchor = new FinalHeader(closing, chain.finalization(closing));
    Proof.Entry honest = chain.entry(chain.at(SampleChain.FIRST_END), sample.lock());
    Proof proof =
        new Proof.Entry(
            new BlockProof(anchor, Optional.empty()), honest.key(), honest.entry(), honest.path());

    fails("closing block", atGenesis.verify(proof, ed25519));
    fails("closing block", atGenesis.follow(new EpochStep(anchor, chain.set(1)), ed25519));
    fails(
        "closing block",
        LightVerifier.of(
            chain.genesisHash(),
            new TrustedBlock(closing.height(), closing.id()),
            closing,
            chain.set(0)));
  }

  @Test
  void closingBlocksCloseNothingButAnEpochsLast() {
    BlockHeader closing = chain.closing(chain.header(2));
    var anchor =
        new FinalHeader(chain.header(2), java.util.List.of(closing), chain.finalization(closing));

    fails(
        "does not end its epoch",
        atGenesis.verify(new Proof.Block(new BlockProof(anchor, Optional.empty())), ed25519));
    FinalHeader ofAnother = chain.closedAnchor(SampleChain.FIRST_END, 2);
    var spliced =
        new FinalHeader(
            ofAnother.header(), ofAnother.closing().subList(1, 2), ofAnother.finalization());
    fails(
        "no closing block of it",
        atGenesis.verify(new Proof.Block(new BlockProof(spliced, Optional.empty())), ed25519));
  }

  @Test
  void saysWhichEpochsItLacks() {
    Verdict verdict = atGenesis.verify(new Proof.Block(chain.at(8)), ed25519);

    assertEquals(new Verdict.Ahead(Epoch.ZERO, new Epoch(2)), verdict);
  }

  @Test
  void refusesStepsThatDoNotFit() {
    EpochStep first = chain.step(SampleChain.FIRST_END);
    EpochStep second = chain.step(SampleChain.SECOND_END);

    assertInstanceOf(Verdict.Ahead.class, atGenesis.follow(second, ed25519));
    fails(
        "not those that the epoch's last header names",
        atGenesis.follow(new EpochStep(first.last(), chain.set(2)), ed25519));
    fails(
        "does not end epoch",
        atGenesis.follow(new EpochStep(chain.anchor(2), chain.set(0)), ed25519));
    LightVerifier inSecond = holds(atGenesis.follow(first, ed25519));
    assertInstanceOf(Verdict.Fails.class, inSecond.follow(first, ed25519));
  }

  @Test
  void refusesValidatorsThatHaveLeft() {
    LightVerifier inSecond = inEpoch(1);
    BlockHeader header = chain.header(5);
    var byTheFirst =
        new BlockHeader(
            header.protocol(),
            header.genesis(),
            Epoch.ZERO,
            header.view(),
            header.height(),
            header.parent(),
            header.timestamp(),
            header.proposer(),
            header.txRoot(),
            header.stateRoot(),
            header.historyRoot(),
            chain.set(0).hash(),
            chain.set(0).hash());
    var anchor = new FinalHeader(byTheFirst, chain.finalization(byTheFirst));

    fails(
        "ended at height 3",
        inSecond.verify(new Proof.Block(new BlockProof(anchor, Optional.empty())), ed25519));
    var signedByTheFirst = new FinalHeader(header, chain.finalization(header, 0));
    fails(
        "quorum",
        inSecond.verify(
            new Proof.Block(new BlockProof(signedByTheFirst, Optional.empty())), ed25519));
  }

  @Test
  void neverGoesBelowItsNewestHeader() {
    LightVerifier verifier = holds(atGenesis.verify(new Proof.Block(chain.at(2)), ed25519));

    Verdict verdict = verifier.verify(new Proof.Block(chain.at(1)), ed25519);

    assertEquals(new Verdict.Older(new Height(2), new Height(1)), verdict);
    assertTrue(verdict.sentence().contains("height 2 is known to be final"), verdict.sentence());
    holds(verifier.verify(new Proof.Block(chain.at(2)), ed25519));
    holds(verifier.verify(new Proof.Block(chain.at(1, chain.anchor(2))), ed25519));
  }

  @Test
  void keepsItsNewestHeaderWhenAnEpochHasEnded() {
    LightVerifier inSecond = inEpoch(1);

    holds(inSecond.verify(new Proof.Block(chain.at(SampleChain.FIRST_END)), ed25519));
    assertInstanceOf(Verdict.Older.class, inSecond.verify(new Proof.Block(chain.at(2)), ed25519));
  }

  @Test
  void refusesASecondBlockAtTheSameHeight() {
    LightVerifier verifier = holds(atGenesis.verify(new Proof.Block(chain.at(2)), ed25519));
    BlockHeader header = chain.header(2);
    var twin =
        new BlockHeader(
            header.protocol(),
            header.genesis(),
            header.epoch(),
            header.view().next(),
            header.height(),
            header.parent(),
            header.timestamp(),
            header.proposer(),
            header.txRoot(),
            header.stateRoot(),
            header.historyRoot(),
            header.signers(),
            header.nextSigners());
    var anchor = new FinalHeader(twin, chain.finalization(twin));

    fails(
        "Another block is known to be final",
        verifier.verify(new Proof.Block(new BlockProof(anchor, Optional.empty())), ed25519));
  }

  @Test
  void beginsAtATrustedBlock() {
    BlockHeader header = chain.header(5);
    TrustedBlock trusted = TrustedBlock.parse("5:" + header.id());

    LightVerifier verifier =
        holds(LightVerifier.of(chain.genesisHash(), trusted, header, chain.set(1)));

    assertEquals("5:" + header.id(), trusted.toString());
    assertInstanceOf(Verdict.Older.class, verifier.verify(new Proof.Block(chain.at(4)), ed25519));
    verifier = holds(verifier.follow(chain.step(SampleChain.SECOND_END), ed25519));
    holds(verifier.verify(new Proof.Block(chain.at(SampleChain.HEAD)), ed25519));
    fails(
        "not those that the trusted block names",
        LightVerifier.of(chain.genesisHash(), trusted, header, chain.set(0)));
    fails(
        "not that of the trusted block",
        LightVerifier.of(chain.genesisHash(), trusted, chain.header(6), chain.set(1)));
    fails("network", LightVerifier.of(Hash.ZERO, trusted, header, chain.set(1)));
    for (String wrong :
        new String[] {"", ":", "5", "x:" + header.id(), "5:12", "-1:" + header.id()}) {
      assertThrows(IllegalArgumentException.class, () -> TrustedBlock.parse(wrong), wrong);
    }
  }

  @Test
  void isKeptInAFile() {
    for (LightVerifier verifier : new LightVerifier[] {atGenesis, inEpoch(1), atTheHead()}) {
      byte[] bytes = verifier.encoded();

      assertEquals(verifier, LightVerifier.decode(bytes));
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThrows(MalformedException.class, () -> LightVerifier.decode(cut));
      }
    }
  }

  @Test
  void aKeptVerifierWhoseHeaderIsNotOfItsEpochIsMalformed() {
    byte[] bytes = atTheHead().encoded();
    int view = bytes.length - BlockHeader.BYTES + 2 + Hash.BYTES;
    bytes[view] = 0;

    assertThrows(MalformedException.class, () -> LightVerifier.decode(bytes));
  }

  @Test
  void tellsHowOldItsNewestHeaderIs() {
    LightVerifier verifier = holds(atGenesis.verify(new Proof.Block(chain.at(2)), ed25519));
    Instant proposed = chain.header(2).timestamp().toInstant();
    Duration bound = Duration.ofSeconds(30);

    assertEquals(Optional.of(Duration.ofSeconds(12)), verifier.age(proposed.plusSeconds(12)));
    assertEquals(Optional.of(Duration.ZERO), verifier.age(proposed.minusSeconds(1)));
    assertFalse(verifier.isStale(proposed.plusSeconds(30), bound));
    assertTrue(verifier.isStale(proposed.plusSeconds(31), bound));
    assertTrue(atGenesis.isStale(proposed, bound));
    assertEquals(Optional.empty(), atGenesis.age(proposed));
  }

  @Test
  void refusesAnotherNetworkAndAnUnknownProtocol() {
    ProofChain other = new SampleChain(ed25519, "another").chain;
    fails("of the network", atGenesis.verify(new Proof.Block(other.at(1)), ed25519));
    fails("of the network", atGenesis.follow(other.step(SampleChain.FIRST_END), ed25519));
    byte[] bytes = new Proof.Block(chain.at(1)).encoded();
    bytes[1] = 2;

    fails("protocol 2", atGenesis.verify(Proof.decode(bytes), ed25519));
  }

  private LightVerifier inEpoch(int epoch) {
    LightVerifier verifier = atGenesis;
    long[] ends = {SampleChain.FIRST_END, SampleChain.SECOND_END};
    for (int i = 0; i < epoch; i++) {
      verifier = holds(verifier.follow(chain.step(ends[i]), ed25519));
    }
    return verifier;
  }

  private LightVerifier atTheHead() {
    return holds(inEpoch(2).verify(new Proof.Block(chain.at(SampleChain.HEAD)), ed25519));
  }

  private static LightVerifier holds(Verdict verdict) {
    return assertInstanceOf(Verdict.Holds.class, verdict, verdict.sentence()).verifier();
  }

  private static void fails(String part, Verdict verdict) {
    String why = assertInstanceOf(Verdict.Fails.class, verdict).why();
    assertTrue(why.contains(part), why);
    assertTrue(why.matches("[A-Z].*\\."), why);
  }
}

package cairn.ledger.proof;

import cairn.codec.Bytes;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.Signature;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.BlockHeader;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.TransactionBody;
import cairn.quorum.Certificate;
import cairn.quorum.Vote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// The test vectors of docs/proofs.md, made from fixed seeds: proofs that hold, and forged ones,
/// each of which breaks one rule.
final class ProofVectors {
  private static final BigInteger GROUP_ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /// @param epoch which the verifier has followed the steps to
  record Vector(String name, byte[] proof, int epoch, boolean holds) {}

  record ForgedStep(String name, byte[] step) {}

  private final SampleChain sample;
  private final ProofChain chain;
  private final ProofChain otherNetwork;
  private final List<Vector> proofs = new ArrayList<>();
  private final List<ForgedStep> forgedSteps = new ArrayList<>();

  ProofVectors(Ed25519 ed25519) {
    this.sample = new SampleChain(ed25519);
    this.chain = sample.chain;
    this.otherNetwork = new SampleChain(ed25519, "another network").chain;
    entries();
    blocks();
    expiries();
    forgedContents();
    forgedHistories();
    forgedFinality();
    forgedBytes();
    forgedSteps();
  }

  ProofChain chain() {
    return chain;
  }

  List<Vector> proofs() {
    return proofs;
  }

  List<EpochStep> steps() {
    return List.of(chain.step(SampleChain.FIRST_END), chain.closedStep(SampleChain.SECOND_END, 1));
  }

  List<ForgedStep> forged() {
    return forgedSteps;
  }

  private void holds(String name, int epoch, Proof proof) {
    proofs.add(new Vector(name, proof.encoded(), epoch, true));
  }

  private void forged(String name, int epoch, Proof proof) {
    proofs.add(new Vector("forged: " + name, proof.encoded(), epoch, false));
  }

  private void forged(String name, int epoch, BlockProof block) {
    forged(name, epoch, new Proof.Block(block));
  }

  private void entries() {
    for (StateKey key : sample.presentKeys()) {
      holds("there: " + key.getClass().getSimpleName(), 0, chain.entry(chain.at(2), key));
    }
    for (StateKey key : sample.absentKeys()) {
      holds("absent: " + key.getClass().getSimpleName(), 0, chain.entry(chain.at(2), key));
    }
    holds("in an old block", 1, chain.entry(chain.at(1, chain.anchor(5)), sample.lock()));
    holds(
        "in an epoch's last block, final by a closing block",
        0,
        chain.entry(closed(1), sample.record()));
    holds(
        "in an epoch's last block, final by the second closing block",
        0,
        chain.entry(closed(2), sample.record()));
  }

  private BlockProof closed(int closing) {
    return new BlockProof(chain.closedAnchor(SampleChain.FIRST_END, closing), Optional.empty());
  }

  private void blocks() {
    holds("transaction 0 of 3", 0, chain.included(chain.at(1, chain.anchor(2)), 0));
    holds("a failed transaction, 2 of 3", 0, chain.included(chain.at(1, chain.anchor(2)), 2));
    holds("transaction 4 of 5 in an old block", 1, chain.included(chain.at(4, chain.anchor(5)), 4));
    holds("a block", 2, new Proof.Block(chain.at(SampleChain.HEAD)));
    holds("the newest header, of the epoch before", 1, new Proof.Block(chain.at(3)));
    for (long height : new long[] {0, 3, 4, 9}) {
      holds("block " + height + " from 10", 2, new Proof.Block(older(height)));
    }
  }

  private BlockProof older(long height) {
    return chain.at(height, chain.anchor(SampleChain.HEAD));
  }

  private void expiries() {
    TransactionBody alice = sample.body(8, 2_000);
    TransactionBody bob =
        new TransactionBody(
            alice.protocol(),
            sample.bob.publicKey(),
            0,
            alice.fee(),
            alice.validUntil(),
            "",
            alice.operations());
    holds("expired", 1, chain.expired(chain.at(5), alice));
    holds("expired, of a sender without an account", 1, chain.expired(chain.at(5), bob));
    forged(
        "not expired yet: the time equals validUntil",
        1,
        chain.expired(chain.at(5), sample.body(8, 5_000)));
    forged("not expired: the nonce was used", 1, chain.expired(chain.at(5), sample.body(7, 2_000)));
    Proof.Expired there = chain.expired(chain.at(5), alice);
    forged(
        "expired with another sender's entry",
        1,
        new Proof.Expired(there.block(), bob, there.account(), there.path()));
  }

  private void forgedContents() {
    BlockProof block = chain.at(2);
    Proof.Entry account = chain.entry(block, StateKey.account(sample.alice.publicKey()));
    Proof.Entry lock = chain.entry(block, sample.lock());
    Proof.Entry absent = chain.entry(block, sample.absentKeys().getFirst());
    Bytes richer = Bytes.of(new Account(7, Amount.MAX).encoded());
    forged(
        "more than the account has",
        0,
        new Proof.Entry(block, account.key(), Optional.of(richer), account.path()));
    forged(
        "absent though there",
        0,
        new Proof.Entry(block, account.key(), Optional.empty(), account.path()));
    forged(
        "there though absent",
        0,
        new Proof.Entry(block, absent.key(), account.entry(), absent.path()));
    forged(
        "the path of another key",
        0,
        new Proof.Entry(block, account.key(), account.entry(), lock.path()));
    forged(
        "absent by the path of another key",
        0,
        new Proof.Entry(block, account.key(), Optional.empty(), absent.path()));
    forged(
        "the state of another block",
        1,
        new Proof.Entry(chain.at(4), account.key(), account.entry(), account.path()));
    Proof.Included first = chain.included(chain.at(1), 0);
    Proof.Included failed = chain.included(chain.at(1), 2);
    forged(
        "a failed transaction with success",
        0,
        new Proof.Included(
            failed.block(), failed.transaction(), new Receipt.Succeeded(), failed.path()));
    forged(
        "a transaction at another's place",
        0,
        new Proof.Included(first.block(), first.transaction(), first.receipt(), failed.path()));
    forged(
        "a transaction of another block",
        0,
        new Proof.Included(chain.at(2), first.transaction(), first.receipt(), first.path()));
  }

  private void forgedHistories() {
    FinalHeader anchor = chain.anchor(SampleChain.HEAD);
    List<Hash> path = older(4).older().orElseThrow().path();
    forged("an old block by another's path", 2, with(anchor, chain.header(5), path));
    forged(
        "an old block by a path cut short", 2, with(anchor, chain.header(4), path.subList(1, 4)));
    forged("an old block that is the anchor", 2, with(anchor, anchor.header(), path));
    List<Hash> swapped = new ArrayList<>(path);
    Collections.swap(swapped, 0, 1);
    forged("an old block with siblings swapped", 2, with(anchor, chain.header(4), swapped));
    forged("an old block of another network", 2, with(anchor, otherNetwork.header(4), path));
    forged(
        "an old block above its anchor",
        2,
        with(chain.anchor(8), chain.header(9), chain.at(7, chain.anchor(8)).older().get().path()));
    forged("an anchor below the newest header", 1, chain.at(2));
    forged("an old block from an anchor below the newest header", 1, chain.at(1, chain.anchor(2)));
    forged("an anchor of a later epoch", 0, chain.at(5));
  }

  private static BlockProof with(FinalHeader anchor, BlockHeader header, List<Hash> path) {
    return new BlockProof(anchor, Optional.of(new BlockProof.Older(header, path)));
  }

  private void forgedFinality() {
    BlockHeader header = chain.header(5);
    Certificate full = chain.finalization(header);
    int quorum = full.signers().size();
    forged("the certificate of another header", 1, signed(chain.finalization(chain.header(4))));
    forged("signed by the validators of another epoch", 1, signed(chain.finalization(header, 0)));
    forged(
        "a notarization",
        1,
        signed(
            new Certificate(
                new Vote.Notarize(
                    header.epoch(), header.view(), chain.header(4).view(), header.id()),
                full.setSize(),
                full.signers(),
                full.signatures())));
    forged(
        "one signature less than a quorum",
        1,
        signed(
            new Certificate(
                full.vote(),
                full.setSize(),
                full.signers().subList(0, quorum - 1),
                full.signatures().subList(0, quorum - 1))));
    forged(
        "one signature for all",
        1,
        signed(
            new Certificate(
                full.vote(),
                full.setSize(),
                full.signers(),
                Collections.nCopies(quorum, full.signatures().getFirst()))));
    forged(
        "another set size",
        1,
        signed(new Certificate(full.vote(), 6, full.signers(), full.signatures())));
    List<Signature> malleable = new ArrayList<>(full.signatures());
    malleable.set(0, plusGroupOrder(malleable.getFirst()));
    forged(
        "a signature with S + L",
        1,
        signed(new Certificate(full.vote(), full.setSize(), full.signers(), malleable)));
    forged("a header of another network", 0, otherNetwork.at(1));
    forgedClosing();
  }

  private BlockProof signed(Certificate certificate) {
    return new BlockProof(new FinalHeader(chain.header(5), certificate), Optional.empty());
  }

  private static Signature plusGroupOrder(Signature signature) {
    byte[] bytes = signature.bytes();
    byte[] reversed = new byte[32];
    for (int i = 0; i < 32; i++) {
      reversed[31 - i] = bytes[32 + i];
    }
    byte[] sum = new BigInteger(1, reversed).add(GROUP_ORDER).toByteArray();
    Arrays.fill(bytes, 32, 64, (byte) 0);
    for (int i = 0; i < sum.length && i < 32; i++) {
      bytes[32 + i] = sum[sum.length - 1 - i];
    }
    return Signature.of(bytes);
  }

  private void forgedClosing() {
    FinalHeader two = chain.closedAnchor(SampleChain.FIRST_END, 2);
    BlockHeader closing = two.closing().getFirst();
    forged(
        "a closing block as an anchor",
        0,
        new BlockProof(new FinalHeader(closing, chain.finalization(closing)), Optional.empty()));
    forged(
        "the first of two closing blocks left out",
        0,
        new BlockProof(
            new FinalHeader(two.header(), two.closing().subList(1, 2), two.finalization()),
            Optional.empty()));
    forged(
        "the finalization of the first closing block for the second",
        0,
        new BlockProof(
            new FinalHeader(two.header(), two.closing(), chain.finalization(closing)),
            Optional.empty()));
    BlockHeader inTheMiddle = chain.closing(chain.header(2));
    forged(
        "a closing block on one that does not end its epoch",
        0,
        new BlockProof(
            new FinalHeader(chain.header(2), List.of(inTheMiddle), chain.finalization(inTheMiddle)),
            Optional.empty()));
    BlockHeader next = chain.header(4);
    forged(
        "the next epoch's first block as a closing block",
        0,
        new BlockProof(
            new FinalHeader(two.header(), List.of(next), chain.finalization(next)),
            Optional.empty()));
  }

  private void forgedBytes() {
    byte[] whole = chain.entry(chain.at(2), sample.record()).encoded();
    bytes("cut by a byte", Arrays.copyOf(whole, whole.length - 1));
    bytes("a byte more", Arrays.copyOf(whole, whole.length + 1));
    bytes("nothing", new byte[0]);
    byte[] variant = whole.clone();
    variant[0] = 4;
    bytes("an unknown variant", variant);
    byte[] long1 = new byte[whole.length + 1];
    System.arraycopy(whole, 1, long1, 2, whole.length - 1);
    long1[0] = (byte) 0x80;
    bytes("a variant that is not minimal", long1);
    Random random = new Random(3);
    for (int i = 0; i < 25; i++) {
      byte[] changed = whole.clone();
      int bit = random.nextInt(8 * whole.length);
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      bytes("bit " + bit % 8 + " of byte " + bit / 8, changed);
    }
  }

  private void bytes(String name, byte[] proof) {
    proofs.add(new Vector("forged: " + name, proof, 0, false));
  }

  private void forgedSteps() {
    EpochStep first = chain.step(SampleChain.FIRST_END);
    Certificate full = first.last().finalization();
    BlockHeader closing = chain.closing(first.last().header());
    step("another set", new EpochStep(first.last(), chain.set(2)));
    step("a header in the middle", new EpochStep(chain.anchor(2), chain.set(0)));
    step("a later epoch's end", chain.step(SampleChain.SECOND_END));
    step(
        "a closing block",
        new EpochStep(new FinalHeader(closing, chain.finalization(closing)), chain.set(1)));
    step(
        "one signature less than a quorum",
        new EpochStep(
            new FinalHeader(
                first.last().header(),
                new Certificate(
                    full.vote(),
                    full.setSize(),
                    full.signers().subList(0, 2),
                    full.signatures().subList(0, 2))),
            first.next()));
    step("another network", otherNetwork.step(SampleChain.FIRST_END));
  }

  private void step(String name, EpochStep step) {
    forgedSteps.add(new ForgedStep("forged step: " + name, step.encoded()));
  }

  /// The file, always the same.
  String json() {
    HexFormat hex = HexFormat.of();
    StringBuilder text = new StringBuilder("{\n");
    text.append("\"genesisHash\": \"").append(chain.genesisHash()).append("\",\n");
    text.append("\"genesisSummary\": \"")
        .append(hex.formatHex(chain.genesis().summary().encoded()))
        .append("\",\n\"steps\": [\n");
    List<String> lines = new ArrayList<>();
    steps().forEach(step -> lines.add("\"" + hex.formatHex(step.encoded()) + "\""));
    text.append(String.join(",\n", lines)).append("\n],\n\"proofs\": [\n");
    lines.clear();
    for (Vector vector : proofs) {
      lines.add(
          "{\"name\": \"%s\", \"epoch\": %d, \"holds\": %b, \"proof\": \"%s\"}"
              .formatted(
                  vector.name(), vector.epoch(), vector.holds(), hex.formatHex(vector.proof())));
    }
    text.append(String.join(",\n", lines)).append("\n],\n\"forgedSteps\": [\n");
    lines.clear();
    for (ForgedStep step : forgedSteps) {
      lines.add(
          "{\"name\": \"%s\", \"step\": \"%s\"}"
              .formatted(step.name(), hex.formatHex(step.step())));
    }
    return text.append(String.join(",\n", lines)).append("\n]\n}\n").toString();
  }
}

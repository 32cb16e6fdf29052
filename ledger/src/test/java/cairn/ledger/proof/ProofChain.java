package cairn.ledger.proof;

import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Genesis;
import cairn.ledger.NodeSource;
import cairn.ledger.Protocol;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.Validator;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A chain of blocks whose roots and certificates are right, whatever their transactions do to the
/// state, across epochs and with closing blocks: for tests of what proves them.
final class ProofChain {
  private final Ed25519 ed25519;
  private final Genesis genesis;
  private final Map<PublicKey, KeyPair> keys = new TreeMap<>();
  private final List<Stored> blocks = new ArrayList<>();
  private final List<ValidatorSet> sets = new ArrayList<>();
  private final TreeMap<StateKey, byte[]> state = new TreeMap<>();
  private long views;

  /// A transaction with its receipt.
  record Done(Transaction transaction, Receipt receipt) {}

  private record Stored(BlockHeader header, List<Done> done, SortedMap<StateKey, byte[]> state) {}

  ProofChain(Ed25519 ed25519, Genesis genesis, List<KeyPair> validators) {
    this.ed25519 = ed25519;
    this.genesis = genesis;
    validators.forEach(key -> keys.put(key.publicKey(), key));
    sets.add(genesis.roster().set());
    state.putAll(genesis.initialState());
    blocks.add(new Stored(genesis.genesisBlock().header(), List.of(), new TreeMap<>(state)));
  }

  static KeyPair key(Ed25519 ed25519, String name) {
    byte[] seed = Hash.tagged("test.key", name.getBytes(StandardCharsets.UTF_8)).bytes();
    return KeyPair.of(SecretKey.of(seed), ed25519);
  }

  Hash genesisHash() {
    return genesis.hash();
  }

  Genesis genesis() {
    return genesis;
  }

  ValidatorSet set(long epoch) {
    return sets.get((int) epoch);
  }

  BlockHeader header(long height) {
    return blocks.get((int) height).header();
  }

  BlockHeader head() {
    return blocks.getLast().header();
  }

  void put(StateKey key, byte[] entry) {
    state.put(key, entry);
  }

  /// A block on the head, in which nothing changes who validates.
  BlockHeader append(Done... done) {
    return append(sets.getLast(), done);
  }

  /// The last block of the epoch; `next` validate after it.
  BlockHeader appendLast(List<Validator> next, Done... done) {
    ValidatorSet set = ValidatorSet.of(next);
    BlockHeader header = append(set, done);
    sets.add(set);
    views = 0;
    return header;
  }

  private BlockHeader append(ValidatorSet next, Done... done) {
    BlockHeader parent = head();
    ValidatorSet signers = sets.getLast();
    Epoch epoch = new Epoch(sets.size() - 1);
    View view = new View(++views);
    BlockHeader header =
        new BlockHeader(
            Protocol.VERSION_1,
            genesis.hash(),
            epoch,
            view,
            parent.height().next(),
            parent.id(),
            new Timestamp(parent.timestamp().millis() + 1000),
            signers.validator(signers.leader(epoch, view)).key(),
            txTree(List.of(done)).root(),
            StateTree.root(tree(state), 0),
            history(blocks.size()).root(),
            signers.hash(),
            next.hash());
    blocks.add(new Stored(header, List.of(done), new TreeMap<>(state)));
    return header;
  }

  private static NodeSource tree(SortedMap<StateKey, byte[]> state) {
    TreeMap<Hash, byte[]> places = new TreeMap<>();
    state.forEach((key, entry) -> places.put(key.treeKey(), entry));
    return StateTree.create(0, places).over(NodeSource.NONE);
  }

  private static MerkleTree txTree(List<Done> done) {
    return Execution.txTree(
        done.stream().map(Done::transaction).toList(), done.stream().map(Done::receipt).toList());
  }

  /// Over the ids of the first `size` blocks.
  private MerkleTree history(int size) {
    return MerkleTree.of(
        blocks.subList(0, size).stream().map(b -> b.header().id().hash().bytes()).toList());
  }

  /// A closing block on `below`, in whose place a later block of that epoch would stand.
  BlockHeader closing(BlockHeader below) {
    View view = below.view().next();
    ValidatorSet signers = set(below.epoch().number());
    return new BlockHeader(
        below.protocol(),
        below.genesis(),
        below.epoch(),
        view,
        below.height(),
        below.id(),
        new Timestamp(below.timestamp().millis() + 500),
        signers.validator(signers.leader(below.epoch(), view)).key(),
        MerkleTree.of(List.of()).root(),
        below.stateRoot(),
        below.historyRoot(),
        below.signers(),
        below.nextSigners());
  }

  /// The finalization of a header by as many of its signers as make a quorum.
  Certificate finalization(BlockHeader header) {
    return finalization(header, header.epoch().number());
  }

  /// A finalization that the set of another epoch signs.
  Certificate finalization(BlockHeader header, long signingEpoch) {
    ValidatorSet set = set(signingEpoch);
    VoteVerifier votes = new VoteVerifier(header.epoch(), set, genesis.hash(), ed25519);
    Vote vote = new Vote.Finalize(header.epoch(), header.view(), header.id());
    List<VerifiedVote> signed = new ArrayList<>();
    long power = 0;
    for (int i = 0; !set.isQuorum(power); i++) {
      ValidatorId id = new ValidatorId(i);
      power += set.power(id);
      signed.add(votes.cast(vote, id, keys.get(set.validator(id).key())));
    }
    return VerifiedCertificate.assemble(set, signed).certificate();
  }

  FinalHeader anchor(long height) {
    return new FinalHeader(header(height), finalization(header(height)));
  }

  /// That height, final through `count` closing blocks.
  FinalHeader closedAnchor(long height, int count) {
    List<BlockHeader> closing = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      closing.add(closing(i == 0 ? header(height) : closing.getLast()));
    }
    return new FinalHeader(header(height), closing, finalization(closing.getLast()));
  }

  BlockProof at(long height) {
    return new BlockProof(anchor(height), Optional.empty());
  }

  BlockProof at(long height, FinalHeader anchor) {
    int size = (int) anchor.header().height().number();
    List<Hash> path = history(size).proof((int) height).path();
    return new BlockProof(anchor, Optional.of(new BlockProof.Older(header(height), path)));
  }

  Proof.Entry entry(BlockProof block, StateKey key) {
    SortedMap<StateKey, byte[]> then = stateAt(block);
    return new Proof.Entry(
        block, key, Optional.ofNullable(then.get(key)).map(Bytes::of), path(then, key));
  }

  Proof.Included included(BlockProof block, int index) {
    List<Done> done = blocks.get((int) block.header().height().number()).done();
    return new Proof.Included(
        block, done.get(index).transaction(), done.get(index).receipt(), txTree(done).proof(index));
  }

  Proof.Expired expired(BlockProof block, TransactionBody body) {
    Proof.Entry sender = entry(block, StateKey.account(body.sender()));
    return new Proof.Expired(block, body, sender.entry(), sender.path());
  }

  EpochStep step(long height) {
    return new EpochStep(anchor(height), nextSet(height));
  }

  EpochStep closedStep(long height, int closing) {
    return new EpochStep(closedAnchor(height, closing), nextSet(height));
  }

  private ValidatorSet nextSet(long height) {
    return set(header(height).epoch().number() + 1);
  }

  private SortedMap<StateKey, byte[]> stateAt(BlockProof block) {
    return blocks.get((int) block.header().height().number()).state();
  }

  private static StateProof path(SortedMap<StateKey, byte[]> state, StateKey key) {
    return StateTree.prove(tree(state), 0, key.treeKey());
  }

  static byte[] encoded(java.util.function.Consumer<BcsWriter> encoder) {
    BcsWriter writer = new BcsWriter();
    encoder.accept(writer);
    return writer.toByteArray();
  }
}

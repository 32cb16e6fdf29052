package cairn.ledger.store;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.MerkleProof;
import cairn.crypto.MerkleTree;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.proof.BlockProof;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.FinalHeader;
import cairn.ledger.proof.Proof;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes proofs of what the ledger says, each anchored at the newest header that has a finalization
/// of its own. One thread publishes; any thread makes proofs.
///
/// Where there is no such header yet, as on a network that has nothing but genesis, nothing can be
/// proved; and after a restart on a head that only a descendant's finalization makes final, the
/// state cannot until the next one.
public final class LedgerProofs {
  private final CheckedValues values;
  private final StoredBlocks blocks;
  private final History history;
  private final Predicate<Height> isKept;

  private volatile Optional<Newest> newest = Optional.empty();

  /// @param state empty where it cannot be read any more
  private record Newest(FinalHeader anchor, Optional<LedgerState> state) {
    Height height() {
      return anchor.header().height();
    }
  }

  /// @param isKept whether the body of a block was not pruned
  LedgerProofs(CheckedValues values, StoredBlocks blocks, Predicate<Height> isKept) {
    this.values = values;
    this.blocks = blocks;
    this.isKept = isKept;
    this.history = new History(values);
  }

  /// Finds the newest finalization at or below the head of a store that was opened.
  void open(LedgerState state) {
    Height height = state.head().height();
    while (height.isAfter(Height.ZERO)) {
      Optional<Certificate> finalization = blocks.finalization(height);
      if (finalization.isPresent()) {
        boolean isHead = height.equals(state.head().height());
        FinalHeader anchor = new FinalHeader(blocks.header(height), finalization.get());
        newest = Optional.of(new Newest(anchor, isHead ? Optional.of(state) : Optional.empty()));
        return;
      }
      height = new Height(height.number() - 1);
    }
  }

  /// The head with its own finalization is the newest anchor.
  void publish(LedgerState state, Certificate finalization) {
    FinalHeader anchor = new FinalHeader(state.head().header(), finalization);
    newest = Optional.of(new Newest(anchor, Optional.of(state)));
  }

  /// What the state at the newest anchor has under a key, there or absent.
  public Optional<Proof.Entry> entry(StateKey key) {
    return newest.flatMap(now -> now.state().map(state -> entry(now.anchor(), state, key)));
  }

  private static Proof.Entry entry(FinalHeader anchor, LedgerState state, StateKey key) {
    Optional<Bytes> entry = state.read(key).map(Bytes::of);
    StateProof path = state.prove(key);
    return new Proof.Entry(new BlockProof(anchor, Optional.empty()), key, entry, path);
  }

  /// That a transaction expired, if the newest anchor says so.
  public Optional<Proof.Expired> expired(TransactionBody body) {
    return entry(StateKey.account(body.sender()))
        .map(sender -> new Proof.Expired(sender.block(), body, sender.entry(), sender.path()))
        .filter(proof -> proof.problem().isEmpty());
  }

  /// A transaction with its receipt; empty if the ledger does not have it up to the newest anchor.
  public Optional<Proof.Included> transaction(TransactionId id) {
    Optional<Place> place = blocks.place(id).filter(at -> isKept.test(at.height()));
    try {
      return place.flatMap(at -> included(at, id));
    } catch (StoreException e) {
      if (isKept.test(place.orElseThrow().height())) {
        throw e;
      }
      // It was pruned since the question began.
      return Optional.empty();
    }
  }

  /// The transaction at a place.
  public Optional<Proof.Included> transaction(Place place) {
    return block(place.height()).map(proof -> included(proof.block(), place));
  }

  private Optional<Proof.Included> included(Place place, TransactionId id) {
    Optional<Proof.Included> found = transaction(place);
    if (found.isPresent() && !found.get().id().equals(id)) {
      throw CheckedValues.damaged("the index of transaction " + id + " names another one");
    }
    return found;
  }

  private Proof.Included included(BlockProof block, Place place) {
    int chunk = place.index() / Layout.CHUNK;
    int index = place.index() % Layout.CHUNK;
    List<byte[]> transactions = blocks.chunk(place.height(), chunk);
    List<Receipt> receipts = blocks.receipts(place.height());
    List<byte[]> leaves = new ArrayList<>(transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      leaves.add(Execution.leaf(transactions.get(i), receipts.get(chunk * Layout.CHUNK + i)));
    }
    List<Hash> path = new ArrayList<>(MerkleTree.of(leaves).path(index));
    List<Hash> tops = blocks.chunkTops(place.height());
    if (!tops.isEmpty()) {
      path.addAll(MerkleTree.above(tops).path(chunk));
    }
    boolean isWhole = path.size() == MerkleProof.pathLength(place.index(), receipts.size());
    requireProved(isWhole, place);
    MerkleProof proof = new MerkleProof(place.index(), receipts.size(), path);
    requireProved(proof.proves(leaves.get(index), block.header().txRoot()), place);
    Transaction transaction = Transaction.decode(transactions.get(index));
    return new Proof.Included(block, transaction, receipts.get(place.index()), proof);
  }

  private static void requireProved(boolean holds, Place place) {
    if (!holds) {
      throw CheckedValues.damaged(
          "block " + place.height() + " has other transactions than its header says");
    }
  }

  /// That a block is final; empty above the newest anchor.
  public Optional<Proof.Block> block(Height height) {
    return newest.filter(now -> !height.isAfter(now.height())).map(now -> block(now, height));
  }

  private Proof.Block block(Newest now, Height height) {
    return new Proof.Block(
        height.equals(now.height())
            ? new BlockProof(now.anchor(), Optional.empty())
            : new BlockProof(now.anchor(), Optional.of(older(now.anchor(), height))));
  }

  private BlockProof.Older older(FinalHeader anchor, Height height) {
    BlockHeader header = blocks.header(height);
    List<Hash> path = history.path(height, anchor.header().height());
    return new BlockProof.Older(header, path);
  }

  /// The steps from that epoch on to the newest, as many as `limit` at most.
  public List<EpochStep> epochs(Epoch from, int limit) {
    List<EpochStep> steps = new ArrayList<>();
    Epoch epoch = from;
    Optional<EpochStep> step = step(epoch);
    while (step.isPresent() && steps.size() < limit) {
      steps.add(step.get());
      epoch = epoch.next();
      step = step(epoch);
    }
    return steps;
  }

  private record End(Height height, ValidatorSet next) {}

  private Optional<EpochStep> step(Epoch epoch) {
    return values
        .get(
            Layout.epochEnd(epoch),
            reader -> new End(Height.read(reader), ValidatorSet.read(reader)))
        .filter(end -> newest.map(now -> !end.height().isAfter(now.height())).orElse(false))
        .flatMap(end ->
            blocks
                .finalization(end.height())
                .map(finalization ->
                    new EpochStep(
                        new FinalHeader(blocks.header(end.height()), finalization), end.next())));
  }
}

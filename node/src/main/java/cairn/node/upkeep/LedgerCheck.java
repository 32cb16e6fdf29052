package cairn.node.upkeep;

import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.store.EntryCounts;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreAudit;
import cairn.ledger.store.StoreException;
import java.util.Optional;
import java.util.function.Consumer;

/// Checks all of a ledger store: replays its blocks onto a *shadow*, a second store beside it that
/// keeps only the state, and compares every entry that they must have left, and then everything
/// else that is in it. Belongs to one thread.
///
/// The shadow remembers how far it came, with each block in one batch; so a check that was ended
/// goes on there. What it was not told to begin anew with is not checked again.
public final class LedgerCheck {
  private final LedgerStore store;
  private final LedgerStore shadow;
  private final Genesis genesis;
  private final StoreAudit audit;

  /// What a check came to.
  ///
  /// @param last the head
  /// @param uncertified how many blocks below it are final only by a certificate that the store
  ///   does not have yet
  /// @param entries of the state
  /// @param earliest the lowest block whose body was not pruned; 0 where all are there
  public record Result(Height last, long uncertified, long entries, Height earliest) {}

  public LedgerCheck(LedgerStore store, LedgerStore shadow, Genesis genesis) {
    this.store = store;
    this.shadow = shadow;
    this.genesis = genesis;
    this.audit = store.audit();
  }

  /// Whether the shadow can go on with this store: it is empty, or its head is one of its blocks.
  public boolean isGoingOn() {
    Height done = shadow.head().height();
    return done.equals(Height.ZERO)
        || (shadow.note().isPresent()
            && store.header(done).equals(Optional.of(shadow.head().header())));
  }

  /// @param progress hears each height that was found good
  public Result run(LedgerReplay replay, Consumer<Height> progress) {
    EntryCounts[] counts = {reading(Optional.of(Height.ZERO), () -> begin())};
    long uncertified =
        replay.run(
            new StoredSource(store),
            LedgerReplay.Tail.TAKEN,
            block -> {
              Height height = block.block().height();
              counts[0] = reading(Optional.of(height), () -> audit.requireBlock(block, counts[0]));
              shadow.commitState(block, counts[0].encoded());
              progress.accept(height);
            });
    long entries =
        reading(
            Optional.empty(),
            () -> {
              audit.requireNothingElse(counts[0]);
              return audit.requireState();
            });
    return new Result(store.head().height(), uncertified, entries, Height.ZERO);
  }

  private EntryCounts begin() {
    return shadow.head().height().equals(Height.ZERO)
        ? audit.requireGenesis(genesis)
        : EntryCounts.decode(shadow.note().orElseThrow());
  }

  private static <T> T reading(Optional<Height> height, java.util.function.Supplier<T> action) {
    try {
      return action.get();
    } catch (StoreException e) {
      throw height
          .map(of -> new UpkeepException(of, e.damage()))
          .orElseGet(() -> new UpkeepException(e.damage()));
    }
  }
}

package cairn.node.upkeep;

import cairn.crypto.Ed25519;
import cairn.crypto.MerkleMountainRange;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.Roster;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.Place;
import cairn.ledger.store.StoreAudit;
import cairn.ledger.store.StoreException;
import cairn.quorum.Certificate;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Checks a ledger whose early blocks were pruned, so that nothing can be executed again: all
/// headers from genesis on with their history, the certificates, the kept bodies with their
/// signatures and their places in the index by id, every entry's checksum, and the state at the
/// head. Belongs to one thread.
public final class PrunedLedgerCheck {
  private final LedgerStore store;
  private final Genesis genesis;
  private final Ed25519 ed25519;
  private final SignatureCheck signatures;
  private final StoreAudit audit;
  private Height uncertifiedAbove = Height.ZERO;

  public PrunedLedgerCheck(
      LedgerStore store, Genesis genesis, Ed25519 ed25519, SignatureCheck signatures) {
    this.store = store;
    this.genesis = genesis;
    this.ed25519 = ed25519;
    this.signatures = signatures;
    this.audit = store.audit();
  }

  /// @param progress hears each height that was found good
  public LedgerCheck.Result run(Consumer<Height> progress) {
    Height head = store.head().height();
    BlockHeader parent = genesis.genesisBlock().header();
    MerkleMountainRange history = MerkleMountainRange.EMPTY;
    for (Height height = new Height(1); !height.isAfter(head); height = height.next()) {
      try {
        history = history.append(parent.id().hash().bytes());
        BlockHeader header = store.header(height).orElseThrow();
        requireFollows(parent, header, history);
        requireCertificate(header);
        if (!height.isBefore(store.earliest())) {
          requireBody(height);
        }
        parent = header;
      } catch (StoreException e) {
        throw new UpkeepException(height, e.damage());
      }
      progress.accept(height);
    }
    try {
      audit.requireReadable();
      long entries = audit.requireState();
      long uncertified = head.number() - uncertifiedAbove.number();
      return new LedgerCheck.Result(head, uncertified, entries, store.earliest());
    } catch (StoreException e) {
      throw new UpkeepException(e.damage());
    }
  }

  private static void requireFollows(
      BlockHeader parent, BlockHeader header, MerkleMountainRange history) {
    Height height = parent.height().next();
    require(header.height().equals(height), height, "its header is that of another height");
    require(header.parent().equals(parent.id()), height, "its parent is not the block before it");
    require(header.genesis().equals(parent.genesis()), height, "it is of another network");
    require(
        header.timestamp().isAfter(parent.timestamp()),
        height,
        "its time is not after its parent's");
    require(header.historyRoot().equals(history.root()), height, "its history root is another");
    require(
        header.signers().equals(parent.nextSigners()),
        height,
        "its validators are not those that its parent names");
  }

  /// The set of an epoch that is over cannot be read from the state any more: then its certificate
  /// is compared with the block only.
  private void requireCertificate(BlockHeader header) {
    Optional<Certificate> found = store.finalization(header.height());
    if (found.isEmpty()) {
      return;
    }
    Certificate certificate = found.get();
    boolean isOfBlock =
        certificate.vote() instanceof Vote.Finalize finalize
            && finalize.block().equals(header.id());
    require(isOfBlock, header.height(), "its finalization certificate is that of another block");
    roster(header)
        .ifPresent(roster ->
            require(
                new VoteVerifier(roster.epoch(), roster.set(), genesis.hash(), ed25519)
                    .verify(certificate)
                    .isPresent(),
                header.height(),
                "its finalization certificate is not signed by a quorum of its validators"));
    uncertifiedAbove = header.height();
  }

  private Optional<Roster> roster(BlockHeader header) {
    return List.of(genesis.roster(), store.state().roster()).stream()
        .filter(roster -> roster.epoch().equals(header.epoch()))
        .filter(roster -> roster.set().hash().equals(header.signers()))
        .findFirst();
  }

  private void requireBody(Height height) {
    Block block = store.block(height).orElseThrow();
    List<VerifiedTransaction> transactions = signatures.verified(block);
    for (int i = 0; i < transactions.size(); i++) {
      require(
          store.place(transactions.get(i).id()).equals(Optional.of(new Place(height, i))),
          height,
          "the index has another place for its transaction " + i);
    }
  }

  private static void require(boolean holds, Height height, String otherwise) {
    if (!holds) {
      throw new UpkeepException(height, otherwise);
    }
  }
}

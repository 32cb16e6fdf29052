package cairn.node.upkeep;

import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.disk.DiskException;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.InvalidBlock;
import cairn.ledger.NextBlock;
import cairn.ledger.Roster;
import cairn.ledger.StateTree;
import cairn.ledger.TreeUpdate;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.FinalizedBlock;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.StoreException;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Goes through the blocks above a store's head as if a node received them for the first time:
/// every block's place, time and proposer, the certificate that makes it final, the signature of
/// every transaction, their execution, and all roots. The first that does not hold ends it with an
/// [UpkeepException]; every block before was handed on. Belongs to one thread.
public final class LedgerReplay {
  private final LedgerStore target;
  private final Genesis genesis;
  private final Ed25519 ed25519;
  private final SignatureCheck signatures;

  /// Takes what was found good, with the finalization of the block itself, if it has one.
  public interface Sink {
    /// Must leave the block as the target's head.
    void take(FinalizedBlock block);
  }

  /// What is done with the blocks after the last certificate.
  public enum Tail {
    /// They are checked and handed on like the others.
    TAKEN,
    /// They are left.
    LEFT
  }

  /// Blocks in a row, of which the last has a finalization of its own if any has.
  private record Run(List<BlockHeader> headers, Optional<VerifiedCertificate> finalization) {}

  /// @param target is read for the state that a block builds on; the sink appends to it
  public LedgerReplay(
      LedgerStore target, Genesis genesis, Ed25519 ed25519, SignatureCheck signatures) {
    this.target = target;
    this.genesis = genesis;
    this.ed25519 = ed25519;
    this.signatures = signatures;
  }

  /// Replays all of the source above the target's head; how many blocks had no certificate over
  /// them.
  public long run(BlockSource source, Tail tail, Sink sink) {
    Optional<Run> run = next(source);
    while (run.isPresent()) {
      List<BlockHeader> headers = run.get().headers();
      if (run.get().finalization().isEmpty() && tail == Tail.LEFT) {
        return headers.size();
      }
      for (BlockHeader header : headers) {
        boolean isLast = header.equals(headers.getLast());
        sink.take(replay(source, header, isLast ? run.get().finalization() : Optional.empty()));
      }
      if (run.get().finalization().isEmpty()) {
        return headers.size();
      }
      run = next(source);
    }
    return 0;
  }

  /// The blocks above the head up to the next finalization, which is checked first: what it does
  /// not lead to is not worth executing.
  private Optional<Run> next(BlockSource source) {
    List<BlockHeader> headers = new ArrayList<>();
    BlockId parent = target.head().id();
    Height height = target.head().height().next();
    while (true) {
      Height here = height;
      Optional<BlockHeader> header = reading(here, () -> source.header(here));
      if (header.isEmpty()) {
        return headers.isEmpty()
            ? Optional.empty()
            : Optional.of(new Run(headers, Optional.empty()));
      }
      requireNext(header.get(), here, parent);
      headers.add(header.get());
      parent = header.get().id();
      Optional<Certificate> found = reading(here, () -> source.finalization(here));
      if (found.isPresent()) {
        VerifiedCertificate verified = requireFinal(found.get(), here, parent);
        return Optional.of(new Run(headers, Optional.of(verified)));
      }
      height = height.next();
    }
  }

  private static void requireNext(BlockHeader header, Height height, BlockId parent) {
    if (!header.height().equals(height)) {
      throw new UpkeepException(height, "its header is that of block " + header.height());
    }
    if (!header.parent().equals(parent)) {
      throw new UpkeepException(height, "its parent is not the block before it");
    }
  }

  private VerifiedCertificate requireFinal(Certificate certificate, Height height, BlockId block) {
    boolean isOfBlock =
        switch (certificate.vote()) {
          case Vote.Finalize(_, _, BlockId named) -> named.equals(block);
          case Vote.Notarize _, Vote.Nullify _ -> false;
        };
    if (!isOfBlock) {
      throw new UpkeepException(height, "its finalization certificate is that of another block");
    }
    Roster roster = target.state().roster();
    return new VoteVerifier(roster.epoch(), roster.set(), genesis.hash(), ed25519)
        .verify(certificate)
        .orElseThrow(() ->
            new UpkeepException(
                height,
                "its finalization certificate is not signed by a quorum of the validators of epoch "
                    + roster.epoch()));
  }

  private FinalizedBlock replay(
      BlockSource source, BlockHeader header, Optional<VerifiedCertificate> finalization) {
    Height height = header.height();
    NextBlock next = new NextBlock(target.head().header(), target.state(), target.history().root());
    next.checkHeader(header).ifPresent(broken -> refuse(height, broken));
    Block block = reading(height, () -> source.block(height));
    if (!block.header().equals(header)) {
      throw new UpkeepException(height, "its body comes with another header");
    }
    List<VerifiedTransaction> transactions = signatures.verified(block);
    return switch (next.execute(header, transactions)) {
      case InvalidBlock invalid -> throw fault(height, invalid);
      case Execution execution -> {
        TreeUpdate tree =
            StateTree.update(
                target.nodes(), height.number() - 1, height.number(), execution.treeChanges());
        next.checkStateRoot(header, tree.root()).ifPresent(broken -> refuse(height, broken));
        yield new FinalizedBlock(block, execution, tree, finalization);
      }
    };
  }

  private static void refuse(Height height, InvalidBlock broken) {
    throw fault(height, broken);
  }

  private static UpkeepException fault(Height height, InvalidBlock broken) {
    String sentence = broken.sentence();
    return new UpkeepException(
        height, sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence);
  }

  /// What the source cannot give is a fault of that block.
  private static <T> T reading(Height height, Supplier<T> action) {
    try {
      return action.get();
    } catch (StoreException e) {
      throw new UpkeepException(height, e.damage());
    } catch (DiskException | MalformedException e) {
      throw new UpkeepException(height, String.valueOf(e.getMessage()));
    }
  }
}

package cairn.node;

import cairn.consensus.Journal;
import cairn.consensus.SafetyRecord;
import cairn.ledger.Block;
import cairn.ledger.Rejection;
import cairn.ledger.Transaction;
import cairn.ledger.VerifiedTransaction;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the chain, at the start, what the journal has and the store has not: the final blocks
/// above the store's head, so that a node mends its store without peers, and the blocks that this
/// node voted for. Used once, before any other thread runs.
final class JournalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);

  private final Journal journal;
  private final VoteVerifier verifier;
  private final LedgerEngine ledger;

  JournalReplay(Journal journal, VoteVerifier verifier, LedgerEngine ledger) {
    this.journal = journal;
    this.verifier = verifier;
    this.ledger = ledger;
  }

  void run() {
    BlockId head = ledger.finalState().head().id();
    View headView = ledger.finalState().head().header().view();
    int blocks = 0;
    for (Certificate certificate : journal.finalizations()) {
      if (!certificate.view().isAfter(headView)) {
        continue;
      }
      Optional<VerifiedCertificate> finalization = verifier.verify(certificate);
      BlockId target = Finalizations.block(certificate).orElseThrow();
      Optional<List<VerifiedBody>> run = run(head, target);
      if (finalization.isEmpty() || run.isEmpty()) {
        // Peers have what is missing here.
        break;
      }
      ledger.chain().runArrived(new FinalRun(run.get(), finalization.get()));
      blocks += run.get().size();
      head = target;
    }
    if (blocks > 0) {
      LOG.info("applies {} final blocks again that the store does not have", blocks);
    }
    for (SafetyRecord record : journal.records()) {
      if (record instanceof SafetyRecord.OwnVote(Vote.Notarize vote)
          && vote.view().isAfter(headView)) {
        body(vote.block()).ifPresent(ledger.chain()::bodyArrived);
      }
    }
  }

  /// The blocks after `head` up to `target`, if the journal has all of them.
  private Optional<List<VerifiedBody>> run(BlockId head, BlockId target) {
    List<VerifiedBody> run = new ArrayList<>();
    BlockId next = target;
    while (!next.equals(head)) {
      Optional<VerifiedBody> body = body(next);
      if (body.isEmpty()) {
        return Optional.empty();
      }
      run.addFirst(body.get());
      next = body.get().block().header().parent();
    }
    return Optional.of(run);
  }

  private Optional<VerifiedBody> body(BlockId id) {
    return journal.body(id).map(Block::decode).flatMap(this::verified);
  }

  private Optional<VerifiedBody> verified(Block block) {
    List<VerifiedTransaction> transactions = new ArrayList<>(block.transactions().size());
    for (Transaction transaction : block.transactions()) {
      switch (ledger.intake().verify(transaction)) {
        case VerifiedTransaction valid -> transactions.add(valid);
        case Rejection _ -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new VerifiedBody(block, transactions, new BodySource.Journal()));
  }
}

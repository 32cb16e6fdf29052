package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.consensus.Event;
import cairn.crypto.KeyPair;
import cairn.ledger.Amount;
import cairn.ledger.Block;
import cairn.ledger.BlockContext;
import cairn.ledger.Change;
import cairn.ledger.Execution;
import cairn.ledger.Height;
import cairn.ledger.Ledger;
import cairn.ledger.NextBlock;
import cairn.ledger.Operation;
import cairn.ledger.Parameter;
import cairn.ledger.Protocol;
import cairn.ledger.RejectionCode;
import cairn.ledger.StateTree;
import cairn.ledger.Timestamp;
import cairn.ledger.TransactionBody;
import cairn.ledger.TreeUpdate;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.LedgerState;
import cairn.quorum.View;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A node of this version follows one epoch and one protocol: it lets nothing in that would end
/// them, and votes for no block that does.
class UnsupportedChangeTest {
  private final ChainSide side = new ChainSide(1);
  private final Block first =
      side.built(1, 0, side.genesis, payOperator(0, 0), payOperator(1, 1), payOperator(2, 2));

  UnsupportedChangeTest() {
    side.commit(first);
    side.runStore();
  }

  private VerifiedTransaction payOperator(int from, int operator) {
    return transaction(
        side.ledger.network.account(from),
        new Operation.Transfer(
            side.ledger.network.operator(operator).publicKey(), Amount.of(10_000)));
  }

  private VerifiedTransaction transaction(KeyPair sender, Operation operation) {
    TransactionBody body =
        new TransactionBody(
            Protocol.VERSION_1,
            sender.publicKey(),
            0,
            Amount.of(1_000),
            side.ledger.validUntil(60_000),
            "",
            List.of(operation));
    return side.ledger.verified(body, sender);
  }

  /// The second block of the chain, in which three of four operators approve a change.
  private Block approving(Change change) {
    List<VerifiedTransaction> approvals =
        IntStream.range(0, 3)
            .mapToObj(i ->
                transaction(side.ledger.network.operator(i), new Operation.ApproveChange(change)))
            .toList();
    LedgerState parent = side.ledger.store.state();
    View view = new View(2);
    BlockContext context =
        new BlockContext(
            ChainSide.EPOCH,
            view,
            new Height(2),
            new Timestamp(first.header().timestamp().millis() + 1),
            side.leader(2));
    Execution execution =
        assertInstanceOf(Execution.class, Ledger.execute(parent, context, approvals));
    TreeUpdate tree = StateTree.update(side.ledger.store.nodes(), 1, 2, execution.treeChanges());
    return new Block(
        new NextBlock(first.header(), parent, side.ledger.store.history().root())
            .header(context, execution, tree.root()),
        approvals.stream().map(VerifiedTransaction::transaction).toList());
  }

  private List<Event> answersTo(Block block) {
    side.replies.clear();
    side.check(block, 1);
    side.arrive(side.body(block));
    return side.replies;
  }

  @Test
  void votesForABlockThatChangesAParameter() {
    Block block = approving(new Change.SetParameter(Parameter.HEARTBEAT, 5_000));

    assertEquals(List.of(new Event.BlockChecked(new View(2), block.id(), true)), answersTo(block));
  }

  @Test
  void doesNotVoteForABlockThatEndsTheEpoch() {
    Block block = approving(new Change.SetPower(side.leader(1), 2));

    assertEquals(
        new Event.BlockChecked(new View(2), block.id(), false), answersTo(block).getFirst());
  }

  @Test
  void letsNoTransactionInThatWouldEndTheEpoch() {
    for (Change change :
        List.of(
            new Change.SetPower(side.leader(1), 2), new Change.RemoveValidator(side.leader(1)))) {
      VerifiedTransaction approval =
          transaction(side.ledger.network.operator(0), new Operation.ApproveChange(change));

      Mempool.Admission admission = side.mempool.admit(approval, Mempool.Origin.SUBMITTER);

      assertEquals(
          RejectionCode.UNSUPPORTED_OPERATION,
          assertInstanceOf(Mempool.Admission.Refused.class, admission).reason().code());
    }
  }

  @Test
  void buildsNoBlockOfAProtocolThatItDoesNotKnow() {
    Block last = approving(new Change.StartProtocol(2, new Height(3)));
    answersTo(last);
    side.commit(last);
    side.runStore();
    int before = side.published.size();

    side.build(3, 2, last.id());

    assertEquals(before, side.published.size());
    assertEquals(2, side.ledger.store.state().protocol(new Height(3)));
  }
}

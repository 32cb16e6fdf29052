package cairn.ledger;

import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A chain of valid blocks that grows in memory, for tests.
final class TestChain {
  private final TestNetwork network;
  private BlockHeader head;
  private LedgerView state;
  private NodeSource nodes;
  private MerkleMountainRange history;

  TestChain(TestNetwork network) {
    this.network = network;
    this.head = network.genesis().genesisBlock().header();
    this.state = network.genesis().initialView();
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    network.genesis().initialState().forEach((key, entry) -> entries.put(key.treeKey(), entry));
    this.nodes = StateTree.create(0, entries).over(NodeSource.NONE);
    this.history = MerkleMountainRange.EMPTY.append(head.id().hash().bytes());
  }

  BlockHeader head() {
    return head;
  }

  LedgerView state() {
    return state;
  }

  /// The rules of the block on the head.
  NextBlock next() {
    return new NextBlock(head, state, history.root());
  }

  /// The root of the state after an execution on the head.
  Hash stateRoot(Execution execution) {
    long version = head.height().number();
    return StateTree.update(nodes, version, version + 1, execution.treeChanges()).root();
  }

  /// A valid block on the head, which stays where it is.
  Block child(VerifiedTransaction... transactions) {
    BlockContext context = network.context(head.height().number() + 1);
    Execution execution = (Execution) Ledger.execute(state, context, List.of(transactions));
    BlockHeader header = next().header(context, execution, stateRoot(execution));
    List<Transaction> plain = new ArrayList<>();
    execution.transactions().forEach(verified -> plain.add(verified.transaction()));
    return new Block(header, plain);
  }

  /// Appends a valid block.
  BlockHeader append(VerifiedTransaction... transactions) {
    Block block = child(transactions);
    Execution execution =
        (Execution) Ledger.execute(state, block.header().context(), List.of(transactions));
    long version = head.height().number();
    nodes = StateTree.update(nodes, version, version + 1, execution.treeChanges()).over(nodes);
    state = state.after(execution);
    head = block.header();
    history = history.append(block.id().hash().bytes());
    return head;
  }

  /// A finalization of the head by the first `signers` validators; they must be a quorum.
  Certificate finalization(int signers) {
    VoteVerifier votes =
        new VoteVerifier(
            head.epoch(),
            network.genesis().roster().set(),
            network.genesisHash(),
            network.ed25519());
    Vote vote = new Vote.Finalize(head.epoch(), head.view(), head.id());
    List<VerifiedVote> signed = new ArrayList<>();
    for (int i = 0; i < signers; i++) {
      ValidatorId id = new ValidatorId(i);
      signed.add(votes.verify(votes.sign(vote, id, network.validatorKeys().get(i))).orElseThrow());
    }
    return VerifiedCertificate.assemble(votes.set(), signed).certificate();
  }

  StateProof proof(StateKey key) {
    return StateTree.prove(nodes, head.height().number(), key.treeKey());
  }
}

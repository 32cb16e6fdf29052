package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.InvalidBlock.Rule;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NextBlockTest {
  private static final Hash OTHER = Hash.tagged("test.other");

  private final TestNetwork network = TestNetwork.of(3);
  private final TestChain chain = new TestChain(network);
  private final VerifiedTransaction payment = network.transaction(0, 0, network.pay(1, 5));
  private BlockHeader good;

  @BeforeEach
  void makeAValidBlock() {
    chain.append();
    good = chain.child(payment).header();
  }

  @Test
  void leadersBlockIsValidForEverybody() {
    NextBlock next = chain.next();

    assertEquals(Optional.empty(), next.checkHeader(good));
    assertEquals(Optional.empty(), next.checkProposal(good, proposal(good)));
    Execution execution = assertInstanceOf(Execution.class, next.execute(good, List.of(payment)));
    assertEquals(Optional.empty(), next.checkStateRoot(good, chain.stateRoot(execution)));
  }

  @Test
  void firstBlockStandsOnGenesis() {
    TestChain fresh = new TestChain(network);
    BlockHeader first = fresh.child().header();

    assertEquals(Optional.empty(), fresh.next().checkHeader(first));
    assertEquals(Optional.empty(), fresh.next().checkProposal(first, proposal(first, View.ZERO)));
  }

  @Test
  void everyFieldOfTheHeaderIsChecked() {
    breaks(Rule.PROTOCOL, edit(good).protocol(2));
    breaks(Rule.GENESIS, edit(good).genesis(OTHER));
    breaks(Rule.PARENT, edit(good).parent(new BlockId(OTHER)));
    breaks(Rule.HEIGHT, edit(good).height(good.height().next()));
    breaks(Rule.HEIGHT, edit(good).height(chain.head().height()));
    breaks(Rule.HEIGHT, edit(good).height(new Height(Long.MAX_VALUE)));
    breaks(Rule.EPOCH, edit(good).epoch(new Epoch(1)));
    breaks(Rule.VIEW, edit(good).view(chain.head().view()));
    breaks(Rule.VIEW, edit(good).view(View.ZERO));
    breaks(Rule.PROPOSER, edit(good).view(good.view().next()));
    breaks(Rule.PROPOSER, edit(good).proposer(network.address(0)));
    breaks(Rule.TIMESTAMP, edit(good).timestamp(chain.head().timestamp()));
    breaks(Rule.TIMESTAMP, edit(good).timestamp(new Timestamp(0)));
    breaks(Rule.SIGNERS, edit(good).signers(OTHER));
    breaks(Rule.HISTORY_ROOT, edit(good).historyRoot(OTHER));
  }

  @Test
  void viewsMayBeSkippedAndTheirLeaderProposes() {
    View later = new View(good.view().number() + 4);

    assertEquals(Optional.empty(), chain.next().checkHeader(edit(good).view(later).header()));
  }

  @Test
  void timeNeedsOnlyToGrow() {
    Timestamp next = new Timestamp(chain.head().timestamp().millis() + 1);
    Timestamp far = new Timestamp(Long.MAX_VALUE);

    assertEquals(Optional.empty(), chain.next().checkHeader(edit(good).timestamp(next).header()));
    assertEquals(Optional.empty(), chain.next().checkHeader(edit(good).timestamp(far).header()));
  }

  @Test
  void proposalAndHeaderAgree() {
    Vote.Notarize vote = proposal(good);
    List<Vote.Notarize> others =
        List.of(
            new Vote.Notarize(vote.epoch(), vote.view(), vote.parentView(), new BlockId(OTHER)),
            new Vote.Notarize(new Epoch(1), vote.view(), vote.parentView(), vote.block()),
            new Vote.Notarize(vote.epoch(), vote.view().next(), vote.parentView(), vote.block()),
            new Vote.Notarize(vote.epoch(), vote.view(), View.ZERO, vote.block()));

    for (Vote.Notarize other : others) {
      assertEquals(Rule.PROPOSAL, chain.next().checkProposal(good, other).orElseThrow().rule());
    }
  }

  @Test
  void bodyThatIsNotTheHeadersIsNotTheHeadersFault() {
    VerifiedTransaction other = network.transaction(0, 0, network.pay(1, 6));
    VerifiedTransaction impossible = network.transaction(0, 9, network.pay(1, 6));

    InvalidBlock wrongRoot = invalid(chain.next().execute(good, List.of(other)));
    InvalidBlock invalid = invalid(chain.next().execute(good, List.of(impossible)));

    assertEquals(Rule.TX_ROOT, wrongRoot.rule());
    assertEquals(Rule.TRANSACTION, invalid.rule());
    assertTrue(wrongRoot.rule().isOfBody() && invalid.rule().isOfBody());
  }

  @Test
  void wrongStateRootIsTheHeadersFault() {
    BlockHeader wrong = edit(good).stateRoot(OTHER).header();
    Execution execution =
        assertInstanceOf(Execution.class, chain.next().execute(wrong, List.of(payment)));

    InvalidBlock invalid =
        chain.next().checkStateRoot(wrong, chain.stateRoot(execution)).orElseThrow();

    assertEquals(Rule.STATE_ROOT, invalid.rule());
    assertFalse(invalid.rule().isOfBody());
    assertTrue(invalid.sentence().contains(OTHER.toString()));
  }

  @Test
  void wrongSetOfTheChildIsTheHeadersFault() {
    BlockHeader wrong = edit(good).nextSigners(OTHER).header();

    InvalidBlock invalid = invalid(chain.next().execute(wrong, List.of(payment)));

    assertEquals(Rule.NEXT_SIGNERS, invalid.rule());
    assertFalse(invalid.rule().isOfBody());
  }

  private void breaks(Rule rule, Edit edit) {
    InvalidBlock invalid = chain.next().checkHeader(edit.header()).orElseThrow();
    assertEquals(rule, invalid.rule());
    assertFalse(rule.isOfBody());
    assertTrue(invalid.sentence().matches("The block's .*\\."), invalid.sentence());
  }

  private static InvalidBlock invalid(BlockResult result) {
    return assertInstanceOf(InvalidBlock.class, result);
  }

  private Vote.Notarize proposal(BlockHeader header) {
    return proposal(header, chain.head().view());
  }

  private static Vote.Notarize proposal(BlockHeader header, View parentView) {
    return new Vote.Notarize(header.epoch(), header.view(), parentView, header.id());
  }

  /// A header with one field changed; of another view it has that view's leader.
  private Edit edit(BlockHeader header) {
    return new Edit(network, header);
  }

  private record Edit(TestNetwork network, BlockHeader header) {
    Edit protocol(int protocol) {
      return with(protocol, header.genesis(), header.epoch(), header.view(), header.height());
    }

    Edit genesis(Hash genesis) {
      return with(header.protocol(), genesis, header.epoch(), header.view(), header.height());
    }

    Edit epoch(Epoch epoch) {
      return with(header.protocol(), header.genesis(), epoch, header.view(), header.height());
    }

    Edit view(View view) {
      Edit moved = with(header.protocol(), header.genesis(), header.epoch(), view, header.height());
      long next = header.view().number() + 1;
      return view.number() == next
          ? moved
          : moved.proposer(network.context(view.number()).proposer());
    }

    Edit height(Height height) {
      return with(header.protocol(), header.genesis(), header.epoch(), header.view(), height);
    }

    Edit parent(BlockId parent) {
      return place(parent, header.timestamp(), header.proposer());
    }

    Edit timestamp(Timestamp timestamp) {
      return place(header.parent(), timestamp, header.proposer());
    }

    Edit proposer(PublicKey proposer) {
      return place(header.parent(), header.timestamp(), proposer);
    }

    Edit stateRoot(Hash root) {
      return roots(root, header.historyRoot(), header.signers(), header.nextSigners());
    }

    Edit historyRoot(Hash root) {
      return roots(header.stateRoot(), root, header.signers(), header.nextSigners());
    }

    Edit signers(Hash signers) {
      return roots(header.stateRoot(), header.historyRoot(), signers, header.nextSigners());
    }

    Edit nextSigners(Hash signers) {
      return roots(header.stateRoot(), header.historyRoot(), header.signers(), signers);
    }

    private Edit with(int protocol, Hash genesis, Epoch epoch, View view, Height height) {
      return new Edit(
          network,
          new BlockHeader(
              protocol,
              genesis,
              epoch,
              view,
              height,
              header.parent(),
              header.timestamp(),
              header.proposer(),
              header.txRoot(),
              header.stateRoot(),
              header.historyRoot(),
              header.signers(),
              header.nextSigners()));
    }

    private Edit place(BlockId parent, Timestamp timestamp, PublicKey proposer) {
      return new Edit(
          network,
          new BlockHeader(
              header.protocol(),
              header.genesis(),
              header.epoch(),
              header.view(),
              header.height(),
              parent,
              timestamp,
              proposer,
              header.txRoot(),
              header.stateRoot(),
              header.historyRoot(),
              header.signers(),
              header.nextSigners()));
    }

    private Edit roots(Hash state, Hash history, Hash signers, Hash nextSigners) {
      return new Edit(
          network,
          new BlockHeader(
              header.protocol(),
              header.genesis(),
              header.epoch(),
              header.view(),
              header.height(),
              header.parent(),
              header.timestamp(),
              header.proposer(),
              header.txRoot(),
              state,
              history,
              signers,
              nextSigners));
    }
  }
}

package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.ConsensusConfig;
import cairn.consensus.Effect;
import cairn.consensus.Event;
import cairn.consensus.Journal;
import cairn.consensus.PeerId;
import cairn.consensus.Replica;
import cairn.consensus.SafetyRecord;
import cairn.consensus.SafetyRecords;
import cairn.consensus.Timing;
import cairn.consensus.Want;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.disk.SimulatedDisk;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.TestNetwork;
import cairn.ledger.Timestamp;
import cairn.p2p.NodeId;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/// The driver with a real replica and a real journal, over a disk that can crash.
class ConsensusDriverTest {
  private static final TestNetwork NETWORK = TestNetwork.of(1);
  private static final ValidatorSet SET = NETWORK.genesis().roster().set();
  private static final View FIRST = new View(1);
  private static final ValidatorId LEADER = SET.leader(Epoch.ZERO, FIRST);
  private static final VoteVerifier VERIFIER =
      new VoteVerifier(Epoch.ZERO, SET, NETWORK.genesisHash(), new KeyedHashEd25519());
  private static final BlockId ROOT = NETWORK.genesis().genesisBlock().id();

  private static final NodeId PEER = new NodeId(Hash.tagged("test.peer"));

  /// The head's time is ahead of the wall clock.
  private static final Duration HEAD_AGE = Duration.ofMinutes(-5);

  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final ManualExecutor thread = new ManualExecutor();
  private final ManualClock clock = new ManualClock(TestNetwork.START.millis());
  private final Recorder recorder = new Recorder();
  private final ConsensusDriver driver = driver();

  private static Journal.Owner owner() {
    return new Journal.Owner(Optional.of(SET.validator(LEADER).key()), NETWORK.genesisHash());
  }

  private ConsensusDriver driver() {
    Journal journal = Journal.create(disk, "journal", owner());
    Timing timing =
        new Timing(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));
    Replica replica =
        Replica.recover(
            new ConsensusConfig(Epoch.ZERO, SET, Optional.of(LEADER), ROOT, timing, 64),
            SafetyRecords.none());
    KeyPair key = NETWORK.validatorKeys().get(LEADER.index());
    return new ConsensusDriver(
        thread,
        clock,
        new ConsensusDriver.Voter(
            replica, journal, vote -> VERIFIER.cast(vote, LEADER, key), HEAD_AGE),
        new ConsensusPorts(recorder, recorder, recorder));
  }

  @Test
  void aHeadAheadOfTheWallClockDoesNotPutTheHeartbeatOff() {
    driver.start();
    thread.runAll();

    assertTrue(clock.untilLast().compareTo(Duration.ofSeconds(10)) <= 0);
  }

  /// Notes what leaves, and whether what it follows from would survive a crash at that moment.
  private final class Recorder
      implements ConsensusPorts.Votes, ConsensusPorts.Blocks, ConsensusPorts.Halt {
    private final List<Vote> votes = new ArrayList<>();
    private final List<Certificate> certificates = new ArrayList<>();
    private final List<Effect.Build> builds = new ArrayList<>();
    private final List<VerifiedCertificate> commits = new ArrayList<>();
    private final List<BlockId> journaled = new ArrayList<>();
    private final List<String> halts = new ArrayList<>();
    private final List<String> notDurable = new ArrayList<>();
    private List<String> recentEvents = List.of();

    private List<SafetyRecord> durable() {
      SimulatedDisk after = disk.afterCrash(SimulatedDisk.CrashMode.LOSE_UNSYNCED);
      return Journal.open(after, "journal", owner()).records();
    }

    @Override
    public void broadcast(SignedVote vote) {
      votes.add(vote.vote());
      if (!durable().contains(new SafetyRecord.OwnVote(vote.vote()))) {
        notDurable.add(vote.toString());
      }
    }

    @Override
    public void broadcast(Certificate certificate, SortedSet<ValidatorId> except) {
      certificates.add(certificate);
      if (!durable().contains(new SafetyRecord.Learned(certificate))) {
        notDurable.add(certificate.toString());
      }
    }

    @Override
    public void send(PeerId to, Certificate certificate) {}

    @Override
    public void fetch(Want want, Optional<ValidatorId> first) {}

    @Override
    public void report(Evidence evidence) {}

    @Override
    public void build(Effect.Build build) {
      builds.add(build);
    }

    @Override
    public void check(Effect.Check check) {}

    @Override
    public void journaled(List<BlockId> blocks) {
      Journal after =
          Journal.open(disk.afterCrash(SimulatedDisk.CrashMode.LOSE_UNSYNCED), "journal", owner());
      blocks.stream().filter(block -> after.body(block).isPresent()).forEach(journaled::add);
    }

    @Override
    public void learned(Certificate certificate) {}

    @Override
    public void commit(VerifiedCertificate finalization) {
      commits.add(finalization);
      if (!durable().contains(new SafetyRecord.Learned(finalization.certificate()))) {
        notDurable.add(finalization.toString());
      }
    }

    @Override
    public void halted(String reason, List<String> events) {
      halts.add(reason);
      recentEvents = events;
    }
  }

  private static Block block() {
    Hash zero = Hash.ZERO;
    return new Block(
        new BlockHeader(
            1,
            NETWORK.genesisHash(),
            Epoch.ZERO,
            FIRST,
            new Height(1),
            ROOT,
            new Timestamp(TestNetwork.START.millis() + 1),
            SET.validator(LEADER).key(),
            zero,
            zero,
            zero,
            SET.hash(),
            SET.hash()),
        List.of());
  }

  private void offerVotes(Vote vote) {
    for (int i = 0; i < SET.size(); i++) {
      ValidatorId signer = new ValidatorId(i);
      if (!signer.equals(LEADER)) {
        driver.voteReceived(PEER, VERIFIER.cast(vote, signer, NETWORK.validatorKeys().get(i)));
      }
    }
  }

  private Block propose() {
    driver.start();
    driver.offer(new Event.BlockDue(true));
    thread.runAll();
    Block block = block();
    driver.offer(new Event.BlockBuilt(FIRST, block.id()), block);
    thread.runAll();
    return block;
  }

  @Test
  void letsNothingLeaveBeforeWhatLedToItIsDurable() {
    Block block = propose();
    offerVotes(new Vote.Notarize(Epoch.ZERO, FIRST, View.ZERO, block.id()));
    thread.runAll();
    offerVotes(new Vote.Finalize(Epoch.ZERO, FIRST, block.id()));
    thread.runAll();

    assertEquals(1, recorder.builds.size());
    assertTrue(
        recorder.votes.contains(new Vote.Notarize(Epoch.ZERO, FIRST, View.ZERO, block.id())));
    assertTrue(recorder.votes.contains(new Vote.Finalize(Epoch.ZERO, FIRST, block.id())));
    assertFalse(recorder.certificates.isEmpty());
    assertEquals(1, recorder.commits.size());
    assertEquals(List.of(), recorder.notDurable);
  }

  @Test
  void keepsABlocksBodyBeforeItsVote() {
    Block block = propose();

    SimulatedDisk after = disk.crash(SimulatedDisk.CrashMode.LOSE_UNSYNCED);
    assertEquals(
        Optional.of(block),
        Journal.open(after, "journal", owner()).body(block.id()).map(Block::decode));
  }

  @Test
  void keepsWhatIsOfferedBeforeTheStartUntilThen() {
    driver.offer(new Event.BlockDue(true));
    thread.runAll();
    assertEquals(List.of(), recorder.builds);
    assertEquals(List.of(), recorder.halts);

    driver.start();
    thread.runAll();

    assertEquals(1, recorder.builds.size());
  }

  @Test
  void readsABodyBackFromTheJournal() {
    Block block = propose();
    List<Optional<byte[]>> read = new ArrayList<>();

    driver.readBody(block.id(), read::add);
    driver.readBody(ROOT, read::add);
    thread.runAll();

    assertEquals(
        List.of(Optional.of(block), Optional.empty()),
        read.stream().map(body -> body.map(Block::decode)).toList());
  }

  @Test
  void tellsOfABodyOnceItIsDurable() {
    Block block = propose();

    assertEquals(List.of(block.id()), recorder.journaled);
  }

  @Test
  void syncsOnceForAllThatWaits() {
    Block block = propose();
    long before = driver.syncs();

    offerVotes(new Vote.Notarize(Epoch.ZERO, FIRST, View.ZERO, block.id()));
    offerVotes(new Vote.Finalize(Epoch.ZERO, FIRST, block.id()));
    thread.runAll();

    assertEquals(1, recorder.commits.size());
    assertTrue(driver.syncs() - before <= 2, "one for the votes, one for the own finalize vote");
  }

  @Test
  void stopsWithASentenceWhenTheJournalCannotBeWritten() {
    driver.start();
    driver.offer(new Event.BlockDue(true));
    thread.runAll();
    disk.failSync(1, SimulatedDisk.Fault.NO_SPACE);

    Block block = block();
    driver.offer(new Event.BlockBuilt(FIRST, block.id()), block);
    thread.runAll();
    driver.offer(new Event.BlockDue(false));
    thread.runAll();

    assertEquals(List.of(), recorder.votes);
    assertEquals(1, recorder.halts.size());
    assertTrue(recorder.halts.getFirst().contains("No space left"), recorder.halts.getFirst());
    assertTrue(recorder.recentEvents.getLast().contains("BlockBuilt"));
  }

  @Test
  void firesTimersAsEvents() {
    driver.start();
    driver.offer(new Event.BlockDue(true));
    thread.runAll();

    clock.advance(Duration.ofSeconds(1));
    thread.runAll();

    assertTrue(recorder.votes.contains(new Vote.Nullify(Epoch.ZERO, FIRST)));
  }

  @Test
  void countsTheTimeSinceTheNewestBlockAsPartOfTheHeartbeat() {
    driver.start();
    thread.runAll();

    clock.advance(Duration.ofMillis(9_999));
    thread.runAll();
    assertEquals(List.of(), recorder.builds);
    clock.advance(Duration.ofMillis(1));
    thread.runAll();
    assertEquals(1, recorder.builds.size());
  }

  @Test
  void dropsTheOldestVotesOfAValidatorThatSendsTooManyAndNothingElse() {
    for (int view = 1; view <= 400; view++) {
      ValidatorId flooder = new ValidatorId((LEADER.index() + 1) % SET.size());
      driver.voteReceived(
          PEER,
          VERIFIER.cast(
              new Vote.Nullify(Epoch.ZERO, new View(view)),
              flooder,
              NETWORK.validatorKeys().get(flooder.index())));
    }
    driver.start();
    driver.offer(new Event.BlockDue(true));

    assertEquals(400 - 256, driver.dropped());
    thread.runAll();
    assertEquals(1, recorder.builds.size());
  }
}

package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.consensus.Journal;
import cairn.consensus.SafetyRecord;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.disk.SimulatedDisk;
import cairn.ledger.Block;
import cairn.p2p.Peer;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A whole node that was started on the journal of its earlier life, with peers that only ask.
class RestartedNodeTest {
  private final ChainSide maker = new ChainSide(1);
  private final TestLedger ledger = new TestLedger();
  private final RecordingNetwork network = new RecordingNetwork();
  private final ManualExecutor thread = new ManualExecutor();
  private final SimulatedDisk disk = new SimulatedDisk(1);
  private final List<String> stops = new ArrayList<>();
  private final Block first = maker.built(1, 0, maker.genesis, maker.ledger.pay(0, 0));

  private Block second() {
    ChainSide side = new ChainSide(2);
    side.arrive(side.relayed(first));
    return side.built(2, 1, first.id());
  }

  private static Vote.Notarize vote(Block block) {
    View view = block.header().view();
    return new Vote.Notarize(ChainSide.EPOCH, view, new View(view.number() - 1), block.id());
  }

  /// Starts a validator whose journal says that `notarized` were, and that it voted for `voted`.
  private void start(List<Block> notarized, Block voted) {
    KeyPair key = ledger.network.validatorKeys().get(3);
    Journal.Owner owner =
        new Journal.Owner(Optional.of(key.publicKey()), ledger.network.genesisHash());
    Journal journal = Journal.create(disk, "journal", owner);
    for (Block block : notarized) {
      journal.append(new SafetyRecord.Learned(maker.certificate(vote(block)).certificate()));
    }
    journal.appendBody(ChainSide.EPOCH, voted.header().view(), voted.id(), voted.encoded());
    journal.append(new SafetyRecord.OwnVote(vote(voted)));
    journal.close();
    Node node =
        new Node(
            config(),
            new Node.Holdings(
                ledger.network.genesis(),
                new KeyedHashEd25519(),
                Optional.of(key),
                Journal.open(disk, "journal", owner),
                ledger.store),
            new Node.Surroundings(
                network,
                ledger.clock,
                new NodeThreads(thread, thread, thread, thread),
                new FailStop(stops::add)));
    node.start();
    thread.runAll();
  }

  static NodeConfig config() {
    NodeConfig.Endpoint nowhere = new NodeConfig.Endpoint("127.0.0.1", 0);
    return new NodeConfig(
        Path.of("nowhere"),
        "node-1",
        "info",
        Optional.empty(),
        new NodeConfig.Http(nowhere, List.of()),
        new NodeConfig.Peers(nowhere, "127.0.0.1", List.of()),
        MempoolLimits.DEFAULT,
        1,
        0);
  }

  private Optional<Block> ask(BlockId id) {
    Peer peer = network.connect(1);
    BcsWriter wanted = new BcsWriter();
    id.write(wanted);
    network.listener.orElseThrow().onMessage(peer, MessageTypes.BODY_WANTED, wanted.toByteArray());
    thread.runAll();
    BcsReader answer = BcsReader.of(network.sent(MessageTypes.BODY).getLast().message());
    BlockId.read(answer);
    return answer.optional(r -> Block.decode(r.bytes(Block.MAX_BYTES)));
  }

  @Test
  void givesTheBlocksThatItVotedForBeforeItWasRestarted() {
    start(List.of(), first);

    assertEquals(Optional.of(first), ask(first.id()));
    assertEquals(List.of(), stops);
  }

  @Test
  void givesABlockThatItVotedForThoughItLacksTheParent() {
    Block second = second();
    start(List.of(first), second);

    assertEquals(Optional.of(second), ask(second.id()));
    assertEquals(Optional.empty(), ask(first.id()));
    assertEquals(List.of(), stops);
  }
}

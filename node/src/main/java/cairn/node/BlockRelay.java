package cairn.node;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Transaction;
import cairn.ledger.VerifiedTransaction;
import cairn.p2p.NodeId;
import cairn.p2p.Peer;
import cairn.p2p.PeerNetwork;
import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings proposed blocks to the validators: whole while they are small, else compact, since the
/// others have nearly all transactions already. Thread-safe; what takes long runs in the pool.
///
/// A pushed block is taken only from its own proposer, once a view. Missing transactions are
/// fetched from the proposer; whatever else goes wrong is mended by [BodyFetch], which gets whole
/// bodies.
final class BlockRelay {
  private static final Logger LOG = LoggerFactory.getLogger(BlockRelay.class);

  /// Below it a compact block would save less than the round trip costs that it may need.
  private static final int WHOLE_BYTES = 64 * 1024;

  /// A block id and a count.
  private static final int ANSWER_HEADER_BYTES = 37;

  private static final int MAX_LENGTH_BYTES = 3;

  private static final int MAX_PARTIAL = 16;
  private static final int MAX_PUSHES_REMEMBERED = 256;
  private static final Duration PATIENCE = Duration.ofMillis(150);

  private final PeerNetwork network;
  private final NodeClock clock;
  private final VerifierPool pool;
  private final Mempool mempool;
  private final BodyIntake intake;
  private final BlockStash stash;
  private final BodyFetch fetch;
  private final RequestService service;

  private final OpenRequests open = new OpenRequests();
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<BlockId, Partial> partials = new LinkedHashMap<>();
  private final LinkedHashMap<View, Boolean> pushes = new LinkedHashMap<>();

  /// A compact block of which some transactions are missing.
  private record Partial(BlockHeader header, List<Optional<Transaction>> parts, NodeId from) {}

  BlockRelay(Network links, Mempool mempool, BodyIntake intake, BlockStash stash, BodyFetch fetch) {
    this.network = links.network();
    this.clock = links.clock();
    this.pool = links.pool();
    this.mempool = mempool;
    this.intake = intake;
    this.stash = stash;
    this.fetch = fetch;
    this.service = new RequestService(network, pool);
  }

  /// What carries messages and work.
  record Network(PeerNetwork network, NodeClock clock, VerifierPool pool) {}

  /// Sends a new block of this node's own to all validators with a link.
  void publish(Block block) {
    stash.add(block);
    boolean isSmall = block.size() <= WHOLE_BYTES;
    network.broadcast(
        isSmall ? MessageTypes.BLOCK : MessageTypes.COMPACT_BLOCK,
        isSmall ? block.encoded() : CompactBlock.of(block).encoded(),
        peer -> peer.validatorKey().isPresent());
  }

  /// A whole block was pushed.
  void onBlock(Peer from, byte[] message) {
    pushed(
        from,
        message,
        bytes -> intake.take(Block.decode(bytes), from, rule -> network.penalise(from.id(), rule)));
  }

  /// A compact block was pushed.
  void onCompactBlock(Peer from, byte[] message) {
    pushed(from, message, bytes -> assemble(from, CompactBlock.decode(bytes)));
  }

  /// Looks at no more than the header of a block before it is known to be one that this peer may
  /// push: what others push does not even wait here.
  private void pushed(Peer from, byte[] message, Consumer<byte[]> take) {
    checked(
        from,
        "block",
        () -> {
          BlockHeader header = BcsReader.decodePrefix(message, BlockHeader::read);
          if (!from.validatorKey().equals(Optional.of(header.proposer()))) {
            network.penalise(from.id(), "block pushed by another than its proposer");
          } else if (isExpected(from, header)) {
            pool.verifyBlock(
                from.id(),
                message.length,
                () -> checked(from, "block", () -> take.accept(message)));
          } else {
            pool.countUnwanted();
          }
        });
  }

  /// A peer lacks transactions of a compact block.
  void onTransactionsWanted(Peer from, byte[] message) {
    service.answer(from, message, MessageTypes.TRANSACTIONS, () -> wanted(from, message));
  }

  private Optional<byte[]> wanted(Peer from, byte[] message) {
    try {
      CompactBlock.Missing missing = CompactBlock.Missing.decode(message);
      Optional<Block> block = stash.block(missing.block());
      if (block.isPresent() && missing.end() > block.get().transactions().size()) {
        network.penalise(from.id(), "transactions wanted beyond the block");
        return Optional.empty();
      }
      return block.flatMap(known -> answer(missing, known.transactions()));
    } catch (MalformedException e) {
      network.penalise(from.id(), "transactions wanted: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Empty if it would be too long for a message: then the whole body is asked for.
  private static Optional<byte[]> answer(CompactBlock.Missing missing, List<Transaction> all) {
    List<Transaction> wanted = missing.places().stream().map(all::get).toList();
    long bytes = ANSWER_HEADER_BYTES;
    for (Transaction transaction : wanted) {
      bytes += MAX_LENGTH_BYTES + transaction.size();
    }
    if (bytes > MessageTypes.TRANSACTIONS.maxBytes()) {
      return Optional.empty();
    }
    BcsWriter answer = new BcsWriter((int) bytes);
    missing.block().write(answer);
    answer.list(wanted, (w, transaction) -> w.bytes(transaction.encoded()));
    return Optional.of(answer.toByteArray());
  }

  /// The missing transactions of a compact block came.
  void onTransactions(Peer from, byte[] message) {
    if (!open.isAnswer(from.id())) {
      network.penalise(from.id(), "transactions that nobody asked for");
      return;
    }
    checked(
        from,
        "transactions",
        () -> {
          BlockId id = BcsReader.decodePrefix(message, BlockId::read);
          if (isAwaited(id, from.id())) {
            pool.verifyBlock(
                from.id(),
                message.length,
                () ->
                    checked(from, "transactions", () -> complete(from, id, transactions(message))));
          } else {
            pool.countUnwanted();
          }
        });
  }

  private static List<Transaction> transactions(byte[] message) {
    return BcsReader.decode(
        message,
        reader -> {
          BlockId.read(reader);
          return reader.list(
              CompactBlock.MAX_TRANSACTIONS,
              r -> Transaction.decode(r.bytes(Transaction.MAX_BYTES)));
        });
  }

  private void checked(Peer from, String what, Runnable decode) {
    try {
      decode.run();
    } catch (MalformedException e) {
      network.penalise(from.id(), what + ": " + e.getMessage());
    }
  }

  /// Whether a peer may push that block: it is its proposer, whose turn it is, and did not push
  /// another one.
  private boolean isExpected(Peer from, BlockHeader header) {
    if (!intake.isDue(from, header)) {
      return false;
    }
    lock.lock();
    try {
      if (pushes.size() >= MAX_PUSHES_REMEMBERED) {
        pushes.pollFirstEntry();
      }
      return pushes.putIfAbsent(header.view(), true) == null;
    } finally {
      lock.unlock();
    }
  }

  private void assemble(Peer from, CompactBlock compact) {
    List<Optional<Transaction>> parts =
        mempool.find(compact.shortIds()).stream()
            .map(found -> found.map(VerifiedTransaction::transaction))
            .toList();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).isEmpty()) {
        places.add(i);
      }
    }
    LOG.debug(
        "compact block of view {}: {} of {} transactions are missing",
        compact.header().view(),
        places.size(),
        parts.size());
    if (places.isEmpty()) {
      take(compact.header(), parts);
      return;
    }
    BlockId id = compact.header().id();
    lock.lock();
    try {
      if (partials.size() >= MAX_PARTIAL) {
        partials.pollFirstEntry();
      }
      partials.put(id, new Partial(compact.header(), parts, from.id()));
    } finally {
      lock.unlock();
    }
    byte[] wanted = new CompactBlock.Missing(id, places).encoded();
    open.opened(from.id());
    network.send(from.id(), MessageTypes.TRANSACTIONS_WANTED, wanted);
    clock.schedule(PATIENCE, () -> giveUp(id));
  }

  private void complete(Peer from, BlockId id, List<Transaction> found) {
    Optional<Partial> partial = remove(id, from.id());
    if (partial.isEmpty()) {
      return;
    }
    List<Optional<Transaction>> parts = new ArrayList<>(partial.get().parts());
    int next = 0;
    for (int i = 0; i < parts.size() && next < found.size(); i++) {
      if (parts.get(i).isEmpty()) {
        parts.set(i, Optional.of(found.get(next++)));
      }
    }
    if (next == found.size() && parts.stream().allMatch(Optional::isPresent)) {
      take(partial.get().header(), parts);
    } else {
      want(id, partial.get().header());
    }
  }

  /// The body that the parts make may be another one than the proposer meant, where two
  /// transactions share a short id; so it does not count as sent by the proposer.
  private void take(BlockHeader header, List<Optional<Transaction>> parts) {
    Block block = new Block(header, parts.stream().map(Optional::orElseThrow).toList());
    intake.takeAssembled(block);
  }

  private void giveUp(BlockId id) {
    Optional<Partial> partial;
    lock.lock();
    try {
      partial = Optional.ofNullable(partials.remove(id));
    } finally {
      lock.unlock();
    }
    partial.ifPresent(late -> want(id, late.header()));
  }

  private void want(BlockId id, BlockHeader header) {
    fetch.want(id, header.view(), Optional.of(header.proposer()));
  }

  private boolean isAwaited(BlockId id, NodeId from) {
    lock.lock();
    try {
      Partial partial = partials.get(id);
      return partial != null && partial.from().equals(from);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Partial> remove(BlockId id, NodeId from) {
    lock.lock();
    try {
      Partial partial = partials.get(id);
      if (partial == null || !partial.from().equals(from)) {
        return Optional.empty();
      }
      partials.remove(id);
      return Optional.of(partial);
    } finally {
      lock.unlock();
    }
  }
}

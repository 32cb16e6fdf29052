package cairn.node.api;

import cairn.crypto.Hash;
import cairn.ledger.Height;
import cairn.ledger.Rejection;
import cairn.ledger.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The calls of one body on their way to their responses. Confined to `loop`, except that reads run
/// one after the other on threads of [Readers] and come back to it.
///
/// All `tx_submit` of a body go to the node together, in their order. A wait holds no thread: it is
/// registered with the node, and whoever answers it comes back to the loop.
final class RpcExchange implements Work {
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final Duration HEIGHT_WAIT = Duration.ofSeconds(5);

  /// An exchange that holds more than this waits for nothing any longer: else a few clients could
  /// keep the room for responses from all others by waiting.
  static final int MAX_BYTES_WHILE_WAITING = 1 << 20;

  private final RpcService rpc;
  private final Executor loop;
  private final Consumer<List<byte[]>> done;
  private final List<RpcSlot> slots = new ArrayList<>();
  private final List<RpcSlot> reads = new ArrayList<>();
  private long readBytes; // Of the reading thread: one follows another.
  private int open;
  private long bytes;
  private boolean isHurried;
  private volatile boolean isAbandoned;

  RpcExchange(RpcService rpc, Executor loop, Consumer<List<byte[]>> done) {
    this.rpc = rpc;
    this.loop = loop;
    this.done = done;
  }

  /// Begins all calls, which may be large and are not kept; `done` may be called before this
  /// returns.
  Work start(List<RpcRequest.Entry> entries) {
    open = entries.size() + 1;
    List<RpcSlot> submitting = new ArrayList<>();
    List<byte[]> transactions = new ArrayList<>();
    for (RpcRequest.Entry entry : entries) {
      begin(entry, submitting, transactions);
    }
    if (!submitting.isEmpty()) {
      rpc.node.submit(transactions, answers -> loop.execute(() -> submitted(submitting, answers)));
    }
    if (!reads.isEmpty()) {
      readFrom(0);
    }
    closeOne();
    return this;
  }

  @Override
  public void hurry() {
    isHurried = true;
    slots.forEach(this::giveUpWait);
  }

  @Override
  public void abandon() {
    isAbandoned = true;
    slots.forEach(this::endWait);
    releaseAll();
  }

  private void begin(RpcRequest.Entry entry, List<RpcSlot> submitting, List<byte[]> transactions) {
    switch (entry) {
      case RpcRequest.Invalid(RequestId id, RpcError error) ->
          // What is no request is answered, though it may look like a notification.
          fail(slot(id.isNotification() ? new RequestId.Null() : id, Optional.empty()), error);
      case RpcRequest.Call(RequestId id, String name, Params params) -> {
        Optional<RpcMethod> method = RpcMethod.of(name);
        RpcSlot slot = slot(id, method);
        if (method.isEmpty()) {
          fail(slot, RpcError.methodNotFound(RpcMethod.nearest(name)));
          return;
        }
        try {
          slot.arguments = Arguments.bind(method.get(), params);
          begin(slot, method.get(), submitting, transactions);
        } catch (RpcException e) {
          fail(slot, e.error());
        }
      }
    }
  }

  private void begin(
      RpcSlot slot, RpcMethod method, List<RpcSlot> submitting, List<byte[]> transactions) {
    switch (method) {
      case TX_SUBMIT -> {
        Optional<RpcError> refusal = wrongChain(slot.arguments);
        if (refusal.isPresent()) {
          fail(slot, refusal.get());
          return;
        }
        transactions.add(slot.arguments.bytes("transaction", "a transaction's bytes in hex"));
        submitting.add(slot);
      }
      case RPC_DISCOVER -> {
        rpc.requireRoomForResponse();
        finish(slot, 0, rpc.counted(Json.result(slot.id, rpc.openRpc)));
      }
      case CHAIN_GET_INFO,
          CHAIN_GET_BLOCK,
          CHAIN_GET_GENESIS,
          CHAIN_GET_EPOCHS,
          CHAIN_GET_BLOCK_PROOF,
          STATE_GET_PROOF,
          TX_GET_PROOF,
          ACCOUNT_GET,
          ACCOUNT_GET_HISTORY,
          RECORD_LIST,
          TX_GET,
          TX_WAIT,
          NODE_GET_STATUS,
          NODE_GET_PEERS,
          MEMPOOL_GET_INFO -> {
        if (slot.id.isNotification()) {
          finish(slot, 0, new byte[0]);
        } else {
          reads.add(slot);
        }
      }
    }
  }

  private Optional<RpcError> wrongChain(Arguments arguments) {
    Optional<Hash> genesis = arguments.optionalHash("genesisHash");
    return genesis
        .filter(hash -> !hash.equals(rpc.genesisHash))
        .map(hash ->
            Rejections.error(new Rejection.WrongChain(rpc.genesisHash, hash), Optional.empty()));
  }

  private void submitted(List<RpcSlot> submitting, List<Submission> answers) {
    for (int i = 0; i < answers.size() && !isAbandoned; i++) {
      RpcSlot slot = submitting.get(i);
      switch (answers.get(i)) {
        case Submission.Taken(TransactionView known) -> finish(slot, known);
        case Submission.NotTaken(Rejection reason, Optional<TransactionView> known) ->
            fail(slot, Rejections.error(reason, known));
        case Submission.Busy _ ->
            fail(slot, RpcError.overloaded("The node has too many transactions to verify."));
      }
    }
  }

  // ---- reads, on the threads of Readers

  private void readFrom(int first) {
    rpc.readers.execute(
        () -> {
          for (int i = first; i < reads.size() && !isAbandoned; i++) {
            if (!read(i)) {
              return;
            }
          }
        },
        () -> loop.execute(this::failReads));
  }

  /// Reads for one call; false if it has to wait first, and the calls after it with it.
  private boolean read(int place) {
    RpcSlot slot = reads.get(place);
    RpcMethod method = slot.method.orElseThrow();
    try {
      if (method == RpcMethod.TX_WAIT) {
        await(slot);
        return true;
      }
      if (isBelowLeastHeight(slot, method, place)) {
        return false;
      }
      rpc.requireRoomForResponse();
      if (readBytes > Json.MAX_RESPONSE_BYTES) {
        throw new RpcException(RpcError.tooLarge(Json.MAX_RESPONSE_BYTES));
      }
      Reads.Result result = rpc.reads.read(method, slot.arguments);
      byte[] response = rpc.counted(Json.result(slot.id, result.context(), result.value()));
      readBytes += response.length;
      loop.execute(() -> finish(slot, 0, response));
    } catch (RpcException e) {
      loop.execute(() -> fail(slot, e.error()));
    }
    return true;
  }

  private boolean isBelowLeastHeight(RpcSlot slot, RpcMethod method, int place) {
    if (!method.params().contains("minHeight")) {
      return false;
    }
    Optional<Height> least = slot.arguments.optionalHeight("minHeight");
    Duration atMost = slot.arguments.millis("timeoutMillis", HEIGHT_WAIT, MAX_WAIT);
    Height head = rpc.node.head().height();
    if (least.isEmpty() || !least.get().isAfter(head)) {
      return false;
    }
    if (slot.hasWaited || atMost.isZero()) {
      throw new RpcException(
          RpcError.heightInFuture("minHeight", least.get().toString(), head.toString()));
    }
    LedgerNode.Wait wait =
        counted(() ->
            rpc.node.awaitHeight(
                least.get(), atMost, _ -> loop.execute(() -> resumeAfterWait(slot, place))));
    loop.execute(() -> hold(slot, wait, () -> resumeAfterWait(slot, place)));
    return true;
  }

  private void await(RpcSlot slot) {
    TransactionId id = Reads.transactionId(slot.arguments);
    Duration atMost = slot.arguments.millis("timeoutMillis", MAX_WAIT, MAX_WAIT);
    Runnable ended =
        () -> {
          if (!slot.hasWaited) {
            endWait(slot);
            readStatus(slot, id);
          }
        };
    LedgerNode.Wait wait = counted(() -> rpc.node.await(id, atMost, () -> loop.execute(ended)));
    loop.execute(() -> hold(slot, wait, () -> readStatus(slot, id)));
  }

  /// Registers a wait, for which there must be room; [#hold] or [#endWait] gives that back.
  private LedgerNode.Wait counted(Supplier<LedgerNode.Wait> register) {
    boolean isRegistered = false;
    try {
      if (rpc.waits.incrementAndGet() > RpcService.MAX_WAITS) {
        throw new RpcException(RpcError.overloaded("Too many calls wait on this node."));
      }
      LedgerNode.Wait wait = register.get();
      isRegistered = true;
      return wait;
    } finally {
      if (!isRegistered) {
        rpc.waits.decrementAndGet();
      }
    }
  }

  // ---- waits, on the loop

  /// Keeps a wait that was registered, unless its answer was faster.
  private void hold(RpcSlot slot, LedgerNode.Wait wait, Runnable ifGivenUp) {
    if (slot.hasWaited || slot.isDone || isAbandoned) {
      wait.close();
      rpc.waits.decrementAndGet();
      return;
    }
    slot.wait = wait;
    slot.ifGivenUp = ifGivenUp;
    if (isHurried) {
      giveUpWait(slot);
    }
  }

  private void giveUpWait(RpcSlot slot) {
    if (slot.wait != null) {
      Runnable then = slot.ifGivenUp;
      endWait(slot);
      then.run();
    }
  }

  private void endWait(RpcSlot slot) {
    slot.hasWaited = true;
    if (slot.wait != null) {
      slot.wait.close();
      slot.wait = null;
      rpc.waits.decrementAndGet();
    }
  }

  private void resumeAfterWait(RpcSlot slot, int place) {
    boolean isFirst = !slot.hasResumed;
    slot.hasResumed = true;
    endWait(slot);
    if (isFirst && !isAbandoned) {
      readFrom(place);
    }
  }

  private void readStatus(RpcSlot slot, TransactionId id) {
    if (isAbandoned) {
      return;
    }
    rpc.readers.execute(
        () -> {
          TransactionView view = rpc.node.transaction(id);
          loop.execute(() -> finish(slot, view));
        },
        () -> loop.execute(() -> fail(slot, RpcError.internalError())));
  }

  // ---- responses, on the loop

  private void finish(RpcSlot slot, TransactionView view) {
    if (slot.isDone || isAbandoned) {
      return;
    }
    Reads.Result result = rpc.reads.status(view);
    finish(slot, 0, rpc.counted(Json.result(slot.id, result.context(), result.value())));
  }

  private void fail(RpcSlot slot, RpcError error) {
    if (!slot.isDone && !isAbandoned) {
      finish(slot, error.code(), rpc.counted(Json.error(slot.id, error)));
    }
  }

  /// After a fault of ours: whatever read is neither answered nor waiting gets an error.
  private void failReads() {
    for (RpcSlot slot : reads) {
      if (slot.wait == null) {
        fail(slot, RpcError.internalError());
      }
    }
  }

  /// @param response is counted in [RpcService]
  private void finish(RpcSlot slot, int code, byte[] response) {
    if (slot.isDone || isAbandoned) {
      rpc.release(response.length);
      return;
    }
    if (code == 0 && response.length > Json.MAX_RESPONSE_BYTES - bytes) {
      rpc.release(response.length);
      fail(slot, RpcError.tooLarge(Json.MAX_RESPONSE_BYTES));
      return;
    }
    slot.isDone = true;
    slot.arguments = Arguments.NONE;
    rpc.metrics.answered(slot.method, code, System.nanoTime() - slot.sinceNanos);
    if (slot.id.isNotification()) {
      rpc.release(response.length);
    } else {
      slot.response = response;
      bytes += response.length;
    }
    closeOne();
    if (bytes > MAX_BYTES_WHILE_WAITING && !isHurried) {
      hurry();
    }
  }

  private void closeOne() {
    open--;
    if (open > 0) {
      return;
    }
    List<byte[]> responses = new ArrayList<>(slots.size());
    for (RpcSlot slot : slots) {
      if (slot.response != null) {
        responses.add(slot.response);
      }
    }
    done.accept(responses);
    releaseAll();
  }

  /// Whoever was handed the responses counts them from then on.
  private void releaseAll() {
    rpc.release(bytes);
    bytes = 0;
    for (RpcSlot slot : slots) {
      slot.response = null;
    }
  }

  private RpcSlot slot(RequestId id, Optional<RpcMethod> method) {
    RpcSlot slot = new RpcSlot(id, method);
    slots.add(slot);
    return slot;
  }
}

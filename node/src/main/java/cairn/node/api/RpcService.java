package cairn.node.api;

import cairn.crypto.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// JSON-RPC 2.0 over the node: what all [RpcExchange]s share. Thread-safe.
final class RpcService {
  /// The most calls that wait at the same time, each for a transaction or a height.
  static final int MAX_WAITS = 20_000;

  /// While so many bytes of responses are not sent, nothing that could be large is answered.
  static final long MAX_UNSENT_BYTES = 64 << 20;

  final LedgerNode node;
  final Hash genesisHash;
  final Reads reads;
  final Readers readers;
  final RpcMetrics metrics;
  final String openRpc;
  final AtomicInteger waits = new AtomicInteger();
  private final AtomicLong unsentBytes;

  RpcService(LedgerNode node, InstantSource clock, Readers readers, AtomicLong unsentBytes) {
    this.node = node;
    this.genesisHash = node.genesisHash();
    this.reads = new Reads(node, clock);
    this.readers = readers;
    this.metrics = new RpcMetrics(node.meters());
    this.openRpc = openRpcDocument();
    this.unsentBytes = unsentBytes;
  }

  /// Throws where nothing large can be answered now.
  void requireRoomForResponse() {
    if (unsentBytes.get() > MAX_UNSENT_BYTES) {
      throw new RpcException(
          RpcError.overloaded("Too many large responses are on their way to slow clients."));
    }
  }

  /// Counts a response from when it is made; what is not sent is counted too, since it is held.
  byte[] counted(byte[] response) {
    unsentBytes.addAndGet(response.length);
    return response;
  }

  /// Ends the count of responses that were handed on or given up.
  void release(long bytes) {
    unsentBytes.addAndGet(-bytes);
  }

  /// Begins to answer a body of `POST /rpc`. The reply comes on `loop`, the one thread of the
  /// caller, on which this is called too.
  Work begin(byte[] body, Executor loop, Consumer<HttpReply> done) {
    return switch (RpcReader.read(body)) {
      case RpcRequest.Unreadable(RpcError error) -> {
        done.accept(HttpReply.of(200, HttpReply.JSON, Json.error(new RequestId.Null(), error)));
        yield Work.NONE;
      }
      case RpcRequest.Single(RpcRequest.Entry entry) ->
          new RpcExchange(this, loop, responses -> done.accept(single(responses)))
              .start(List.of(entry));
      case RpcRequest.Batch(List<RpcRequest.Entry> entries) ->
          new RpcExchange(this, loop, responses -> done.accept(batch(responses))).start(entries);
    };
  }

  byte[] openRpcBytes() {
    return openRpc.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpReply single(List<byte[]> responses) {
    return responses.isEmpty()
        ? HttpReply.nothing()
        : HttpReply.of(200, HttpReply.JSON, responses.getFirst());
  }

  private static HttpReply batch(List<byte[]> responses) {
    if (responses.isEmpty()) {
      return HttpReply.nothing();
    }
    int size = responses.size() + 1;
    for (byte[] response : responses) {
      size += response.length;
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] response : responses) {
      all[at] = (byte) (at == 0 ? '[' : ',');
      System.arraycopy(response, 0, all, at + 1, response.length);
      at += 1 + response.length;
    }
    all[at] = ']';
    return HttpReply.of(200, HttpReply.JSON, all);
  }

  private static String openRpcDocument() {
    try (InputStream in = RpcService.class.getResourceAsStream("openrpc.json")) {
      if (in == null) {
        throw new IllegalStateException("openrpc.json is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

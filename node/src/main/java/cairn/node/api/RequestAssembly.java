package cairn.node.api;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Arrays;
import java.util.Optional;

/// Puts the pieces of a request together, refusing it as early as they show that it is to be.
/// Memory grows as bytes arrive, never as a header announces them. On the event loop.
final class RequestAssembly {
  private static final byte[] EMPTY = new byte[0];

  private final HttpRequest head;
  private byte[] body = EMPTY;
  private int size;

  RequestAssembly(HttpRequest head) {
    this.head = head;
  }

  /// Whether the client waits for a word before it sends the body.
  boolean isContinueExpected() {
    return HttpUtil.is100ContinueExpected(head);
  }

  /// A refusal of the request by what came before its body.
  Inbound refused(HttpReply reply) {
    boolean hasBody =
        head.decoderResult().isFailure()
            || HttpUtil.isTransferEncodingChunked(head)
            || (HttpUtil.isContentLengthSet(head) && HttpUtil.getContentLength(head, 1L) > 0);
    return new Inbound.Refused(reply, !hasBody && HttpUtil.isKeepAlive(head), isHead());
  }

  /// Takes the next piece of the body; the whole request when that was the last.
  Optional<Inbound> add(HttpContent piece) {
    if (piece.decoderResult().isFailure()) {
      return Optional.of(broken(RequestGuard.undecodable(piece.decoderResult().cause())));
    }
    ByteBuf bytes = piece.content();
    int length = bytes.readableBytes();
    if (length > HttpLimits.MAX_BODY_BYTES - size) {
      return Optional.of(broken(RequestGuard.bodyTooLarge()));
    }
    if (length > body.length - size) {
      int room = Math.max(Math.max(2 * body.length, size + length), 512);
      body = Arrays.copyOf(body, piece instanceof LastHttpContent ? size + length : room);
    }
    bytes.readBytes(body, size, length);
    size += length;
    return piece instanceof LastHttpContent ? Optional.of(request()) : Optional.empty();
  }

  /// A refusal in the middle of the request.
  Inbound broken(HttpReply reply) {
    return new Inbound.Refused(reply, false, isHead());
  }

  private Inbound request() {
    Route route = Route.of(RequestGuard.path(head)).orElseThrow();
    byte[] whole = size == body.length ? body : Arrays.copyOf(body, size);
    return new Inbound.Request(route, head.uri(), whole, HttpUtil.isKeepAlive(head), isHead());
  }

  private boolean isHead() {
    return head.method().equals(HttpMethod.HEAD);
  }
}

package cairn.node.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of HTTP/1.1: one request at a time is worked on, at most one more is read, and so
/// pipelined requests are answered in order and a client cannot pile up work. Confined to its event
/// loop.
///
/// After an answer that ends the connection, its own direction is closed and what still comes is
/// read and dropped for a while: closing at once would make the other side lose the answer.
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final int WRITE_BYTES_PER_SECOND = 64 << 10;

  private static final HttpReply NO_ROOM =
      HttpReply.refused(503, "Too many large requests are under way.");

  private enum Phase {
    OPEN,
    LINGERING,
    CLOSED
  }

  private final HttpApi api;
  private final RequestGuard guard;
  private final HttpLimits limits;
  private final StrictRequestDecoder decoder;
  private final HttpMemory memory;

  private final Deque<Object> inbox = new ArrayDeque<>();
  private Phase phase = Phase.OPEN;
  private boolean isInputClosed;
  private boolean isLeaving;
  private @Nullable RequestAssembly assembly;
  private @Nullable Inbound next;
  private @Nullable Inbound current;
  private Work work = Work.NONE;
  private long writingUntilNanos;
  private long turns;
  private boolean isWriting;
  private long sinceNanos;
  private int assembledBytes;

  HttpConnection(
      HttpApi api,
      RequestGuard guard,
      HttpLimits limits,
      StrictRequestDecoder decoder,
      HttpMemory memory) {
    this.api = api;
    this.guard = guard;
    this.limits = limits;
    this.decoder = decoder;
    this.memory = memory;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    sinceNanos = System.nanoTime();
    scheduleTick(context);
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (phase == Phase.OPEN) {
      inbox.add(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    advance(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      isInputClosed = true;
      if (phase == Phase.LINGERING) {
        context.close();
        return;
      }
      work.hurry();
      advance(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    phase = Phase.CLOSED;
    inbox.forEach(ReferenceCountUtil::release);
    inbox.clear();
    work.abandon();
    memory.releaseBody(assembledBytes + bodyBytes(next) + bodyBytes(current));
    assembledBytes = 0;
    next = null;
    current = null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      api.failed(cause);
    }
    context.close();
  }

  /// Makes the connection of `channel` finish what is under way and close. From any thread.
  static void leave(Channel channel) {
    ChannelHandlerContext context = channel.pipeline().context(HttpConnection.class);
    if (context != null) {
      context.executor().execute(() -> ((HttpConnection) context.handler()).leave(context));
    }
  }

  private void leave(ChannelHandlerContext context) {
    isLeaving = true;
    if (current == null) {
      context.close();
    } else {
      work.hurry();
    }
  }

  /// Takes from what was read as long as there is room for it, and reads on if there still is.
  private void advance(ChannelHandlerContext context) {
    while (phase == Phase.OPEN && next == null && !inbox.isEmpty()) {
      take(context, inbox.remove());
    }
    if (phase == Phase.CLOSED || (phase == Phase.OPEN && next != null)) {
      return;
    }
    if (isInputClosed && current == null) {
      context.close();
    } else if (!isInputClosed) {
      context.read();
    }
  }

  private void take(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpRequest head) {
        takeHead(context, head);
      }
      if (message instanceof HttpContent piece && assembly != null) {
        int bytes = piece.content().readableBytes();
        if (memory.takeForBody(bytes)) {
          assembledBytes += bytes;
          assembly.add(piece).ifPresent(inbound -> arrived(context, inbound));
        } else {
          arrived(context, assembly.broken(NO_ROOM));
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void takeHead(ChannelHandlerContext context, HttpRequest head) {
    RequestAssembly begun = new RequestAssembly(head);
    sinceNanos = System.nanoTime();
    Optional<HttpReply> refusal = guard.refusal(head);
    if (refusal.isPresent()) {
      arrived(context, begun.refused(refusal.get()));
      return;
    }
    assembly = begun;
    if (begun.isContinueExpected() && current == null) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void arrived(ChannelHandlerContext context, Inbound inbound) {
    assembly = null;
    memory.releaseBody(assembledBytes - bodyBytes(inbound));
    assembledBytes = 0;
    sinceNanos = System.nanoTime();
    if (current == null) {
      begin(context, inbound);
    } else {
      next = inbound;
    }
  }

  /// The event loop, which takes nothing more once the server is closed: then nobody is left to
  /// answer.
  private static Executor loop(ChannelHandlerContext context) {
    return task -> {
      try {
        context.executor().execute(task);
      } catch (RejectedExecutionException e) {
        LOG.debug("the HTTP port closed before an answer");
      }
    };
  }

  private static int bodyBytes(@Nullable Inbound inbound) {
    return inbound instanceof Inbound.Request request ? request.body().length : 0;
  }

  private void begin(ChannelHandlerContext context, Inbound inbound) {
    current = inbound;
    switch (inbound) {
      case Inbound.Refused(HttpReply reply, _, _) -> write(context, inbound, reply);
      case Inbound.Request request -> {
        long turn = ++turns;
        Work begun = api.answer(request, loop(context), reply -> write(context, inbound, reply));
        if (turn != turns || current == null || isWriting) {
          return; // It was answered at once, and perhaps the next one is under way.
        }
        work = begun;
        if (isInputClosed || isLeaving) {
          work.hurry();
        }
      }
    }
  }

  private void write(ChannelHandlerContext context, Inbound inbound, HttpReply reply) {
    work = Work.NONE;
    if (phase != Phase.OPEN) {
      return;
    }
    boolean isLast = !inbound.isKeptAlive() || isLeaving || isExhausted();
    int bytes = reply.body().length;
    isWriting = true;
    writingUntilNanos =
        System.nanoTime()
            + limits.write().toNanos()
            + TimeUnit.SECONDS.toNanos(bytes / WRITE_BYTES_PER_SECOND);
    memory.unsentBytes.addAndGet(bytes);
    context
        .writeAndFlush(response(inbound, reply, isLast))
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  memory.unsentBytes.addAndGet(-bytes);
                  if (sent.isSuccess()) {
                    written(context, isLast);
                  } else {
                    context.close();
                  }
                });
  }

  /// Whether the client said that it sends nothing more, and all that it sent is taken.
  private boolean isExhausted() {
    return isInputClosed && next == null && inbox.isEmpty();
  }

  private void written(ChannelHandlerContext context, boolean isLast) {
    isWriting = false;
    memory.releaseBody(bodyBytes(current));
    current = null;
    sinceNanos = System.nanoTime();
    if (isLast) {
      linger(context);
      return;
    }
    if (next != null) {
      Inbound following = next;
      next = null;
      begin(context, following);
    }
    advance(context);
  }

  private void linger(ChannelHandlerContext context) {
    phase = Phase.LINGERING;
    inbox.forEach(ReferenceCountUtil::release);
    inbox.clear();
    if (isInputClosed) {
      context.close();
      return;
    }
    ((DuplexChannel) context.channel()).shutdownOutput();
    context.channel().config().setAutoRead(true);
    if (isLeaving) {
      context.close();
    }
  }

  private static DefaultFullHttpResponse response(
      Inbound inbound, HttpReply reply, boolean isLast) {
    boolean isHead =
        switch (inbound) {
          case Inbound.Request request -> request.isHead();
          case Inbound.Refused refused -> refused.isHead();
        };
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body()));
    response
        .headers()
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set("x-content-type-options", "nosniff")
        .set(
            HttpHeaderNames.CONNECTION,
            isLast ? HttpHeaderValues.CLOSE : HttpHeaderValues.KEEP_ALIVE);
    if (reply.status() != HttpResponseStatus.NO_CONTENT.code()) {
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
          .setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    }
    if (!reply.allow().isEmpty()) {
      response.headers().set(HttpHeaderNames.ALLOW, String.join(", ", reply.allow()));
    }
    return response;
  }

  /// Time limits are looked at four times in the shortest of them, which costs less than a timer a
  /// request.
  private void scheduleTick(ChannelHandlerContext context) {
    long shortest =
        Math.min(LINGER.toNanos(), Math.min(limits.header().toNanos(), limits.body().toNanos()));
    context.executor().schedule(() -> tick(context), shortest / 4, TimeUnit.NANOSECONDS);
  }

  private void tick(ChannelHandlerContext context) {
    if (phase == Phase.CLOSED) {
      return;
    }
    long now = System.nanoTime();
    if (phase == Phase.LINGERING) {
      if (now - sinceNanos > LINGER.toNanos()) {
        context.close();
      }
    } else if (isWriting) {
      if (now - writingUntilNanos > 0) {
        context.close();
      }
    } else if (next == null) {
      readingTick(context, now);
    }
    scheduleTick(context);
  }

  private void readingTick(ChannelHandlerContext context, long now) {
    long nanos = now - sinceNanos;
    if (assembly != null) {
      if (nanos > limits.body().toNanos()) {
        arrived(context, assembly.broken(tooSlow("body", limits.body())));
      }
    } else if (decoder.hasHeaderBegun()) {
      // The bytes may have come while nothing was read, behind a request that was worked on.
      if (Math.min(nanos, now - decoder.headerBegunNanos()) > limits.header().toNanos()) {
        arrived(context, new Inbound.Refused(tooSlow("header", limits.header()), false, false));
      }
    } else if (current == null && nanos > limits.idle().toNanos()) {
      context.close();
    }
  }

  private static HttpReply tooSlow(String what, Duration limit) {
    return HttpReply.refused(
        408, "The " + what + " did not arrive within " + limit.toMillis() + " ms.");
  }
}

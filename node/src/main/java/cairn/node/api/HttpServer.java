package cairn.node.api;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The HTTP port of a node: JSON-RPC, health and metrics on one listening socket.
///
/// Event loops (`cairn-http`) decode, hand over and write; they never wait. What reads the store
/// runs on [Readers].
public final class HttpServer implements AutoCloseable {
  private static final long GRACE_MILLIS = 1_000;
  private static final int READS_AT_ONCE = Math.max(4, Runtime.getRuntime().availableProcessors());
  private static final int LOOPS = Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, 4);
  private static final byte[] TOO_MANY =
      """
      HTTP/1.1 503 Service Unavailable
      Content-Type: application/json
      Content-Length: 56
      Retry-After: 5
      Connection: close

      {"status":503,"error":"There are too many connections."}\
      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final MultiThreadIoEventLoopGroup loops;
  private final ChannelGroup connections;
  private final NodeMetrics metrics;
  private final Readers readers;
  private final Channel listener;

  private HttpServer(
      MultiThreadIoEventLoopGroup loops,
      ChannelGroup connections,
      NodeMetrics metrics,
      Readers readers,
      Channel listener) {
    this.loops = loops;
    this.connections = connections;
    this.metrics = metrics;
    this.readers = readers;
    this.listener = listener;
  }

  /// Takes the port; connections wait until [#open]. Throws [HttpServerException] where it cannot
  /// listen.
  ///
  /// @param fatal ends the node: an answer met a fault after which it must not go on
  public static HttpServer bind(
      HttpConfig config,
      LedgerNode node,
      InstantSource clock,
      Thread.UncaughtExceptionHandler fatal) {
    ConnectionCount count = new ConnectionCount(config.limits());
    HttpMemory memory = new HttpMemory();
    Readers readers = new Readers(READS_AT_ONCE, new Faults(fatal));
    RpcService rpc = new RpcService(node, clock, readers, memory.unsentBytes);
    NodeMetrics metrics = NodeMetrics.of(node, count, memory);
    HttpApi api = new HttpApi(node, rpc, readers, metrics);
    RequestGuard guard = new RequestGuard(HostPolicy.of(config.listen(), config.hosts()));
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS, new DefaultThreadFactory("cairn-http", true), NioIoHandler.newFactory());
    Consumer<SocketChannel> begin =
        channel -> {
          if (enter(channel, count)) {
            connections.add(channel);
            StrictRequestDecoder decoder = new StrictRequestDecoder();
            channel
                .pipeline()
                .addLast(decoder)
                .addLast(new HttpResponseEncoder())
                .addLast(new HttpConnection(api, guard, config.limits(), decoder, memory));
          }
        };
    ChannelFuture bound = bootstrap(loops, begin).bind(config.listen()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      metrics.close();
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new HttpServerException(config.listen(), bound.cause());
    }
    return new HttpServer(loops, connections, metrics, readers, bound.channel());
  }

  private static ServerBootstrap bootstrap(
      MultiThreadIoEventLoopGroup loops, Consumer<SocketChannel> begin) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                begin.accept(channel);
              }
            });
  }

  /// Answers from now on.
  public HttpServer open() {
    listener.config().setAutoRead(true);
    return this;
  }

  /// Where it listens, with the port that it got.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /// Stops listening, lets requests that are worked on end for at most a second, and closes. When
  /// it returns, nothing reads the store.
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    for (Channel channel : connections) {
      HttpConnection.leave(channel);
    }
    connections.newCloseFuture().awaitUninterruptibly(GRACE_MILLIS);
    loops
        .shutdownGracefully(0, GRACE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * GRACE_MILLIS);
    readers.close();
    metrics.close();
  }

  /// Counts a new connection; where there are too many, says so and closes it.
  private static boolean enter(SocketChannel channel, ConnectionCount count) {
    InetAddress address = channel.remoteAddress().getAddress();
    if (count.enter(address)) {
      channel.closeFuture().addListener(_ -> count.leave(address));
      return true;
    }
    channel
        .writeAndFlush(Unpooled.wrappedBuffer(TOO_MANY))
        .addListener(ChannelFutureListener.CLOSE);
    return false;
  }
}

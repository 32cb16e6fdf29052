package cairn.p2p.netty;

import cairn.p2p.DialPlan;
import cairn.p2p.Direction;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Listens and connects, and builds the pipeline of each connection.
final class Sockets {
  private static final int BACKLOG = 256;

  /// What the kernel may hold of one connection: the little that a vote can still wait behind, and
  /// yet enough for 20 Mbit/s over a round trip of 100 ms.
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  /// Netty takes this much ahead of the socket: four records.
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  private final Links links;
  private final Tls tls;
  private final EventLoopGroup group;
  private final Executor handshakes;

  /// @param handshakes runs the public-key work of TLS
  Sockets(Links links, Tls tls, EventLoopGroup group, Executor handshakes) {
    this.links = links;
    this.tls = tls;
    this.group = group;
    this.handshakes = handshakes;
  }

  ChannelFuture listen(InetSocketAddress address) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                FailFast.run(() -> accept(channel));
              }
            })
        .bind(address);
  }

  void connect(InetSocketAddress address, DialPlan.Dial dial) {
    var origin = new Connection.Origin(links.numberForDial(), address, Optional.of(dial));
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .resolver(NoopAddressResolverGroup.INSTANCE)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) links.limits().timeouts().connect().toMillis())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                FailFast.run(() -> assemble(channel, origin));
              }
            })
        .connect(address)
        .addListener((ChannelFuture future) -> {
          Connection connection = future.channel().pipeline().get(Connection.class);
          if (!future.isSuccess() && connection != null) {
            String why = String.valueOf(future.cause().getMessage());
            FailFast.run(() -> connection.end(Disconnection.there(DisconnectReason.LOST, why)));
          }
        });
  }

  private void accept(Channel channel) {
    InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
    Optional<Long> number = from == null ? Optional.empty() : links.admit(from.getAddress());
    if (number.isEmpty()) {
      channel.close();
      return;
    }
    assemble(channel, new Connection.Origin(number.get(), from, Optional.empty()));
  }

  private void assemble(Channel channel, Connection.Origin origin) {
    Connection connection = new Connection(links, channel, origin);
    Direction direction = origin.direction();
    if (direction == Direction.INBOUND) {
      channel
          .pipeline()
          .addLast(new ClientHelloGuard(rule -> FailFast.run(() -> connection.offend(rule))));
    }
    channel.pipeline().addLast(tls.handler(direction, handshakes), connection);
    links.began(connection);
  }
}

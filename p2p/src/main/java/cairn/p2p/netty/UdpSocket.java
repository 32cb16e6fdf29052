package cairn.p2p.netty;

import cairn.p2p.Datagram;
import cairn.p2p.PeerNetworkException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UDP socket that hands datagrams over as plain bytes, on its event loop.
final class UdpSocket extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

  /// Longer datagrams are cut to this, which is still too long for any packet of ours.
  private static final int RECEIVE_BYTES = 2048;

  private final InetSocketAddress listen;
  private final Consumer<Datagram> receiver;
  private volatile Optional<Channel> channel = Optional.empty();

  UdpSocket(InetSocketAddress listen, Consumer<Datagram> receiver) {
    this.listen = listen;
    this.receiver = receiver;
  }

  /// Blocks until the port is bound.
  void bind(EventLoopGroup group) {
    ChannelFuture bound =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
            .handler(this)
            .bind(listen)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new PeerNetworkException(
          "cannot listen for datagrams on UDP "
              + listen
              + ": "
              + bound.cause().getMessage()
              + "; choose another p2p port, or stop the program that uses it",
          bound.cause());
    }
    channel = Optional.of(bound.channel());
  }

  boolean isBound() {
    return channel.isPresent();
  }

  InetSocketAddress localAddress() {
    return (InetSocketAddress)
        channel.orElseThrow(() -> new IllegalStateException("not started")).localAddress();
  }

  /// Sends if the socket has room: a datagram may be lost anyway, so none is queued without bound.
  void send(Datagram datagram) {
    channel
        .filter(Channel::isWritable)
        .ifPresent(open ->
            open.writeAndFlush(
                new DatagramPacket(Unpooled.wrappedBuffer(datagram.bytes()), datagram.peer())));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    receiver.accept(new Datagram(packet.sender(), ByteBufUtil.getBytes(packet.content())));
  }

  /// An IOException, such as the ICMP answer of a host where nobody listens, is of no consequence:
  /// requests have their timeouts. Anything else is a bug, for which the node stops.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("UDP socket", cause);
    } else {
      FailFast.report(cause);
    }
  }
}

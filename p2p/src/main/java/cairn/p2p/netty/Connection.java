package cairn.p2p.netty;

import cairn.codec.MalformedException;
import cairn.p2p.Decoded;
import cairn.p2p.DialPlan;
import cairn.p2p.Direction;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.FrameDecoder;
import cairn.p2p.FrameFault;
import cairn.p2p.Goodbye;
import cairn.p2p.Handshake;
import cairn.p2p.Lane;
import cairn.p2p.LaneQueues;
import cairn.p2p.LaneStatistics;
import cairn.p2p.MessageType;
import cairn.p2p.MessageTypes;
import cairn.p2p.Peer;
import cairn.p2p.PeerStatistics;
import cairn.p2p.SecureChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection: TLS, then HELLO and HELLO-ACK both ways, then messages, then the end.
///
/// It holds the order of these stages and knows its own limits; what depends on other connections
/// is asked of [Links]. Runs on the event loop, except [#send] and [#statistics].
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final long CLOSE_MILLIS = 1_000;

  private final Links links;
  private final long number;
  private final Direction direction;
  private final Optional<DialPlan.Dial> dial;
  private final Channel channel;
  private final FrameDecoder decoder;
  private final LaneQueues queues;
  private final LinkWriter writer;
  private final Reception reception;
  private final InetSocketAddress address;
  private Stage stage = Stage.TLS;
  private Optional<SecureChannel> secured = Optional.empty();
  private @Nullable Future<?> handshakeTimeout;
  private Optional<Peer> peer = Optional.empty();
  private long lastReadNanos;
  private long lastPingNanos;
  private boolean pausedByNode;
  private boolean pausedByRate;

  private enum Stage {
    /// Until the TLS handshake is done here.
    TLS,
    /// Our HELLO is sent; theirs is awaited.
    HELLO,
    /// Their HELLO is accepted and our HELLO-ACK sent; theirs is awaited.
    ACK,
    ESTABLISHED,
    ENDED
  }

  /// Where a connection comes from: its number, and the dial that made it, if this node dialled.
  record Origin(long number, InetSocketAddress address, Optional<DialPlan.Dial> dial) {
    Direction direction() {
      return dial.isPresent() ? Direction.OUTBOUND : Direction.INBOUND;
    }
  }

  Connection(Links links, Channel channel, Origin origin) {
    this.links = links;
    this.number = origin.number();
    this.address = origin.address();
    this.direction = origin.direction();
    this.dial = origin.dial();
    this.channel = channel;
    this.decoder = new FrameDecoder(links.types());
    this.queues = new LaneQueues(links.limits().queues());
    this.writer = new LinkWriter(queues, channel, links::nowNanos);
    this.lastReadNanos = links.nowNanos();
    this.lastPingNanos = lastReadNanos;
    this.reception = new Reception(links.limits().rates(), lastReadNanos);
  }

  long number() {
    return number;
  }

  Direction direction() {
    return direction;
  }

  Optional<DialPlan.Dial> dial() {
    return dial;
  }

  InetSocketAddress address() {
    return address;
  }

  /// The other end, once TLS proved it.
  Optional<SecureChannel> secured() {
    return secured;
  }

  /// The peer, once it is established; it remains after the end.
  Optional<Peer> peer() {
    return peer;
  }

  boolean wasHeardWithin(long nanos) {
    return links.nowNanos() - lastReadNanos < nanos;
  }

  /// Queues a message; false if its lane refuses it. Any thread.
  boolean send(MessageType type, byte[] message) {
    if (queues.offer(type, message) == LaneQueues.Offer.REFUSED) {
      return false;
    }
    writer.wakeFor(type.lane());
    return true;
  }

  PeerStatistics statistics() {
    List<LaneStatistics> lanes = new ArrayList<>(Lane.COUNT);
    for (Lane lane : Lane.values()) {
      lanes.add(queues.statistics(lane, reception.frames(lane), reception.bytes(lane)));
    }
    return new PeerStatistics(lanes);
  }

  /// Begins to count the time for the handshake.
  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    long millis = links.limits().timeouts().handshake().toMillis();
    handshakeTimeout =
        channel
            .eventLoop()
            .schedule(
                FailFast.task(() -> end(Disconnection.here(DisconnectReason.TIMEOUT, "handshake"))),
                millis,
                TimeUnit.MILLISECONDS);
  }

  void offend(String rule) {
    end(Disconnection.here(DisconnectReason.OFFENCE, rule));
  }

  /// Ends the connection, once: tells [Links], then the other side. That one closes when it has
  /// read the goodbye; if this side closed first, bytes still unread here would make the kernel
  /// reset the connection, and the goodbye could be lost.
  void end(Disconnection why) {
    if (stage == Stage.ENDED) {
      return;
    }
    boolean tells = stage != Stage.TLS && why.isToldToOther();
    stage = Stage.ENDED;
    if (handshakeTimeout != null) {
      handshakeTimeout.cancel(false);
    }
    queues.close(MessageTypes.GOODBYE, new Goodbye(why.reason(), why.detail()).encoded());
    links.ended(this, why);
    if (tells) {
      writer.drain();
      channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      channel.close();
    }
  }

  /// Looks after the connection now and then: asks for a sign of life, and gives up.
  void tick(long nowNanos) {
    if (stage != Stage.ESTABLISHED) {
      return;
    }
    long silence = links.limits().timeouts().silence().toNanos();
    long ping = links.limits().timeouts().ping().toNanos();
    boolean paused = pausedByNode || pausedByRate;
    long idle = paused ? ping : nowNanos - lastReadNanos;
    if (!paused && idle >= silence) {
      end(Disconnection.here(DisconnectReason.TIMEOUT, "nothing heard"));
    } else if (writer.blockedNanos(nowNanos) >= silence) {
      end(Disconnection.here(DisconnectReason.TIMEOUT, "does not read"));
    } else if (idle >= ping && nowNanos - lastPingNanos >= ping) {
      lastPingNanos = nowNanos;
      send(MessageTypes.PING, new byte[0]);
    }
  }

  void pauseByNode(boolean pause) {
    pausedByNode = pause;
    applyPause();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(Disconnection.there(DisconnectReason.LOST, "closed"));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      writer.unblocked();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && stage == Stage.TLS) {
      if (completion.isSuccess()) {
        onSecured(ctx.pipeline().get(SslHandler.class));
      } else {
        end(Tls.failure(completion.cause(), direction));
      }
    }
  }

  /// What TLS makes of the other side's bytes ends the connection; anything else but a broken
  /// socket is a bug of ours.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CodecException) {
      log.debug("connection {} to {} ends", number, address, cause);
    } else if (cause instanceof RuntimeException || cause instanceof Error) {
      FailFast.report(cause);
    }
    end(Disconnection.there(DisconnectReason.LOST, String.valueOf(cause.getMessage())));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      lastReadNanos = links.nowNanos();
      limitRate(reception.arrived(bytes.readableBytes(), lastReadNanos));
      decode(bytes.nioBuffer());
      links.holds(this, decoder.held(), decoder.heldSinceNanos(lastReadNanos));
    } finally {
      bytes.release();
    }
  }

  private void decode(ByteBuffer in) {
    while (stage != Stage.ENDED) {
      switch (decoder.next(in, lastReadNanos)) {
        case Decoded.Message message -> onMessage(message.type(), message.bytes());
        case Decoded.Fault fault -> offend(rule(fault.fault()));
        case Decoded.Incomplete incomplete -> {
          return;
        }
      }
    }
  }

  private void onMessage(MessageType type, byte[] bytes) {
    limitRate(reception.received(type.lane(), bytes.length, lastReadNanos));
    if (type.equals(MessageTypes.GOODBYE)) {
      onGoodbye(bytes);
      return;
    }
    switch (stage) {
      case TLS, ENDED -> {}
      case HELLO -> expect(MessageTypes.HELLO, type, () -> onHello(bytes));
      case ACK -> expect(MessageTypes.HELLO_ACK, type, this::onAck);
      case ESTABLISHED -> onEstablishedMessage(type, bytes);
    }
  }

  private void expect(MessageType expected, MessageType type, Runnable then) {
    if (type.equals(expected)) {
      then.run();
    } else {
      offend(rule(FrameFault.FRAME_TOO_EARLY));
    }
  }

  private String rule(FrameFault fault) {
    String tooEarly = stage == Stage.ACK ? "MESSAGE_BEFORE_ACK" : "MESSAGE_BEFORE_HELLO";
    return fault == FrameFault.FRAME_TOO_EARLY ? tooEarly : fault.name();
  }

  private void onEstablishedMessage(MessageType type, byte[] bytes) {
    switch (type.number()) {
      case MessageTypes.HELLO_NUMBER, MessageTypes.HELLO_ACK_NUMBER -> offend("SECOND_HELLO");
      case MessageTypes.PING_NUMBER -> send(MessageTypes.PONG, new byte[0]);
      case MessageTypes.PONG_NUMBER -> {}
      default -> links.received(peer.orElseThrow(), type, bytes);
    }
  }

  private void onSecured(SslHandler handler) {
    try {
      SecureChannel other = Tls.channel(handler);
      secured = Optional.of(other);
      stage = Stage.HELLO;
      if (!Tls.speaksCairn(handler)) {
        offend("TLS_ALPN");
        return;
      }
      Optional<Disconnection> refusal = links.refusal(this, other.remoteId());
      if (refusal.isPresent()) {
        end(refusal.get());
        return;
      }
      send(MessageTypes.HELLO, links.hello(other));
      writer.drain();
    } catch (SSLException e) {
      end(Tls.failure(e, direction));
    }
  }

  private void onHello(byte[] bytes) {
    SecureChannel other = secured.orElseThrow();
    switch (links.handshake().judge(bytes, other)) {
      case Handshake.Verdict.Refused refused ->
          end(Disconnection.here(refused.reason(), refused.detail()));
      case Handshake.Verdict.Accepted accepted -> onAccepted(other, accepted.introduction());
    }
  }

  private void onAccepted(SecureChannel other, Handshake.Introduction said) {
    Optional<Disconnection> refusal = links.claim(this, other.remoteId(), said);
    if (refusal.isPresent()) {
      end(refusal.get());
      return;
    }
    peer =
        Optional.of(
            new Peer(
                number,
                other.remoteId(),
                address,
                direction,
                said.validatorKey(),
                said.record(),
                said.headHeight(),
                said.agent()));
    stage = Stage.ACK;
    send(MessageTypes.HELLO_ACK, new byte[0]);
    writer.drain();
  }

  private void onAck() {
    stage = Stage.ESTABLISHED;
    decoder.admitAll();
    if (handshakeTimeout != null) {
      handshakeTimeout.cancel(false);
    }
    links.established(this, peer.orElseThrow());
  }

  private void onGoodbye(byte[] bytes) {
    try {
      Goodbye goodbye = Goodbye.decode(bytes);
      end(Disconnection.there(goodbye.reason(), goodbye.detail()));
    } catch (MalformedException e) {
      offend("GOODBYE_MALFORMED");
    }
  }

  private void limitRate(long pauseNanos) {
    if (pauseNanos > 0 && !pausedByRate) {
      pausedByRate = true;
      applyPause();
      channel
          .eventLoop()
          .schedule(FailFast.task(this::resumeByRate), pauseNanos, TimeUnit.NANOSECONDS);
    }
  }

  /// What was read before the pause took effect may have added to the debt.
  private void resumeByRate() {
    pausedByRate = false;
    limitRate(reception.debtNanos(links.nowNanos()));
    applyPause();
  }

  private void applyPause() {
    boolean reads = !pausedByNode && !pausedByRate;
    if (reads && !channel.config().isAutoRead()) {
      lastReadNanos = links.nowNanos();
    }
    channel.config().setAutoRead(reads);
  }
}

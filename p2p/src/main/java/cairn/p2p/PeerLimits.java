package cairn.p2p;

import java.time.Duration;

/// How much of this node other nodes may take. All of it is per process and local; nothing here is
/// part of the protocol.
public record PeerLimits(Connections connections, Timeouts timeouts, Queues queues, Rates rates) {

  /// Caps on connections. Validators that this node keeps links to are let in above `inbound`.
  ///
  /// @param outbound links that this node seeks by itself, besides bootstrap and validators
  /// @param inbound established inbound peers
  /// @param inboundPerAddress inbound connections from one IPv4 address or IPv6 /64, HELLO or not
  /// @param inboundPerLoopback the same from an address of this machine
  /// @param unauthenticated inbound connections that have not finished their handshake; over it,
  ///   the oldest of them is closed
  public record Connections(
      int outbound,
      int inbound,
      int inboundPerAddress,
      int inboundPerLoopback,
      int unauthenticated) {}

  /// @param connect for the TCP connection of a dial
  /// @param handshake from the TCP connection to the HELLO-ACK
  /// @param ping a connection on which nothing was read for so long is asked for a sign of life
  /// @param silence a connection on which nothing was read for so long is closed
  /// @param ban how long an offender is kept out
  public record Timeouts(
      Duration connect, Duration handshake, Duration ping, Duration silence, Duration ban) {}

  /// The most that waits for one peer in one lane, in bytes and in messages. A lane always takes
  /// one message, however long, so that its limit need not know the types.
  public record Queues(Bound consensus, Bound answers, Bound blocks, Bound transactions) {
    public Bound of(Lane lane) {
      return switch (lane) {
        case CONSENSUS -> consensus;
        case ANSWERS -> answers;
        case BLOCKS -> blocks;
        case TRANSACTIONS -> transactions;
      };
    }
  }

  public record Bound(long bytes, int messages) {}

  /// What one peer may send a second, on average, in bytes over all lanes and in messages a lane;
  /// bursts of four seconds' worth pass. Above it this node reads from that peer more slowly:
  /// nobody is banned for it.
  public record Rates(long bytesPerSecond, long messagesPerSecond) {}

  /// For any node: who comes from another machine gets little of it, and a network on one machine
  /// works.
  public static PeerLimits standard() {
    return new PeerLimits(
        new Connections(8, 64, 8, 64, 64),
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(10)),
        new Queues(
            new Bound(4 << 20, 8_192),
            new Bound(16 << 20, 1_024),
            new Bound(16 << 20, 256),
            new Bound(8 << 20, 16_384)),
        new Rates(64 << 20, 50_000));
  }

  /// For many nodes on one machine.
  public static PeerLimits loopback() {
    PeerLimits standard = standard();
    return new PeerLimits(
        new Connections(16, 256, 256, 256, 64), standard.timeouts, standard.queues, standard.rates);
  }
}

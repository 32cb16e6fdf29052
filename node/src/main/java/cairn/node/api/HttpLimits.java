package cairn.node.api;

import java.time.Duration;

/// How much and how long one client may ask of the HTTP port.
///
/// @param header for a request line with its headers, from their first byte
/// @param body for a body, from the end of the headers
/// @param idle for a connection without a request
/// @param write for a response to leave, beside a second for each 64 KiB of it
/// @param connections in total
/// @param perAddress connections from one IPv4 address or one IPv6 /64
/// @param perLoopback connections from this machine
public record HttpLimits(
    Duration header,
    Duration body,
    Duration idle,
    Duration write,
    int connections,
    int perAddress,
    int perLoopback) {
  /// The largest body of a request.
  public static final int MAX_BODY_BYTES = 1 << 20;

  /// The most bytes of bodies and of responses that all connections hold together.
  public static final long MEMORY_BYTES = HttpMemory.MAX_BODY_BYTES + RpcService.MAX_UNSENT_BYTES;

  /// The longest request line.
  public static final int MAX_LINE_BYTES = 8 << 10;

  /// The most bytes of headers.
  public static final int MAX_HEADER_BYTES = 16 << 10;

  public static final HttpLimits DEFAULT =
      new HttpLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          1024,
          64,
          512);
}

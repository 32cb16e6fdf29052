package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.Goodbye;
import cairn.p2p.LocalNode;
import cairn.p2p.MessageTypes;
import cairn.p2p.NodeCertificate;
import cairn.p2p.PeerLimits;
import cairn.p2p.TestKeys;
import cairn.p2p.netty.TestNode.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What comes over the wire that should not: each has its stated answer, and the node's honest peer
/// notices nothing.
class HostileConnectionTest {
  private static final LocalNode STRANGER =
      new LocalNode(
          TestKeys.key(90), Optional.empty(), Hash.tagged("test", new byte[] {2}), "test/1");

  private static TestNode node;
  private static TestNode honest;
  private static int lastNumber = 100;

  @BeforeAll
  static void start() {
    node = TestNode.start(Setup.of(1).withLimits(impatient()));
    honest = TestNode.start(Setup.of(2, node).withLimits(impatient()));
    node.awaitConnected(honest.id());
    honest.awaitConnected(node.id());
  }

  @AfterAll
  static void stop() {
    honest.close();
    node.close();
  }

  @AfterEach
  void theHonestPeerNoticesNothing() {
    assertEquals(1, honest.network.peers().size());
    assertTrue(honest.network.send(node.id(), TestNode.VOTE, new byte[] {1}));
    TestNode.Seen seen = node.await(s -> s.peer().id().equals(honest.id()));
    assertTrue(seen instanceof TestNode.Seen.Received, seen.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1, NOT_TLS",
    "SSH-2.0-OpenSSH_9.6, NOT_TLS",
    "hex:1603010200 02000000, NOT_TLS",
    "hex:1603010200 01ffffff, CLIENT_HELLO_TOO_LONG",
    "hex:1603010200 01001001, CLIENT_HELLO_TOO_LONG"
  })
  void whatIsNoClientHelloIsClosed(String text, String rule) throws IOException {
    byte[] bytes =
        text.startsWith("hex:")
            ? HexFormat.of().parseHex(text.substring(4).replace(" ", ""))
            : (text + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    long before = offences(rule);

    assertClosedAfter(bytes);

    assertEquals(before + 1, offences(rule));
  }

  @Test
  void randomBytesAreClosed() throws IOException {
    for (long seed = 1; seed <= 20; seed++) {
      byte[] bytes = new byte[600];
      new SplittableRandom(seed).nextBytes(bytes);
      assertClosedAfter(bytes);

      System.arraycopy(HexFormat.of().parseHex("160301025301000200"), 0, bytes, 0, 9);
      assertClosedAfter(bytes);
    }
  }

  @Test
  void tls12IsRefused() throws IOException {
    SSLContext context = RawPeer.context(RawPeer.certificateOf(TestKeys.key(++lastNumber)));
    try (SSLSocket socket = RawPeer.connect(node.port(), context, RawPeer.ALPN)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThrows(IOException.class, socket::startHandshake);
    }
  }

  @Test
  void anotherApplicationProtocolIsRefused() throws IOException {
    SSLContext context = RawPeer.context(RawPeer.certificateOf(TestKeys.key(++lastNumber)));
    try (SSLSocket socket = RawPeer.connect(node.port(), context, "h2")) {
      assertThrows(IOException.class, socket::startHandshake);
    }
  }

  @Test
  void noApplicationProtocolIsRefused() throws IOException {
    long before = offences("TLS_ALPN");
    SSLContext context = RawPeer.context(RawPeer.certificateOf(TestKeys.key(++lastNumber)));
    try (SSLSocket socket = RawPeer.connect(node.port(), context)) {
      socket.startHandshake();
      assertEndsWithoutHello(socket);
    }
    assertEquals(before + 1, offences("TLS_ALPN"));
  }

  @Test
  void noClientCertificateIsRefused() throws IOException {
    try (SSLSocket socket = RawPeer.connect(node.port(), RawPeer.context(), RawPeer.ALPN)) {
      assertRefused(socket);
    }
  }

  @Test
  void aChainOfTwoCertificatesIsRefused() throws IOException {
    KeyPair key = TestKeys.key(++lastNumber);
    byte[] certificate = NodeCertificate.of(key, TestKeys.ED25519);
    assertCertificateRefused("CERTIFICATE_CHAIN", key, certificate, certificate);
  }

  @Test
  void aCertificateWithAnotherSerialNumberIsRefused() throws IOException {
    KeyPair key = TestKeys.key(++lastNumber);
    byte[] certificate = NodeCertificate.of(key, TestKeys.ED25519);
    int serialAt = indexOf(certificate, HexFormat.of().parseHex("020101")) + 2;
    certificate[serialAt] = 2;
    resign(certificate, key);
    assertCertificateRefused("CERTIFICATE_FORM", key, certificate);
  }

  @Test
  void aCertificateThatItsKeyDidNotSignIsRefused() throws IOException {
    KeyPair key = TestKeys.key(++lastNumber);
    byte[] certificate = NodeCertificate.of(key, TestKeys.ED25519);
    resign(certificate, TestKeys.key(++lastNumber));
    assertCertificateRefused("CERTIFICATE_SIGNATURE", key, certificate);
  }

  @Test
  void theCertificateOfAnotherNodeIsRefused() throws IOException {
    byte[] stolen = NodeCertificate.of(TestKeys.key(2), TestKeys.ED25519);
    SSLContext context = RawPeer.context(RawPeer.certificateOf(TestKeys.key(++lastNumber), stolen));
    try (SSLSocket socket = RawPeer.connect(node.port(), context, RawPeer.ALPN)) {
      assertRefused(socket);
    }
  }

  @Test
  void aMessageBeforeHelloIsAnOffence() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber)) {
      peer.send(TestNode.VOTE, new byte[] {1});
      assertOffence("MESSAGE_BEFORE_HELLO", peer);
    }
  }

  @Test
  void aMessageBeforeAcknowledgingIsAnOffence() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber)) {
      peer.send(MessageTypes.HELLO, peer.hello());
      peer.send(TestNode.VOTE, new byte[] {1});
      assertOffence("MESSAGE_BEFORE_ACK", peer);
    }
  }

  /// The header alone is refused: nobody of no network makes this node collect megabytes.
  @Test
  void theFirstBytesOfALongMessageBeforeHelloAreAnOffence() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber)) {
      peer.write(HexFormat.of().parseHex("bfff0050000011"));
      assertOffence("MESSAGE_BEFORE_HELLO", peer);
    }
  }

  @Test
  void aSecondHelloIsAnOffence() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber).introduce()) {
      node.awaitConnected(peer.id());
      peer.send(MessageTypes.HELLO, peer.hello());
      assertOffence("SECOND_HELLO", peer);
      assertEquals(
          Disconnection.here(DisconnectReason.OFFENCE, "SECOND_HELLO"),
          node.awaitDisconnected(peer.id()));
    }
  }

  @Test
  void anotherGenesisIsToldAndNotBanned() throws IOException {
    for (int i = 0; i < 2; i++) {
      try (RawPeer peer = RawPeer.dial(node.port(), 90)) {
        peer.send(MessageTypes.HELLO, peer.helloOf(STRANGER));
        assertEquals(DisconnectReason.WRONG_GENESIS, peer.readGoodbye().reason());
      }
    }
  }

  @Test
  void anotherProtocolVersionIsTold() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber)) {
      byte[] hello = peer.hello();
      hello[0] = 9;
      peer.send(MessageTypes.HELLO, hello);
      assertEquals(
          new Goodbye(DisconnectReason.WRONG_PROTOCOL, "this node speaks version 1, not 9"),
          peer.readGoodbye());
    }
  }

  @Test
  void aNodeThatReachesItselfIsTold() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), 1)) {
      assertEquals(DisconnectReason.SELF, peer.readGoodbye().reason());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0004 00000000 10, FRAME_EMPTY",
    "0004 80000000 10, FRAME_TOO_LONG",
    "0004 7fffffff 10, FRAME_TOO_LONG",
    "0004 ffffffff 10, FRAME_TOO_LONG",
    "0004 00000001 fe, FRAME_TYPE_UNKNOWN",
    "c004 00000001 10, FRAME_LANE_WRONG",
    "0001 0000, PIECE_SPLITS_HEADER"
  })
  void aBrokenFrameEndsTheConnectionAndBansTheNode(String hex, String rule) throws IOException {
    int number = ++lastNumber;
    try (RawPeer peer = RawPeer.dial(node.port(), number).introduce()) {
      node.awaitConnected(peer.id());
      peer.write(HexFormat.of().parseHex(hex.replace(" ", "")));
      assertOffence(rule, peer);
      node.awaitDisconnected(peer.id());
    }
    try (RawPeer again = RawPeer.dial(node.port(), number)) {
      assertEquals(DisconnectReason.BANNED, again.readGoodbye().reason());
    }
  }

  @Test
  void aTruncatedFrameFollowedBySilenceTimesOut() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber).introduce()) {
      node.awaitConnected(peer.id());
      peer.write(new byte[] {0, 33, 0, 0, 0, 30, 16});
      Disconnection why = node.awaitDisconnected(peer.id());
      assertEquals(Disconnection.here(DisconnectReason.TIMEOUT, "nothing heard"), why);
    }
  }

  @Test
  void anUnfinishedHandshakeTimesOut() throws IOException {
    try (RawPeer peer = RawPeer.dial(node.port(), ++lastNumber);
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      assertEquals(new Goodbye(DisconnectReason.TIMEOUT, "handshake"), peer.readGoodbye());
      assertEquals(-1, silent.getInputStream().read());
    }
  }

  @Test
  void whatTheNodePenalisesIsDisconnectedAndBanned() throws IOException {
    int number = ++lastNumber;
    try (RawPeer peer = RawPeer.dial(node.port(), number).introduce()) {
      node.awaitConnected(peer.id());
      node.network.penalise(peer.id(), "VOTE_SIGNATURE");
      assertOffence("VOTE_SIGNATURE", peer);
    }
    try (RawPeer again = RawPeer.dial(node.port(), number)) {
      assertEquals(DisconnectReason.BANNED, again.readGoodbye().reason());
    }
  }

  private void assertOffence(String rule, RawPeer peer) throws IOException {
    assertEquals(new Goodbye(DisconnectReason.OFFENCE, rule), peer.readGoodbye());
    assertTrue(offences(rule) > 0);
  }

  private static void assertClosedAfter(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes);
      byte[] answer = readToEnd(socket);
      assertTrue(answer.length <= 7, "at most a TLS alert");
    }
  }

  private static byte[] readToEnd(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException reset) {
      return new byte[0];
    }
  }

  private static void assertCertificateRefused(String rule, KeyPair key, byte[]... chain)
      throws IOException {
    long before = offences(rule);
    SSLContext context = RawPeer.context(RawPeer.certificateOf(key, chain));
    try (SSLSocket socket = RawPeer.connect(node.port(), context, RawPeer.ALPN)) {
      assertRefused(socket);
    }
    assertEquals(before + 1, offences(rule));
  }

  /// A client of TLS 1.3 may think that it is connected before the node has judged it.
  private static void assertRefused(SSLSocket socket) {
    assertThrows(
        IOException.class,
        () -> {
          socket.startHandshake();
          assertEquals(-1, socket.getInputStream().read());
          throw new IOException("closed");
        });
  }

  private static void assertEndsWithoutHello(SSLSocket socket) {
    byte[] answer = readToEnd(socket);
    assertArrayEquals(
        new byte[] {0}, Arrays.copyOf(answer, 1), "at most a GOODBYE in the first lane");
    assertEquals(MessageTypes.GOODBYE_NUMBER, answer[6]);
  }

  private static long offences(String rule) {
    return node.network.statistics().offences().getOrDefault(rule, 0L);
  }

  private static void resign(byte[] certificate, KeyPair key) {
    int contentEnd = certificate.length - 64 - 10;
    byte[] content = Arrays.copyOfRange(certificate, contentAt(certificate), contentEnd);
    byte[] signature = TestKeys.ED25519.sign(key, content).bytes();
    System.arraycopy(signature, 0, certificate, certificate.length - 64, 64);
  }

  /// After the outer tag and its length in the long form.
  private static int contentAt(byte[] certificate) {
    return 2 + (certificate[1] & 0x7F);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    int index = 0;
    while (!Arrays.equals(bytes, index, index + wanted.length, wanted, 0, wanted.length)) {
      index++;
    }
    return index;
  }

  private static PeerLimits impatient() {
    PeerLimits limits = PeerLimits.loopback();
    return new PeerLimits(
        limits.connections(),
        new PeerLimits.Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofMillis(2500),
            Duration.ofMinutes(1)),
        limits.queues(),
        limits.rates());
  }
}

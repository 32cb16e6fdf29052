package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.p2p.Decoded;
import cairn.p2p.FrameDecoder;
import cairn.p2p.Goodbye;
import cairn.p2p.Handshake;
import cairn.p2p.LocalNode;
import cairn.p2p.MessageType;
import cairn.p2p.MessageTypes;
import cairn.p2p.NodeCertificate;
import cairn.p2p.NodeId;
import cairn.p2p.SecureChannel;
import cairn.p2p.TestKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// The other end of a connection over the JDK's own TLS sockets, which can misbehave in any way.
final class RawPeer implements AutoCloseable {
  static final String ALPN = "cairn/1";
  private static final int PATIENCE_MILLIS = 20_000;

  final LocalNode local;
  final SSLSocket socket;
  private final Handshake handshake;
  private final FrameDecoder decoder = new FrameDecoder(new MessageTypes(TestNode.TYPES));
  private ByteBuffer unread = ByteBuffer.allocate(0);

  private RawPeer(LocalNode local, SSLSocket socket) throws IOException {
    this.local = local;
    this.socket = socket;
    this.handshake = new Handshake(local, TestKeys.ED25519);
    decoder.admitAll();
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /// Dials with the certificate of the node with this number, and finishes TLS.
  static RawPeer dial(int port, int number) throws IOException {
    SSLSocket socket = connect(port, context(certificateOf(TestKeys.key(number))), ALPN);
    RawPeer peer = new RawPeer(TestKeys.node(number), socket);
    socket.startHandshake();
    return peer;
  }

  static SSLSocket connect(int port, SSLContext context, String... alpn) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    socket.setSSLParameters(parameters);
    return socket;
  }

  /// Listens with the certificate of the node with this number.
  static SSLServerSocket listen(int number) throws IOException {
    SSLServerSocket server =
        (SSLServerSocket)
            context(certificateOf(TestKeys.key(number)))
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MILLIS);
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {ALPN});
    parameters.setNeedClientAuth(true);
    server.setSSLParameters(parameters);
    return server;
  }

  /// Waits for a connection to `server`, and finishes TLS.
  static RawPeer accept(SSLServerSocket server, int number) throws IOException {
    RawPeer peer = new RawPeer(TestKeys.node(number), (SSLSocket) server.accept());
    peer.socket.startHandshake();
    return peer;
  }

  static KeyManager certificateOf(KeyPair key, byte[]... chain) {
    try {
      byte[] secret = NodeCertificate.encodedSecret(key);
      PrivateKey privateKey =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(secret));
      X509Certificate[] certificates = new X509Certificate[chain.length];
      for (int i = 0; i < chain.length; i++) {
        certificates[i] = parse(chain[i]);
      }
      return new ChainKey(privateKey, certificates);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyManager certificateOf(KeyPair key) {
    return certificateOf(key, NodeCertificate.of(key, TestKeys.ED25519));
  }

  static SSLContext context(KeyManager... keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust = {new CertificateTrust(TestKeys.ED25519)};
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  NodeId id() {
    return local.id();
  }

  /// A right HELLO for this connection.
  byte[] hello() {
    return handshake.hello(channel(), 3, Optional.empty());
  }

  /// Says HELLO as another genesis would, or as this one.
  byte[] helloOf(LocalNode other) {
    return new Handshake(other, TestKeys.ED25519).hello(channel(), 3, Optional.empty());
  }

  /// Goes through the whole handshake.
  RawPeer introduce() throws IOException {
    send(MessageTypes.HELLO, hello());
    assertEquals(MessageTypes.HELLO, read().type());
    assertEquals(MessageTypes.HELLO_ACK, read().type());
    send(MessageTypes.HELLO_ACK, new byte[0]);
    return this;
  }

  /// Sends a message of at most 16,000 bytes as one piece.
  void send(MessageType type, byte[] message) throws IOException {
    send(type.lane().number(), type.number(), message);
  }

  void send(int lane, int type, byte[] message) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(7 + message.length);
    piece.putShort((short) (lane << 14 | (4 + message.length)));
    piece.putInt(1 + message.length).put((byte) type).put(message);
    write(piece.array());
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// The next message.
  Decoded.Message read() throws IOException {
    while (true) {
      switch (decoder.next(unread, 0)) {
        case Decoded.Message message -> {
          return message;
        }
        case Decoded.Fault fault -> fail(fault.toString());
        case Decoded.Incomplete incomplete -> {
          byte[] chunk = new byte[20_000];
          int count = socket.getInputStream().read(chunk);
          if (count < 0) {
            throw new IOException("closed");
          }
          unread = ByteBuffer.wrap(chunk, 0, count);
        }
      }
    }
  }

  /// Reads until the other side says goodbye.
  Goodbye readGoodbye() throws IOException {
    while (true) {
      Decoded.Message message = read();
      if (message.type().equals(MessageTypes.GOODBYE)) {
        return Goodbye.decode(message.bytes());
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private SecureChannel channel() {
    try {
      ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
      byte[] der = session.getPeerCertificates()[0].getEncoded();
      byte[] exported =
          session.exportKeyingMaterialData(
              Handshake.EXPORTER_LABEL, null, Handshake.EXPORTER_BYTES);
      return new SecureChannel(NodeCertificate.keyOf(der), Hash.of(exported));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}

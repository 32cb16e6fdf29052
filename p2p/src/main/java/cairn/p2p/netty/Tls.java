package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.p2p.Direction;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import cairn.p2p.Handshake;
import cairn.p2p.NodeCertificate;
import cairn.p2p.PeerNetworkException;
import cairn.p2p.SecureChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.concurrent.Executor;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/// TLS as Cairn uses it: version 1.3 only, by the JDK's own implementation, both sides with the
/// certificate of their node key, and ALPN `cairn/1`. There is no plaintext mode.
final class Tls {
  private static final String PROTOCOL = "cairn/1";
  private static final String VERSION = "TLSv1.3";
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private final SSLContext context;

  private Tls(SSLContext context) {
    this.context = context;
  }

  static Tls of(KeyPair nodeKey, Ed25519 ed25519) {
    try {
      PrivateKey key = privateKey(nodeKey);
      byte[] der = NodeCertificate.of(nodeKey, ed25519);
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      SSLContext context = SSLContext.getInstance(VERSION);
      context.init(
          new KeyManager[] {new OneKey(key, certificate)},
          new TrustManager[] {new CertificateTrust(ed25519)},
          null);
      return new Tls(context);
    } catch (GeneralSecurityException e) {
      throw new PeerNetworkException("this Java has no TLS 1.3 with Ed25519", e);
    }
  }

  /// The handler of one connection. The public-key work of its handshake runs on `executor`, so
  /// that it does not hold up the messages of others.
  ///
  /// It is built on the JDK's engine directly: Netty's own contexts first probe what else the JDK
  /// could do, which takes a third of a second when a node starts. An engine that knows no host and
  /// port resumes no sessions, so each handshake shows the certificates.
  SslHandler handler(Direction direction, Executor executor) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(direction == Direction.OUTBOUND);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {VERSION});
    parameters.setCipherSuites(CIPHERS.clone());
    parameters.setApplicationProtocols(new String[] {PROTOCOL});
    if (direction == Direction.INBOUND) {
      parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine, executor);
    // The connection has one timeout for the whole handshake, HELLO included.
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(1_000);
    return handler;
  }

  /// Whether both sides agreed to speak Cairn's protocol (ALPN).
  static boolean speaksCairn(SslHandler handler) {
    return PROTOCOL.equals(handler.engine().getApplicationProtocol());
  }

  /// The other end of a finished handshake.
  static SecureChannel channel(SslHandler handler) throws SSLException {
    if (!(handler.engine().getSession() instanceof ExtendedSSLSession session)) {
      throw new SSLException("the TLS session exports no keying material");
    }
    try {
      byte[] certificate = session.getPeerCertificates()[0].getEncoded();
      byte[] exported =
          session.exportKeyingMaterialData(
              Handshake.EXPORTER_LABEL, null, Handshake.EXPORTER_BYTES);
      return new SecureChannel(NodeCertificate.keyOf(certificate), Hash.of(exported));
    } catch (GeneralSecurityException e) {
      throw new SSLException(e);
    }
  }

  /// What a failed TLS handshake means. Only what this side refused is an offence: an alert from
  /// the other side is its own verdict on us.
  static Disconnection failure(Throwable failure, Direction direction) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateTrust.Refused refused) {
        return Disconnection.here(DisconnectReason.OFFENCE, refused.rule());
      }
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof SSLException && !message.contains("alert")) {
      return direction == Direction.INBOUND
          ? Disconnection.here(DisconnectReason.OFFENCE, "TLS_HANDSHAKE")
          : Disconnection.here(DisconnectReason.LOST, message);
    }
    return Disconnection.there(DisconnectReason.LOST, message);
  }

  private static PrivateKey privateKey(KeyPair nodeKey) throws GeneralSecurityException {
    byte[] encoded = NodeCertificate.encodedSecret(nodeKey);
    try {
      return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}

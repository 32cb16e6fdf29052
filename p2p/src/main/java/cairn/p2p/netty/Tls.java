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
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;

/// TLS as Cairn uses it: version 1.3 only, by the JDK's own implementation, both sides with the
/// certificate of their node key, and ALPN `cairn/1`. There is no plaintext mode.
final class Tls {
  static final String PROTOCOL = "cairn/1";

  private static final List<String> CIPHERS =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private final SslContext server;
  private final SslContext client;

  private Tls(SslContext server, SslContext client) {
    this.server = server;
    this.client = client;
  }

  static Tls of(KeyPair nodeKey, Ed25519 ed25519) {
    try {
      PrivateKey key = privateKey(nodeKey);
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(NodeCertificate.of(nodeKey, ed25519)));
      CertificateTrust trust = new CertificateTrust(ed25519);
      SslContextBuilder server =
          SslContextBuilder.forServer(key, certificate).clientAuth(ClientAuth.REQUIRE);
      SslContextBuilder client =
          SslContextBuilder.forClient()
              .keyManager(key, certificate)
              .endpointIdentificationAlgorithm(null);
      return new Tls(context(server, trust), context(client, trust));
    } catch (GeneralSecurityException | SSLException e) {
      throw new PeerNetworkException("this Java has no TLS 1.3 with Ed25519", e);
    }
  }

  /// The handler of one connection. The public-key work of its handshake runs on `executor`, so
  /// that it does not hold up the messages of others.
  SslHandler handler(Direction direction, ByteBufAllocator allocator, Executor executor) {
    SslContext context =
        switch (direction) {
          case INBOUND -> server;
          case OUTBOUND -> client;
        };
    SslHandler handler = context.newHandler(allocator, executor);
    // The connection has one timeout for the whole handshake, HELLO included.
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(1_000);
    return handler;
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

  private static SslContext context(SslContextBuilder builder, CertificateTrust trust)
      throws SSLException {
    return builder
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3")
        .ciphers(CIPHERS)
        .trustManager(trust)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.FATAL_ALERT,
                SelectedListenerFailureBehavior.FATAL_ALERT,
                PROTOCOL))
        .build();
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

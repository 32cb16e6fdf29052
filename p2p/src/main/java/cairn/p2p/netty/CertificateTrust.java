package cairn.p2p.netty;

import cairn.crypto.Ed25519;
import cairn.p2p.NodeCertificate;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts exactly the certificates that [NodeCertificate] describes, one at a time: who shows one
/// is the node of its key, and TLS then proves that he has the key. No authority, no host names.
final class CertificateTrust extends X509ExtendedTrustManager {
  private final Ed25519 ed25519;

  CertificateTrust(Ed25519 ed25519) {
    this.ed25519 = ed25519;
  }

  /// A refusal of this class's own, with the rule as its message.
  static final class Refused extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String rule;

    Refused(String rule) {
      super(rule);
      this.rule = rule;
    }

    String rule() {
      return rule;
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length != 1) {
      throw new Refused("CERTIFICATE_CHAIN");
    }
    try {
      NodeCertificate.check(chain[0].getEncoded(), ed25519);
    } catch (NodeCertificate.RefusedException e) {
      throw new Refused(e.rule());
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}

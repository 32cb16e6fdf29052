package cairn.p2p.netty;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Shows any chain of certificates with any key.
final class ChainKey extends X509ExtendedKeyManager {
  private final PrivateKey key;
  private final X509Certificate[] chain;

  ChainKey(PrivateKey key, X509Certificate[] chain) {
    this.key = key;
    this.chain = chain;
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return "any";
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return "any";
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return "any";
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return "any";
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return new String[] {"any"};
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return new String[] {"any"};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain;
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }
}

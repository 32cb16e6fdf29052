package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.crypto.KeyPair;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NodeCertificateTest {
  private static final KeyPair KEY = TestKeys.key(1);
  private static final byte[] DER = NodeCertificate.of(KEY, TestKeys.ED25519);

  @Test
  void isACertificateToEverybodyElse() throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(DER));

    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity();
    assertEquals(3, certificate.getVersion());
    assertEquals("CN=cairn", certificate.getSubjectX500Principal().getName());
    assertArrayEquals(
        NodeCertificate.encoded(KEY.publicKey()), certificate.getPublicKey().getEncoded());
    assertArrayEquals(DER, certificate.getEncoded());
  }

  @Test
  void showsTheKeyThatSignedIt() throws Exception {
    assertEquals(KEY.publicKey(), NodeCertificate.check(DER, TestKeys.ED25519));
    assertEquals(KEY.publicKey(), NodeCertificate.keyOf(DER));
  }

  @Test
  void anyOtherByteIsRefused() {
    for (int i = 0; i < DER.length; i++) {
      byte[] changed = DER.clone();
      changed[i] ^= 4;
      assertThrows(
          NodeCertificate.RefusedException.class,
          () -> NodeCertificate.check(changed, TestKeys.ED25519),
          "byte " + i);
    }
    assertEquals("CERTIFICATE_FORM", refusal(Arrays.copyOf(DER, DER.length - 1)));
    assertEquals("CERTIFICATE_FORM", refusal(Arrays.copyOf(DER, DER.length + 1)));
  }

  @Test
  void aKeyOfSmallOrderIsRefusedBeforeItsSignature() {
    byte[] smallOrder = DER.clone();
    int keyAt = DER.length - 64 - 10 - 32;
    Arrays.fill(smallOrder, keyAt, keyAt + 32, (byte) 0);

    assertEquals("CERTIFICATE_KEY", refusal(smallOrder));
  }

  private static String refusal(byte[] der) {
    return assertThrows(
            NodeCertificate.RefusedException.class,
            () -> NodeCertificate.check(der, TestKeys.ED25519))
        .rule();
  }
}

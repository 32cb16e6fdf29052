package cairn.p2p;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// The X.509 certificate by which a node shows its key in TLS.
///
/// It says nothing but the key, so all its other bytes are fixed: a version 3 certificate without
/// extensions, serial number 1, issuer and subject `CN=cairn`, valid from 2020 to 9999, signed with
/// Ed25519 by the key itself (RFC 5280, RFC 8410). Each key has exactly one certificate, and
/// whatever differs from it in one byte is refused before a TLS library's judgement is asked.
public final class NodeCertificate {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] ED25519 = HEX.parseHex("300506032b6570");
  private static final byte[] VERSION_AND_SERIAL = HEX.parseHex("a003020102" + "020101");
  private static final byte[] NAME =
      HEX.parseHex("3010" + "310e" + "300c" + "0603550403" + "0c05" + "636169726e");
  private static final byte[] VALIDITY =
      der(
          0x30,
          der(0x17, "200101000000Z".getBytes(StandardCharsets.US_ASCII)),
          der(0x18, "99991231235959Z".getBytes(StandardCharsets.US_ASCII)));
  private static final byte[] PUBLIC_KEY_HEAD = HEX.parseHex("302a300506032b6570032100");
  private static final byte[] SECRET_KEY_HEAD = HEX.parseHex("302e020100300506032b657004220420");

  /// After the key, which ends the signed content, come the algorithm and the head of a bit string.
  private static final int KEY_TO_SIGNATURE = PublicKey.BYTES + ED25519.length + 3;

  private static final int LENGTH =
      assemble(
              content(PublicKey.of(new byte[PublicKey.BYTES])),
              Signature.of(new byte[Signature.BYTES]))
          .length;

  private NodeCertificate() {}

  /// A certificate was refused; `rule` names why.
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String rule;

    RefusedException(String rule) {
      super(rule, null, false, false);
      this.rule = rule;
    }

    public String rule() {
      return rule;
    }
  }

  /// The certificate of a node key, in DER.
  public static byte[] of(KeyPair nodeKey, Ed25519 ed25519) {
    byte[] content = content(nodeKey.publicKey());
    return assemble(content, ed25519.sign(nodeKey, content));
  }

  /// The key that a certificate shows; throws unless it is byte for byte the one certificate of a
  /// valid key, signed by that key.
  public static PublicKey check(byte[] certificate, Ed25519 ed25519) throws RefusedException {
    if (certificate.length != LENGTH) {
      throw new RefusedException("CERTIFICATE_FORM");
    }
    PublicKey key = keyOf(certificate);
    Signature signature =
        Signature.of(Arrays.copyOfRange(certificate, LENGTH - Signature.BYTES, LENGTH));
    byte[] content = content(key);
    if (!Arrays.equals(certificate, assemble(content, signature))) {
      throw new RefusedException("CERTIFICATE_FORM");
    }
    if (!ed25519.isValid(key)) {
      throw new RefusedException("CERTIFICATE_KEY");
    }
    if (!ed25519.verify(key, content, signature)) {
      throw new RefusedException("CERTIFICATE_SIGNATURE");
    }
    return key;
  }

  /// The key of a certificate that was checked before.
  public static PublicKey keyOf(byte[] certificate) {
    int at = LENGTH - Signature.BYTES - KEY_TO_SIGNATURE;
    return PublicKey.of(Arrays.copyOfRange(certificate, at, at + PublicKey.BYTES));
  }

  /// A public key as the SubjectPublicKeyInfo of RFC 8410.
  public static byte[] encoded(PublicKey key) {
    return concat(PUBLIC_KEY_HEAD, key.bytes());
  }

  /// A secret key as the PKCS #8 of RFC 8410; the caller should overwrite it when done.
  public static byte[] encodedSecret(KeyPair key) {
    return concat(SECRET_KEY_HEAD, key.secret().seed());
  }

  private static byte[] content(PublicKey key) {
    return der(0x30, VERSION_AND_SERIAL, ED25519, NAME, VALIDITY, NAME, encoded(key));
  }

  private static byte[] assemble(byte[] content, Signature signature) {
    return der(0x30, content, ED25519, der(0x03, new byte[] {0}, signature.bytes()));
  }

  /// A DER value: tag, length in the short or a long form, contents.
  private static byte[] der(int tag, byte[]... parts) {
    byte[] body = concat(parts);
    if (body.length < 0x80) {
      return concat(new byte[] {(byte) tag, (byte) body.length}, body);
    }
    if (body.length <= 0xFF) {
      return concat(new byte[] {(byte) tag, (byte) 0x81, (byte) body.length}, body);
    }
    byte[] head = {(byte) tag, (byte) 0x82, (byte) (body.length >> 8), (byte) body.length};
    return concat(head, body);
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] whole = new byte[length];
    int position = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, position, part.length);
      position += part.length;
    }
    return whole;
  }
}

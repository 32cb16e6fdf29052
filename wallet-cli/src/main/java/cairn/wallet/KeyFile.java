package cairn.wallet;

import cairn.codec.BcsWriter;
import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// An account's secret key, encrypted under a password: version 1 of Cairn's key file, in JSON.
///
/// The secret key's 32 bytes are encrypted with AES-256-GCM under a key that [KeyDerivation] makes
/// of the password. All that stands in clear (version, name, public key, derivation) is
/// authenticated with it as BCS, so that no field can be changed unnoticed. The format is described
/// in docs/key-file.md.
///
/// @param name what its owner calls the account, 1 to 64 characters
/// @param publicKey the account
/// @param derivation from the password to the encryption key
/// @param nonceHex 12 random bytes in hex
/// @param ciphertextHex the encrypted secret key with its 16-byte tag, in hex
public record KeyFile(
    String name,
    PublicKey publicKey,
    KeyDerivation derivation,
    String nonceHex,
    String ciphertextHex) {
  static final int MAX_BYTES = 64 * 1024;

  private static final int VERSION = 1;
  private static final String TYPE = "cairn-account-key";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxNestingDepth(8)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public KeyFile {
    if (name.isEmpty() || name.length() > 64) {
      throw new KeyFileException("its name is not of 1..64 characters");
    }
    if (bytes(nonceHex).length != NONCE_BYTES
        || bytes(ciphertextHex).length != SecretKey.BYTES + TAG_BITS / 8) {
      throw new KeyFileException("its nonce or ciphertext has the wrong length");
    }
  }

  /// Encrypts `key` under `password`.
  public static KeyFile seal(
      String name, KeyPair key, char[] password, KeyDerivation derivation, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] header = header(name, key.publicKey(), derivation);
    byte[] seed = key.secret().seed();
    byte[] encryptionKey = derivation.derive(password);
    try {
      byte[] ciphertext = aes(Cipher.ENCRYPT_MODE, encryptionKey, nonce, header).doFinal(seed);
      HexFormat hex = HexFormat.of();
      return new KeyFile(
          name, key.publicKey(), derivation, hex.formatHex(nonce), hex.formatHex(ciphertext));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(encryptionKey, (byte) 0);
    }
  }

  /// Decrypts the key. A wrong password and a damaged file give the same error, after the same
  /// work.
  public KeyPair open(char[] password, Ed25519 ed25519) {
    byte[] encryptionKey = derivation.derive(password);
    byte[] header = header(name, publicKey, derivation);
    byte[] seed = new byte[0];
    try {
      seed =
          aes(Cipher.DECRYPT_MODE, encryptionKey, bytes(nonceHex), header)
              .doFinal(bytes(ciphertextHex));
      KeyPair key = KeyPair.of(SecretKey.of(seed), ed25519);
      if (!key.publicKey().equals(publicKey)) {
        throw new KeyFileException("its public key is not that of the secret key in it");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new KeyFileException("the password is wrong, or the file is damaged");
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(encryptionKey, (byte) 0);
    }
  }

  /// Reads a key file's JSON; throws [KeyFileException] that says what is wrong with it.
  public static KeyFile parse(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new KeyFileException("it is larger than 64 KiB");
    }
    Document document;
    try {
      document =
          Optional.ofNullable(JSON.readValue(json, Document.class))
              .orElseThrow(() -> new KeyFileException("it is not a key file"));
    } catch (JacksonException e) {
      throw new KeyFileException("it is not a key file: its JSON has not the fields of one");
    }
    if (document.version != VERSION || !document.type.equals(TYPE)) {
      throw new KeyFileException(
          "it is of type %s, version %d; this program reads %s, version %d"
              .formatted(document.type, document.version, TYPE, VERSION));
    }
    if (!document.kdf.name.equals("argon2id") || !document.cipher.name.equals("aes-256-gcm")) {
      throw new KeyFileException("it is encrypted in a way that version 1 does not know");
    }
    try {
      Kdf kdf = document.kdf;
      return new KeyFile(
          document.name,
          PublicKey.parse(document.publicKey),
          new KeyDerivation(kdf.memoryKib, kdf.iterations, kdf.parallelism, kdf.salt),
          document.cipher.nonce,
          document.cipher.ciphertext);
    } catch (IllegalArgumentException e) {
      throw new KeyFileException("it has a field that is not hexadecimal of the right length");
    }
  }

  /// The JSON text of the file.
  byte[] toJson() {
    Document document =
        new Document(
            VERSION,
            TYPE,
            name,
            publicKey.toString(),
            new Kdf(
                "argon2id",
                derivation.memoryKib(),
                derivation.iterations(),
                derivation.parallelism(),
                derivation.saltHex()),
            new Encryption("aes-256-gcm", nonceHex, ciphertextHex));
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "KeyFile[" + name + ", " + publicKey + "]";
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static Cipher aes(int mode, byte[] key, byte[] nonce, byte[] header)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(header);
    return cipher;
  }

  private static byte[] header(String name, PublicKey publicKey, KeyDerivation derivation) {
    BcsWriter writer = new BcsWriter();
    writer.string(TYPE).u16(VERSION).string(name);
    publicKey.write(writer);
    writer
        .u32(derivation.memoryKib())
        .u32(derivation.iterations())
        .u32(derivation.parallelism())
        .bytes(HexFormat.of().parseHex(derivation.saltHex()));
    return writer.toByteArray();
  }

  private record Document(
      int version, String type, String name, String publicKey, Kdf kdf, Encryption cipher) {}

  private record Kdf(String name, int memoryKib, int iterations, int parallelism, String salt) {}

  private record Encryption(String name, String nonce, String ciphertext) {}
}

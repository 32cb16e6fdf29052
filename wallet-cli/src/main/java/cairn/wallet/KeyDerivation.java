package cairn.wallet;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// How a password becomes an encryption key: Argon2id (RFC 9106), version 0x13, with parameters
/// that are bounded before they are used, so that a file from elsewhere can neither exhaust the
/// memory nor pass off a weak derivation.
///
/// @param memoryKib 19,456 (19 MiB, the least that OWASP advises) to 1,048,576
/// @param iterations 1 to 16; at least 2 below 47,104 KiB of memory
/// @param parallelism lanes, 1 to 16
/// @param saltHex 16 to 64 bytes in hex
public record KeyDerivation(int memoryKib, int iterations, int parallelism, String saltHex) {
  static final int KEY_BYTES = 32;
  static final int SALT_BYTES = 16;

  /// RFC 9106's second recommendation: 64 MiB, three passes, four lanes.
  static final int STRONG_MEMORY_KIB = 64 * 1024;

  private static final int MIN_MEMORY_KIB = 19_456;
  private static final int ONE_PASS_MEMORY_KIB = 47_104;
  private static final int MAX_MEMORY_KIB = 1024 * 1024;
  private static final int MAX_ITERATIONS = 16;
  private static final int MAX_PARALLELISM = 16;
  private static final int MAX_SALT_BYTES = 64;

  public KeyDerivation {
    if (memoryKib < MIN_MEMORY_KIB || memoryKib > MAX_MEMORY_KIB) {
      throw new KeyFileException("its Argon2id memory is not in 19 MiB..1 GiB");
    }
    if (iterations < (memoryKib < ONE_PASS_MEMORY_KIB ? 2 : 1) || iterations > MAX_ITERATIONS) {
      throw new KeyFileException("its Argon2id iterations are out of bounds");
    }
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw new KeyFileException("its Argon2id parallelism is not in 1..16");
    }
    int saltBytes = HexFormat.of().parseHex(saltHex).length;
    if (saltBytes < SALT_BYTES || saltBytes > MAX_SALT_BYTES) {
      throw new KeyFileException("its salt is not of 16..64 bytes");
    }
  }

  /// What a new key file of a person's gets.
  public static KeyDerivation strong(SecureRandom random) {
    return new KeyDerivation(STRONG_MEMORY_KIB, 3, 4, salt(random));
  }

  /// The cheapest that is accepted; for the throw-away keys of a local network.
  public static KeyDerivation light(SecureRandom random) {
    return new KeyDerivation(MIN_MEMORY_KIB, 2, 1, salt(random));
  }

  /// The key of a password. The password is taken in Unicode form NFKD without control characters,
  /// so that it does not matter which keyboard typed it.
  byte[] derive(char[] password) {
    byte[] bytes = normalised(password).getBytes(StandardCharsets.UTF_8);
    try {
      Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
      argon2.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(memoryKib)
              .withIterations(iterations)
              .withParallelism(parallelism)
              .withSalt(HexFormat.of().parseHex(saltHex))
              .build());
      byte[] key = new byte[KEY_BYTES];
      argon2.generateBytes(bytes, key);
      return key;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static String salt(SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
  }

  /// What of a password counts.
  static String normalised(char[] password) {
    String text = Normalizer.normalize(new String(password), Normalizer.Form.NFKD);
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints().filter(c -> !Character.isISOControl(c)).forEach(kept::appendCodePoint);
    return kept.toString();
  }
}

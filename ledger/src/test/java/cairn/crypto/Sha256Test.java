package cairn.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256Test {
  /// FIPS 180-4 examples.
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  })
  void hashesThePublishedExamples(String text, String hex) {
    byte[] hash = Sha256.digest().digest(text.getBytes(StandardCharsets.US_ASCII));

    assertEquals(hex, HexFormat.of().formatHex(hash));
  }

  @Test
  void isThePlatformsOwnHashWhateverThePieces() throws NoSuchAlgorithmException {
    Random random = new Random(17);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      int cut = random.nextInt(bytes.length + 1);

      MessageDigest digest = Sha256.digest();
      digest.update(bytes, 0, cut);
      digest.update(bytes, cut, bytes.length - cut);

      assertArrayEquals(
          MessageDigest.getInstance("SHA-256").digest(bytes), digest.digest(), "seed 17, " + i);
    }
  }

  @Test
  void eachDigestIsOnItsOwn() {
    MessageDigest first = Sha256.digest();
    first.update((byte) 1);

    byte[] second = Sha256.digest().digest();

    assertArrayEquals(Sha256.digest().digest(), second);
  }
}

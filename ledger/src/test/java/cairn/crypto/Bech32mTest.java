package cairn.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bech32mTest {
  private static final byte[] KEY =
      HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  private static final String TEXT =
      "cairn16adfsqvzky9t042tlmfujeq88g8wzuhnm2nzxfd0qgdx3ac82ydqexu6sj";
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

  @Test
  void answersAsBip350() throws IOException {
    List<String> lines =
        new String(
                Bech32mTest.class.getResourceAsStream("/vectors/bech32m-bip350.txt").readAllBytes(),
                StandardCharsets.US_ASCII)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertEquals(21, lines.size());
    for (String line : lines) {
      String text = unescaped(line.substring(line.indexOf(' ') + 1));
      if (line.startsWith("valid ")) {
        String again = Bech32m.encode(Bech32m.decode(text));
        assertEquals(text.toLowerCase(Locale.ROOT), again);
      } else {
        assertThrows(IllegalArgumentException.class, () -> Bech32m.decode(text), line);
      }
    }
  }

  @Test
  void encodesAKeyAndReadsItInEitherCase() {
    assertEquals(TEXT, Bech32m.encode("cairn", KEY));
    assertArrayEquals(KEY, Bech32m.decode("cairn", 32, TEXT));
    assertArrayEquals(KEY, Bech32m.decode("cairn", 32, TEXT.toUpperCase(Locale.ROOT)));
    assertEquals("cairn", Bech32m.prefix(TEXT));
  }

  @Test
  void roundTripsEveryLength() {
    Random random = new Random(1);
    for (int length = 0; length <= 48; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertArrayEquals(bytes, Bech32m.decode("cairn", length, Bech32m.encode("cairn", bytes)));
    }
    assertThrows(IllegalArgumentException.class, () -> Bech32m.encode("cairn", new byte[49]));
    assertThrows(IllegalArgumentException.class, () -> Bech32m.encode("Cairn", new byte[1]));
    assertThrows(IllegalArgumentException.class, () -> Bech32m.encode("", new byte[1]));
  }

  @Test
  void everyWrongCharacterIsLocated() {
    for (int place = 6; place < TEXT.length(); place++) {
      for (int i = 0; i < ALPHABET.length(); i++) {
        String wrong = with(TEXT, place, ALPHABET.charAt(i));
        if (!wrong.equals(TEXT)) {
          assertEquals(
              "character %d, '%s', looks mistyped".formatted(place + 1, wrong.charAt(place)),
              refusal("cairn", wrong));
        }
      }
    }
  }

  @Test
  void twoWrongCharactersAreLocatedAndThreeRefused() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      int first = 6 + random.nextInt(28);
      int second = first + 1 + random.nextInt(20);
      String two = with(with(TEXT, first, other(first, random)), second, other(second, random));
      String three = with(two, 5 + TEXT.length() - 6, other(TEXT.length() - 1, random));

      assertEquals(
          "characters %d, '%s', and %d, '%s', look mistyped"
              .formatted(first + 1, two.charAt(first), second + 1, two.charAt(second)),
          refusal("cairn", two));
      assertTrue(refusal("cairn", three).contains("mistyped"));
    }
  }

  @Test
  void refusalsSayWhatIsWrong() {
    assertEquals("it begins with 'cairn1', not with 'cairntest1'", refusal("cairntest", TEXT));
    assertEquals("it does not begin with 'cairn1'", refusal("cairn", "hello"));
    assertEquals("it does not begin with 'cairn1'", refusal("cairn", ""));
    assertEquals("it has 63 characters, 1 too few", refusal("cairn", TEXT.substring(0, 63)));
    assertEquals("it has 66 characters, 2 too many", refusal("cairn", TEXT + "qq"));
    assertEquals("it mixes upper and lower case", refusal("cairn", TEXT.replace("tlm", "TLM")));
    assertEquals("character 20, '1', is never used there", refusal("cairn", with(TEXT, 19, '1')));
    assertEquals("character 20, 'o', is never used there", refusal("cairn", with(TEXT, 19, 'o')));
    assertEquals("character 65 is never used there", refusal("cairn", TEXT + " "));
    assertEquals(
        "it has 6000 characters, and at most 90 belong", refusal("cairn", "cairn1".repeat(1000)));
    assertEquals(
        "its checksum is of the older form (bech32, not bech32m)",
        assertThrows(IllegalArgumentException.class, () -> Bech32m.decode("A12UEL5L"))
            .getMessage());
  }

  /// The Kelvin sign is a k in lower case: two texts of one key.
  @Test
  void lookalikesAreRefused() {
    String upper = TEXT.toUpperCase(Locale.ROOT);

    assertEquals(
        "character 15 is never used there", refusal("cairn", upper.replaceFirst("K", "\u212A")));
  }

  @Test
  void superfluousBitsAreRefused() {
    Bech32m.Words words = Bech32m.decode(TEXT);
    List<Integer> values = new java.util.ArrayList<>(words.values());
    values.set(values.size() - 1, values.getLast() ^ 1);

    assertEquals(
        "it has superfluous bits at its end",
        refusal("cairn", Bech32m.encode(new Bech32m.Words("cairn", values))));
  }

  @Test
  void anyTextIsReadOrRefused() {
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "cairn1" : "");
      int length = random.nextInt(70);
      for (int i = 0; i < length; i++) {
        text.append(
            (char)
                (random.nextInt(20) == 0
                    ? random.nextInt(0x300)
                    : ALPHABET.charAt(random.nextInt(32))));
      }
      assertThrows(
          IllegalArgumentException.class, () -> Bech32m.decode("cairn", 32, text.toString()));
    }
  }

  private static String refusal(String hrp, String text) {
    return assertThrows(IllegalArgumentException.class, () -> Bech32m.decode(hrp, 32, text))
        .getMessage();
  }

  private static char other(int place, Random random) {
    int value = ALPHABET.indexOf(TEXT.charAt(place));
    return ALPHABET.charAt((value + 1 + random.nextInt(31)) % 32);
  }

  private static String with(String text, int place, char c) {
    return text.substring(0, place) + c + text.substring(place + 1);
  }

  private static String unescaped(String text) {
    return text.startsWith("\\u")
        ? (char) Integer.parseInt(text.substring(2, 6), 16) + text.substring(6)
        : text;
  }
}

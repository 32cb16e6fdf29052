package cairn.crypto;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Text of bytes for people: bech32m (BIP-350), a readable prefix (hrp), `1`, the bytes in an
/// alphabet of 32 characters that are hard to confuse, and a checksum that detects every error of
/// up to four characters.
///
/// Refusals are [IllegalArgumentException]s whose message is for the person who typed the text. Up
/// to two wrong characters are located; they are not mended, because the mended text might be
/// somebody else's.
public final class Bech32m {
  /// The longest text: up to here the checksum keeps its promise.
  public static final int MAX_LENGTH = 90;

  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int CHECKSUM_LENGTH = 6;
  private static final int MAX_HRP_LENGTH = 83;
  private static final int BECH32M = 0x2bc830a3;
  private static final int BECH32 = 1;
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };

  /// A text whose checksum is right: the prefix, and the values 0..31 without the checksum's.
  record Words(String hrp, List<Integer> values) {}

  private Bech32m() {}

  /// The text of `bytes`, in lower case.
  public static String encode(String hrp, byte[] bytes) {
    return encode(new Words(hrp, toWords(bytes)));
  }

  /// The `byteCount` bytes of a text with this prefix, in which there is no `1`.
  public static byte[] decode(String hrp, int byteCount, String text) {
    requirePlain(text);
    requireForm(hrp, (byteCount * 8 + 4) / 5 + CHECKSUM_LENGTH, text);
    return toBytes(decode(text, hrp.length()).values());
  }

  /// What stands before the first `1`, in lower case, whether or not the rest is right; empty if
  /// there is none.
  public static String prefix(String text) {
    return text.substring(0, Math.max(0, text.indexOf('1'))).toLowerCase(Locale.ROOT);
  }

  static String encode(Words words) {
    String hrp = words.hrp();
    requirePlain(hrp);
    requirePrefix(hrp);
    if (!hrp.equals(hrp.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the prefix is written in lower case");
    }
    int length = hrp.length() + 1 + words.values().size() + CHECKSUM_LENGTH;
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
    }
    List<Integer> values = new ArrayList<>(words.values());
    values.addAll(List.of(0, 0, 0, 0, 0, 0));
    int checksum = polymod(hrp, values) ^ BECH32M;
    StringBuilder text = new StringBuilder(length).append(hrp).append('1');
    for (int value : words.values()) {
      text.append(ALPHABET.charAt(value));
    }
    for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt((checksum >>> (5 * i)) & 31));
    }
    return text.toString();
  }

  static Words decode(String text) {
    requirePlain(text);
    int separator = text.lastIndexOf('1');
    if (separator < 0) {
      throw new IllegalArgumentException("it has no '1' between its prefix and the rest");
    }
    return decode(text, separator);
  }

  private static Words decode(String text, int separator) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException("it mixes upper and lower case");
    }
    String hrp = lower.substring(0, separator);
    requirePrefix(hrp);
    List<Integer> values = values(lower, separator + 1);
    if (values.size() < CHECKSUM_LENGTH) {
      throw new IllegalArgumentException("it is too short to have a checksum");
    }
    int error = polymod(hrp, values) ^ BECH32M;
    if (error != 0) {
      throw new IllegalArgumentException(explain(error, text, separator + 1));
    }
    return new Words(hrp, List.copyOf(values.subList(0, values.size() - CHECKSUM_LENGTH)));
  }

  /// Anything but visible ASCII could look like, or change its case to, another character.
  private static void requirePlain(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "it has " + text.length() + " characters, and at most " + MAX_LENGTH + " belong");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 33 || text.charAt(i) > 126) {
        throw new IllegalArgumentException("character " + (i + 1) + " is never used there");
      }
    }
  }

  /// Says what is wrong with the prefix or the length, where the checksum could only say "wrong".
  private static void requireForm(String hrp, int dataLength, String text) {
    String start = hrp + "1";
    if (!text.regionMatches(true, 0, start, 0, start.length())) {
      String found = prefix(text);
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "it does not begin with '" + start + "'"
              : "it begins with '" + found + "1', not with '" + start + "'");
    }
    int surplus = text.length() - start.length() - dataLength;
    if (surplus != 0) {
      throw new IllegalArgumentException(
          "it has %d characters, %d too %s"
              .formatted(text.length(), Math.abs(surplus), surplus > 0 ? "many" : "few"));
    }
  }

  private static void requirePrefix(String hrp) {
    if (hrp.isEmpty() || hrp.length() > MAX_HRP_LENGTH) {
      throw new IllegalArgumentException("a prefix has 1 to " + MAX_HRP_LENGTH + " characters");
    }
  }

  private static List<Integer> values(String lower, int from) {
    List<Integer> values = new ArrayList<>();
    for (int i = from; i < lower.length(); i++) {
      int value = ALPHABET.indexOf(lower.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException(
            "character %d, '%s', is never used there".formatted(i + 1, lower.charAt(i)));
      }
      values.add(value);
    }
    return values;
  }

  private static int polymod(String hrp, List<Integer> values) {
    int checksum = 1;
    for (int i = 0; i < hrp.length(); i++) {
      checksum = step(checksum) ^ (hrp.charAt(i) >>> 5);
    }
    checksum = step(checksum);
    for (int i = 0; i < hrp.length(); i++) {
      checksum = step(checksum) ^ (hrp.charAt(i) & 31);
    }
    for (int value : values) {
      checksum = step(checksum) ^ value;
    }
    return checksum;
  }

  private static int step(int checksum) {
    int result = (checksum & 0x1ffffff) << 5;
    for (int bit = 0; bit < GENERATOR.length; bit++) {
      if (((checksum >>> (25 + bit)) & 1) == 1) {
        result ^= GENERATOR[bit];
      }
    }
    return result;
  }

  /// The checksum is linear: a wrong character adds an error that depends only on its place and on
  /// what was added to it, and the errors of two add up. Any two have a sum of their own, because
  /// the code detects four.
  private static String explain(int error, String text, int from) {
    if (error == (BECH32 ^ BECH32M)) {
      return "its checksum is of the older form (bech32, not bech32m)";
    }
    Map<Integer, Integer> places = new HashMap<>();
    for (int bits = 1; bits < 32; bits++) {
      int single = bits;
      for (int place = text.length() - 1; place >= from; place--) {
        places.put(single, place);
        single = step(single);
      }
    }
    if (places.containsKey(error)) {
      return "character %s looks mistyped".formatted(name(text, places.get(error)));
    }
    for (Map.Entry<Integer, Integer> entry : places.entrySet()) {
      Integer second = places.get(error ^ entry.getKey());
      if (second != null) {
        return "characters %s and %s look mistyped"
            .formatted(
                name(text, Math.min(entry.getValue(), second)),
                name(text, Math.max(entry.getValue(), second)));
      }
    }
    return "its checksum does not match: some characters are mistyped";
  }

  private static String name(String text, int place) {
    return "%d, '%s',".formatted(place + 1, text.charAt(place));
  }

  private static List<Integer> toWords(byte[] bytes) {
    List<Integer> words = new ArrayList<>();
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | (b & 0xFF)) & 0xFFF;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        words.add((buffer >>> bits) & 31);
      }
    }
    if (bits > 0) {
      words.add((buffer << (5 - bits)) & 31);
    }
    return words;
  }

  /// One value has one text: what is left over is less than a word, and zero.
  private static byte[] toBytes(List<Integer> words) {
    byte[] bytes = new byte[words.size() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int next = 0;
    for (int word : words) {
      buffer = (buffer << 5 | word) & 0xFFF;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[next++] = (byte) (buffer >>> bits);
      }
    }
    if (bits >= 5 || (buffer & ((1 << bits) - 1)) != 0) {
      throw new IllegalArgumentException("it has superfluous bits at its end");
    }
    return bytes;
  }
}

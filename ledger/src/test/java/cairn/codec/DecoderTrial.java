package cairn.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// What every decoder has to stand: random values come back equal, and bytes that it has not seen
/// the like of are refused or are the encoding of what they decode to. Bytes that brought a new
/// refusal or a value are kept and changed again.
public final class DecoderTrial {
  private static final int VALUES = 100;
  private static final int ROUNDS = Boolean.getBoolean("cairn.full") ? 60_000 : 1_500;
  private static final int MAX_BYTES = 1_500;
  private static final int MAX_KEPT = 2_000;

  private final Decoder decoder;
  private final RandomValues values;
  private final Random random;

  public DecoderTrial(Decoder decoder, RandomValues values) {
    this.decoder = decoder;
    this.values = values;
    this.random = new Random(decoder.name().hashCode());
  }

  /// The encodings of some values.
  public List<byte[]> valuesComeBack() {
    List<byte[]> encodings = new ArrayList<>();
    for (int i = 0; encodings.size() < VALUES; i++) {
      if (i > 20 * VALUES) {
        throw new AssertionError(decoder + ": hardly any of the random values can be encoded");
      }
      Object value = values.of(decoder.type());
      if (isEncodable(value)) {
        encodings.add(decoder.checkValue(value));
      }
    }
    return encodings;
  }

  /// No value after all, where a field is out of the range of its integer.
  private boolean isEncodable(Object value) {
    try {
      return decoder.encode().apply(value) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public void otherBytesAreRefusedOrComeBack() {
    List<byte[]> kept = new ArrayList<>(valuesComeBack().subList(0, 20));
    kept.add(new byte[0]);
    kept.add(new byte[64]);
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = changed(chosen(kept), kept);
      String outcome = decoder.check(bytes).refusal();
      if (seen.add(outcome.isEmpty() ? "value of " + bytes.length : outcome)
          && kept.size() < MAX_KEPT) {
        kept.add(bytes);
      }
    }
  }

  /// One that brought something new, half of the time one of the last.
  private byte[] chosen(List<byte[]> kept) {
    int last = random.nextBoolean() ? Math.min(10, kept.size()) : kept.size();
    return kept.get(kept.size() - 1 - random.nextInt(last));
  }

  private byte[] changed(byte[] from, List<byte[]> kept) {
    byte[] bytes = from.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int place = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      byte[] head = Arrays.copyOf(bytes, place);
      bytes =
          switch (random.nextInt(9)) {
            case 0 -> head;
            case 1 -> joined(head, small(random.nextInt(9)), bytes, place);
            case 2 -> joined(bytes, small(random.nextInt(120)), bytes, bytes.length);
            case 3 -> {
              int to = Math.min(bytes.length, place + 1 + random.nextInt(8));
              yield joined(head, new byte[0], bytes, to);
            }
            case 4 -> joined(head, new byte[0], kept.get(random.nextInt(kept.size())), 0);
            case 5 -> joined(bytes, slice(bytes), bytes, bytes.length);
            default -> flipped(bytes, place);
          };
    }
    return bytes.length > MAX_BYTES ? Arrays.copyOf(bytes, MAX_BYTES) : bytes;
  }

  private byte[] slice(byte[] bytes) {
    int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(200)));
  }

  private byte[] flipped(byte[] bytes, int place) {
    if (bytes.length > 0) {
      bytes[place] =
          switch (random.nextInt(5)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) 0xFF;
            case 2 -> 0;
            case 3 -> (byte) (bytes[place] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt(4);
          };
    }
    return bytes;
  }

  /// Mostly small values: lengths, variants, booleans and the high bytes of numbers are small.
  private byte[] small(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(3));
    }
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second, byte[] tail, int from) {
    byte[] result = Arrays.copyOf(first, first.length + second.length + tail.length - from);
    System.arraycopy(second, 0, result, first.length, second.length);
    System.arraycopy(tail, from, result, first.length + second.length, tail.length - from);
    return result;
  }
}

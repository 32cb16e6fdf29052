package cairn.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BcsTest {
  /// The examples of the BCS specification.
  @Test
  void encodesTheExamplesOfTheSpecification() {
    assertEquals("01", hex(new BcsWriter().bool(true)));
    assertEquals("3412", hex(new BcsWriter().u16(0x1234)));
    assertEquals("78563412", hex(new BcsWriter().u32(0x12345678)));
    assertEquals("00efcdab78563412", hex(new BcsWriter().u64(0x12345678ABCDEF00L)));
    assertEquals("8001", hex(new BcsWriter().uleb(128)));
    assertEquals("808001", hex(new BcsWriter().uleb(16384)));
    assertEquals("8f4a", hex(new BcsWriter().uleb(9487)));
    assertEquals("ffffffff07", hex(new BcsWriter().uleb(Integer.MAX_VALUE)));
    assertEquals("0108", hex(new BcsWriter().optional(Optional.of(8), BcsWriter::u8)));
    assertEquals("00", hex(new BcsWriter().optional(Optional.<Integer>empty(), BcsWriter::u8)));
    assertEquals("03010203", hex(new BcsWriter().list(List.of(1, 2, 3), BcsWriter::u8)));
    assertEquals("02c3a7", hex(new BcsWriter().string("ç")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16383, 16384, 1 << 21, (1 << 28) - 1, 1 << 28, 0x7FFFFFFF})
  void ulebRoundTrips(int value) {
    byte[] bytes = new BcsWriter().uleb(value).toByteArray();

    assertEquals(value, (int) BcsReader.decode(bytes, r -> r.length(Integer.MAX_VALUE)));
  }

  @ParameterizedTest
  @CsvSource({
    "8000, ULEB128 is not minimal",
    "ff00, ULEB128 is not minimal",
    "80808000, ULEB128 is not minimal",
    "8080808000, ULEB128 is not minimal",
    "ffffffff10, ULEB128 above 2^32-1",
    "ffffffffff01, ULEB128 longer than 5 bytes",
    "808080808001, ULEB128 longer than 5 bytes",
    "ffffffff0f, length 4294967295 is above the maximum 2147483647",
    "80, 'needs 1 more bytes, 0 are left'",
  })
  void malformedUlebIsRefused(String hex, String reason) {
    assertEquals(reason, refusal(hex, r -> r.length(Integer.MAX_VALUE)));
  }

  @Test
  void everyRefusalNamesItsRule() {
    assertEquals("boolean is neither 0 nor 1", refusal("02", BcsReader::bool));
    assertEquals("boolean is neither 0 nor 1", refusal("0208", r -> r.optional(BcsReader::u8)));
    assertEquals("unknown variant 3", refusal("03", r -> r.variant(3)));
    assertEquals("u64 above 2^63-1", refusal("0000000000000080", BcsReader::count64));
    assertEquals("length 3 is above the maximum 2", refusal("03010203", r -> r.bytes(2)));
    assertEquals("needs 4 more bytes, 3 are left", refusal("04010203", r -> r.bytes(4)));
    assertEquals(
        "length 3 is above the maximum 2", refusal("03010203", r -> r.list(2, BcsReader::u8)));
    assertEquals("1 trailing bytes", refusal("0100", BcsReader::u8));
    assertEquals("needs 8 more bytes, 7 are left", refusal("01020304050607", BcsReader::u64));
  }

  /// A peer must not make us allocate for what it has not sent.
  @Test
  void hugeLengthsAreRefusedBeforeAllocation() {
    assertTrue(refusal("ffffffff0701", r -> r.bytes(Integer.MAX_VALUE)).startsWith("needs"));
    assertTrue(
        refusal("ffffffff0701", r -> r.list(Integer.MAX_VALUE, BcsReader::u8)).startsWith("needs"));
    assertTrue(refusal("ffffffff0701", r -> r.string(Integer.MAX_VALUE)).startsWith("needs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0af", "eda080", "f4908080", "ff", "c3", "e28082e2", "f0808080", "80"})
  void stringsThatAreNotUtf8AreRefused(String hex) {
    byte[] bytes = new BcsWriter().bytes(HexFormat.of().parseHex(hex)).toByteArray();

    MalformedException e =
        assertThrows(MalformedException.class, () -> BcsReader.decode(bytes, r -> r.string(100)));
    assertEquals("string is not UTF-8", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "é", "\uFFFD", "€", "𝄞", "a\u0000b", "\uFEFFx"})
  void stringsRoundTrip(String text) {
    byte[] bytes = new BcsWriter().string(text).toByteArray();

    assertEquals(text, BcsReader.decode(bytes, r -> r.string(100)));
    assertEquals(text.getBytes(StandardCharsets.UTF_8).length + 1, bytes.length);
  }

  @Test
  void writerRefusesWhatHasNoEncoding() {
    BcsWriter writer = new BcsWriter();
    assertThrows(IllegalArgumentException.class, () -> writer.u8(256));
    assertThrows(IllegalArgumentException.class, () -> writer.u8(-1));
    assertThrows(IllegalArgumentException.class, () -> writer.u16(65536));
    assertThrows(IllegalArgumentException.class, () -> writer.u32(1L << 32));
    assertThrows(IllegalArgumentException.class, () -> writer.u32(-1));
    assertThrows(IllegalArgumentException.class, () -> writer.uleb(-1));
    assertThrows(IllegalArgumentException.class, () -> writer.string("a\uD800b"));
    assertThrows(IllegalArgumentException.class, () -> writer.string("\uDC00\uD800"));
    assertEquals(0, writer.size());
  }

  @Test
  void valueThatItsTypeRefusesIsMalformed() {
    assertEquals("no", refusal("01", r -> refused(r.u8())));
    assertEquals("long overflow", refusal("01", r -> Math.addExact(Long.MAX_VALUE, r.u8())));
  }

  @Test
  void listIsUnmodifiable() {
    List<Integer> list = BcsReader.decode(new byte[] {1, 5}, r -> r.list(3, BcsReader::u8));

    assertEquals(List.of(5), list);
    assertThrows(UnsupportedOperationException.class, () -> list.add(1));
  }

  @Test
  void randomValuesRoundTripAndEveryTruncationIsRefused() {
    for (long seed = 0; seed < 500; seed++) {
      RandomValue value = new RandomValue(new Random(seed));
      BcsWriter writer = new BcsWriter(0);
      value.write(writer);
      byte[] bytes = writer.toByteArray();

      assertEquals(bytes.length, writer.size());
      BcsReader reader = BcsReader.of(bytes);
      value.readAndCompare(reader);
      reader.end();

      for (int cut = 0; cut < bytes.length; cut++) {
        BcsReader shorter = BcsReader.of(Arrays.copyOf(bytes, cut));
        assertThrows(MalformedException.class, () -> value.readAndCompare(shorter), "seed " + seed);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      BcsReader withTail = BcsReader.of(longer);
      value.readAndCompare(withTail);
      assertEquals(1, withTail.remaining());
      assertThrows(MalformedException.class, withTail::end);
    }
  }

  /// Whatever random bytes decode to encodes back to exactly the bytes that were read.
  @Test
  void randomBytesAreRefusedOrCanonical() {
    Random random = new Random(4);
    int accepted = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) == 0 ? bytes[i] : (byte) (bytes[i] & 3);
      }
      BcsReader reader = BcsReader.of(bytes);
      BcsWriter writer = new BcsWriter();
      try {
        copy(random.nextInt(9), reader, writer);
      } catch (MalformedException e) {
        continue;
      } catch (RuntimeException e) {
        fail("bytes " + HexFormat.of().formatHex(bytes), e);
      }
      accepted++;
      assertArrayEquals(Arrays.copyOf(bytes, reader.position()), writer.toByteArray());
    }
    assertTrue(accepted > 10_000, "accepted " + accepted);
  }

  @Test
  void malformedExceptionHasNoStackTrace() {
    assertEquals(0, new MalformedException("x").getStackTrace().length);
    assertFalse(new MalformedException("x").getMessage().isEmpty());
  }

  private static void copy(int kind, BcsReader reader, BcsWriter writer) {
    switch (kind) {
      case 0 -> writer.u8(reader.u8());
      case 1 -> writer.u16(reader.u16()).u32(reader.u32());
      case 2 -> writer.u64(reader.u64());
      case 3 -> writer.bool(reader.bool());
      case 4 -> writer.uleb(reader.length(1 << 20));
      case 5 -> writer.bytes(reader.bytes(30));
      case 6 -> writer.string(reader.string(30));
      case 7 -> writer.list(reader.list(9, BcsReader::u16), BcsWriter::u16);
      default ->
          writer.optional(
              reader.optional(r -> r.list(3, x -> x.bytes(5))),
              (w, list) -> w.list(list, BcsWriter::bytes));
    }
  }

  private static int refused(int value) {
    throw new IllegalArgumentException(value == 1 ? "no" : "never");
  }

  private static String refusal(String hex, Function<BcsReader, ?> decoder) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return assertThrows(MalformedException.class, () -> BcsReader.decode(bytes, decoder))
        .getMessage();
  }

  private static String hex(BcsWriter writer) {
    return HexFormat.of().formatHex(writer.toByteArray());
  }

  /// A value of a random type: a list of fields, each written and read by its own rule.
  private static final class RandomValue {
    private interface Field {
      void write(BcsWriter writer);

      void readAndCompare(BcsReader reader);
    }

    private final List<Field> fields = new ArrayList<>();

    RandomValue(Random random) {
      int count = 1 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        fields.add(field(random));
      }
    }

    void write(BcsWriter writer) {
      fields.forEach(field -> field.write(writer));
    }

    void readAndCompare(BcsReader reader) {
      fields.forEach(field -> field.readAndCompare(reader));
    }

    private static Field field(Random random) {
      long number = random.nextLong() >> random.nextInt(64);
      byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 300 : 5)];
      random.nextBytes(bytes);
      List<Integer> list = random.ints(random.nextInt(5), 0, 65536).boxed().toList();
      return switch (random.nextInt(8)) {
        case 0 -> of(number, (w, v) -> w.u64(v), r -> r.u64());
        case 1 -> of((int) (number & 0xFF), (w, v) -> w.u8(v), BcsReader::u8);
        case 2 -> of(number & 0xFFFF_FFFFL, (w, v) -> w.u32(v), BcsReader::u32);
        case 3 -> of(random.nextBoolean(), (w, v) -> w.bool(v), BcsReader::bool);
        case 4 ->
            of(
                HexFormat.of().formatHex(bytes),
                (w, v) -> w.bytes(HexFormat.of().parseHex(v)),
                r -> HexFormat.of().formatHex(r.bytes(300)));
        case 5 -> of(list, (w, v) -> w.list(v, BcsWriter::u16), r -> r.list(5, BcsReader::u16));
        case 6 ->
            of(
                random.nextBoolean() ? Optional.of(number) : Optional.<Long>empty(),
                (w, v) -> w.optional(v, BcsWriter::u64),
                r -> r.optional(BcsReader::u64));
        default -> of("€" + number, (w, v) -> w.string(v), r -> r.string(40));
      };
    }

    private static <T> Field of(
        T value,
        java.util.function.BiConsumer<BcsWriter, T> encoder,
        Function<BcsReader, T> decoder) {
      return new Field() {
        @Override
        public void write(BcsWriter writer) {
          encoder.accept(writer, value);
        }

        @Override
        public void readAndCompare(BcsReader reader) {
          assertEquals(value, decoder.apply(reader));
        }
      };
    }
  }
}

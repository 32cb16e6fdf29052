package cairn.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.EdgeCases.EdgeCase;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Ed25519Test {
  private static final ReferenceEd25519 REFERENCE = new ReferenceEd25519();
  private static final List<EdgeCase> CONSTRUCTED = EdgeCaseTable.construct();

  /// The implementations that run here; the native one is missing where its library does not load.
  private static final List<Ed25519> IMPLEMENTATIONS =
      Stream.concat(Stream.of(new BouncyCastleEd25519()), CorrettoEd25519.load().stream()).toList();

  static Stream<Ed25519> implementations() {
    return IMPLEMENTATIONS.stream();
  }

  static Stream<Ed25519> allImplementations() {
    return Stream.concat(Stream.of(REFERENCE), implementations());
  }

  @Test
  void nativeImplementationLoadsWhereItIsPackaged() {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");

    assertTrue(CorrettoEd25519.load().isPresent() || !platform.equals("Linux amd64"), platform);
    assertEquals(
        CorrettoEd25519.load().map(Ed25519::name).orElse("Bouncy Castle"),
        SignatureProviders.best().name());
  }

  /// Run with `-Dcairn.record=true` to write the table anew.
  @Test
  void goldenTableIsWhatIsConstructed() throws IOException {
    List<String> lines = CONSTRUCTED.stream().map(EdgeCase::line).toList();

    if (Boolean.getBoolean("cairn.record")) {
      Path file = Path.of("src/main/resources/cairn/crypto", EdgeCases.RESOURCE);
      Files.write(file, lines, StandardCharsets.US_ASCII);
    }
    assertEquals(lines, EdgeCases.all().stream().map(EdgeCase::line).toList());
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void givesTheGoldenAnswerToEveryEdgeCase(Ed25519 ed25519) {
    List<String> wrong = new ArrayList<>();
    for (EdgeCase edge : CONSTRUCTED) {
      for (int again = 0; again < 2; again++) {
        if (ed25519.verify(edge.key(), edge.message(), edge.signature()) != edge.isValid()) {
          wrong.add(edge.line());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(EdgeCases.passedBy(ed25519));
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void acceptsExactlyTheKeysOfTheRule(Ed25519 ed25519) {
    for (EdgeCase edge : CONSTRUCTED) {
      assertEquals(REFERENCE.isValid(edge.key()), ed25519.isValid(edge.key()), edge.name());
    }
  }

  /// The table is worth something only if the equation alone, cofactored or not, answers otherwise.
  @Test
  void edgeCasesTellTheRuleFromItsRelatives() {
    int exactButRefused = 0;
    int cofactoredButRefused = 0;
    for (EdgeCase edge : CONSTRUCTED) {
      boolean exact = ReferenceEd25519.equation(edge.key(), edge.message(), edge.signature(), 1);
      boolean cofactored =
          ReferenceEd25519.equation(edge.key(), edge.message(), edge.signature(), 8);
      assertTrue(exact || !edge.isValid(), edge.name());
      assertTrue(cofactored || !exact, edge.name());
      assertFalse(edge.name().contains("equation exact") && !exact, edge.name());
      exactButRefused += exact && !edge.isValid() ? 1 : 0;
      cofactoredButRefused += cofactored && !exact ? 1 : 0;
    }
    assertTrue(exactButRefused >= 30, "exact but refused: " + exactButRefused);
    assertTrue(cofactoredButRefused >= 20, "cofactored only: " + cofactoredButRefused);
  }

  @ParameterizedTest
  @MethodSource("allImplementations")
  void signsAndVerifiesAsRfc8032(Ed25519 ed25519) throws IOException {
    List<String> vectors =
        new String(
                Ed25519Test.class
                    .getResourceAsStream("/vectors/ed25519-rfc8032.txt")
                    .readAllBytes(),
                StandardCharsets.US_ASCII)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertEquals(5, vectors.size());
    for (String vector : vectors) {
      String[] parts = vector.split(":", -1);
      KeyPair pair = KeyPair.of(SecretKey.of(HexFormat.of().parseHex(parts[0])), ed25519);
      byte[] message = HexFormat.of().parseHex(parts[2]);

      assertEquals(parts[1], pair.publicKey().toString());
      assertEquals(parts[3], ed25519.sign(pair, message).toString());
      assertTrue(ed25519.verify(pair.publicKey(), message, Signature.parse(parts[3])));
    }
  }

  /// Also a bug of the past elsewhere: keys that begin with a zero byte.
  @Test
  void implementationsSignTheSameBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      byte[] seed = new byte[32];
      random.nextBytes(seed);
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      KeyPair pair = KeyPair.of(SecretKey.of(seed), IMPLEMENTATIONS.getFirst());
      Signature expected = IMPLEMENTATIONS.getFirst().sign(pair, message);
      for (Ed25519 ed25519 : IMPLEMENTATIONS) {
        assertEquals(pair.publicKey(), ed25519.derive(pair.secret()));
        assertEquals(expected, ed25519.sign(pair, message));
        assertTrue(ed25519.verify(pair.publicKey(), message, expected));
      }
    }
  }

  /// Random points with a random small-order part in A and R, signed so that the equation holds at
  /// least times 8: all implementations answer alike.
  @Test
  void implementationsAgreeOnRandomMixedOrderSignatures() {
    Random random = new Random(2);
    int accepted = 0;
    for (int i = 0; i < 120; i++) {
      BigInteger secret = new BigInteger(250, random);
      BigInteger nonce = new BigInteger(250, random);
      CurvePoint keyTorsion = CurvePoint.ORDER_8.times(i % 4 == 0 ? random.nextInt(8) : 0);
      CurvePoint nonceTorsion = CurvePoint.ORDER_8.times(i % 3 == 0 ? random.nextInt(8) : 0);
      PublicKey key = PublicKey.of(CurvePoint.BASE.times(secret).plus(keyTorsion).encoded());
      byte[] message = {(byte) i};
      Signature signature =
          ReferenceEd25519.signWith(secret, key.bytes(), nonce, nonceTorsion, message);
      boolean expected = REFERENCE.verify(key, message, signature);
      accepted += expected ? 1 : 0;
      for (Ed25519 ed25519 : IMPLEMENTATIONS) {
        assertEquals(expected, ed25519.verify(key, message, signature), ed25519.name());
      }
    }
    assertTrue(accepted > 30 && accepted < 90, "accepted " + accepted);
  }

  @Test
  void implementationsAgreeOnRandomBytes() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] key = new byte[32];
      byte[] signature = new byte[64];
      random.nextBytes(key);
      random.nextBytes(signature);
      signature[63] &= 0x0F;
      for (Ed25519 ed25519 : IMPLEMENTATIONS) {
        assertFalse(ed25519.verify(PublicKey.of(key), key, Signature.of(signature)));
      }
    }
  }

  @Test
  void cachedKeysAreBoundedAndRight() {
    KeyCache<Integer> cache = new KeyCache<>(2);
    for (int i = 0; i < 100; i++) {
      byte[] key = new byte[32];
      key[3] = (byte) i;
      cache.put(PublicKey.of(key), i);
    }
    int found = 0;
    for (int i = 0; i < 100; i++) {
      byte[] key = new byte[32];
      key[3] = (byte) i;
      int expected = i;
      found += cache.get(PublicKey.of(key)).map(value -> value == expected ? 1 : 1000).orElse(0);
    }
    assertTrue(found > 0 && found <= 8, "found " + found);
  }

  @Test
  void keyPairNeverPrintsItsSecret() {
    SecretKey secret = SecretKey.of(HexFormat.of().parseHex("7f".repeat(32)));

    assertFalse(KeyPair.of(secret, new KeyedHashEd25519()).toString().contains("7f7f"));
    assertFalse(secret.toString().contains("7f7f"));
  }
}

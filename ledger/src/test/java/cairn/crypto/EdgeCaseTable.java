package cairn.crypto;

import cairn.crypto.EdgeCases.EdgeCase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Constructs the signatures on which libraries disagree, by curve arithmetic, and has
/// [ReferenceEd25519] decide them. Where a case breaks one sentence of the rule, it keeps as many
/// of the others as it can: the equation holds at least times 8, so that only the check under test
/// can refuse it.
final class EdgeCaseTable {
  private static final BigInteger SECRET =
      ReferenceEd25519.scalar(SecretKey.of(new byte[32])).mod(CurvePoint.L);
  private static final CurvePoint KEY = CurvePoint.BASE.times(SECRET);
  private static final BigInteger NONCE = new BigInteger("1234567890123456789").pow(4);
  private static final BigInteger P = CurvePoint.P;

  private final ReferenceEd25519 reference = new ReferenceEd25519();
  private final List<EdgeCase> cases = new ArrayList<>();

  static List<EdgeCase> construct() {
    EdgeCaseTable table = new EdgeCaseTable();
    table.valid();
    table.keysOfSmallOrder();
    table.keysOfMixedOrder();
    table.keysNotCanonicalOrNotOnTheCurve();
    table.noncesOfSmallOrder();
    table.noncesOfMixedOrder();
    table.noncesNotCanonicalOrNotOnTheCurve();
    table.scalars();
    table.changed();
    return table.cases;
  }

  private void valid() {
    for (int length : new int[] {0, 1, 32, 111, 112, 200}) {
      byte[] message = new byte[length];
      Arrays.fill(message, (byte) length);
      add("valid, message of " + length + " bytes", KEY.encoded(), signed(message), message);
    }
    for (int i = 1; i <= 8; i++) {
      byte[] message = message(i);
      Signature signature =
          ReferenceEd25519.signWith(
              SECRET,
              KEY.encoded(),
              NONCE.add(BigInteger.valueOf(i)),
              CurvePoint.IDENTITY,
              message);
      add("valid, nonce " + i, KEY.encoded(), signature, message);
    }
    byte[] negated = KEY.negated().encoded();
    Signature signature =
        ReferenceEd25519.signWith(SECRET.negate(), negated, NONCE, CurvePoint.IDENTITY, message(0));
    add("valid, negated key", negated, signature, message(0));
  }

  /// A = T: with R = r·B and S = r the equation holds times 8, and exactly where k·T vanishes.
  private void keysOfSmallOrder() {
    for (int i = 0; i < 8; i++) {
      byte[] key = CurvePoint.ORDER_8.times(i).encoded();
      byte[] r = CurvePoint.BASE.times(NONCE).encoded();
      Signature signature = ReferenceEd25519.signature(r, NONCE.mod(CurvePoint.L));
      add("A is " + i + "*T, any message", key, signature, message(0));
      add("A is " + i + "*T, equation exact", key, signature, exactMessage(key, r));
    }
    byte[] identity = CurvePoint.IDENTITY.encoded();
    Signature zero = ReferenceEd25519.signature(identity, BigInteger.ZERO);
    add("A and R are the identity, S is 0", identity, zero, message(0));
  }

  /// A = a·B + T: exact only where k·T vanishes, or where R has the component that makes up for it.
  private void keysOfMixedOrder() {
    for (int i = 1; i < 8; i++) {
      CurvePoint torsion = CurvePoint.ORDER_8.times(i);
      byte[] key = KEY.plus(torsion).encoded();
      byte[] r = CurvePoint.BASE.times(NONCE).encoded();
      byte[] exact = exactMessage(key, r);
      byte[] inexact = inexactMessage(key, r, i);
      add("A has " + i + "*T, equation exact", key, answer(key, r, exact), exact);
      add("A has " + i + "*T, equation times 8", key, answer(key, r, inexact), inexact);
      for (int j = 1; j < 8; j++) {
        byte[] mixed = CurvePoint.BASE.times(NONCE).plus(CurvePoint.ORDER_8.times(j)).encoded();
        Optional<byte[]> message = messageWith(key, mixed, torsion, CurvePoint.ORDER_8.times(-j));
        if (message.isPresent()) {
          String name = "A has " + i + "*T and R " + j + "*T, equation exact";
          add(name, key, answer(key, mixed, message.get()), message.get());
          break;
        }
      }
    }
  }

  private void keysNotCanonicalOrNotOnTheCurve() {
    byte[] r = CurvePoint.BASE.times(NONCE).encoded();
    Signature signature = ReferenceEd25519.signature(r, NONCE.mod(CurvePoint.L));
    for (byte[] key : nonCanonicalSmallOrder()) {
      add("A is of small order, not canonical", key, signature, exactMessage(key, r));
    }
    for (int y = 2; y < 19; y++) {
      byte[] key = CurvePoint.encode(P.add(BigInteger.valueOf(y)), y % 2 == 0);
      String kind = CurvePoint.decode(key).isPresent() ? "not canonical" : "not on the curve";
      add("A is " + kind + ", y = p + " + y, key, signature, message(0));
    }
    add("A is not on the curve", notOnTheCurve(), signature, message(0));
  }

  /// R = T, S = k·a.
  private void noncesOfSmallOrder() {
    for (int i = 0; i < 8; i++) {
      byte[] r = CurvePoint.ORDER_8.times(i).encoded();
      Signature signature = answerWith(BigInteger.ZERO, KEY.encoded(), r, message(0));
      add("R is " + i + "*T", KEY.encoded(), signature, message(0));
    }
    byte[] key = KEY.plus(CurvePoint.ORDER_8).encoded();
    byte[] identity = CurvePoint.IDENTITY.encoded();
    byte[] message = exactMessage(key, identity);
    Signature signature = answerWith(BigInteger.ZERO, key, identity, message);
    add("R is the identity and A has T, equation exact", key, signature, message);
  }

  private void noncesOfMixedOrder() {
    for (int i = 1; i < 8; i++) {
      CurvePoint torsion = CurvePoint.ORDER_8.times(i);
      Signature signature =
          ReferenceEd25519.signWith(SECRET, KEY.encoded(), NONCE, torsion, message(i));
      add("R has " + i + "*T", KEY.encoded(), signature, message(i));
    }
  }

  private void noncesNotCanonicalOrNotOnTheCurve() {
    for (byte[] r : nonCanonicalSmallOrder()) {
      Signature signature = answerWith(BigInteger.ZERO, KEY.encoded(), r, message(0));
      add("R is of small order, not canonical", KEY.encoded(), signature, message(0));
    }
    for (int y = 2; y < 19; y++) {
      byte[] r = CurvePoint.encode(P.add(BigInteger.valueOf(y)), y % 2 == 0);
      String kind = CurvePoint.decode(r).isPresent() ? "not canonical" : "not on the curve";
      Signature signature = answerWith(NONCE, KEY.encoded(), r, message(0));
      add("R is " + kind + ", y = p + " + y, KEY.encoded(), signature, message(0));
    }
    Signature signature = answerWith(NONCE, KEY.encoded(), notOnTheCurve(), message(0));
    add("R is not on the curve", KEY.encoded(), signature, message(0));
  }

  /// S and what is congruent to it modulo L.
  private void scalars() {
    Signature valid = signed(message(0));
    byte[] r = Arrays.copyOf(valid.bytes(), 32);
    BigInteger s = ReferenceEd25519.s(valid);
    for (int i = 1; i < 15; i++) {
      BigInteger larger = s.add(CurvePoint.L.multiply(BigInteger.valueOf(i)));
      addScalar("S + " + i + "*L", r, larger);
    }
    for (int bit = 252; bit < 256; bit++) {
      addScalar("S with bit " + bit + " flipped", r, s.flipBit(bit));
    }
    addScalar("S is 0", r, BigInteger.ZERO);
    addScalar("S is L - 1", r, CurvePoint.L.subtract(BigInteger.ONE));
    addScalar("S is L", r, CurvePoint.L);
    addScalar("S is 2^256 - 1", r, BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    addScalar("S is negated", r, CurvePoint.L.subtract(s));
    byte[] negatedR = CurvePoint.decode(r).orElseThrow().negated().encoded();
    addScalar("R is negated", negatedR, s);
  }

  private void changed() {
    byte[] message = message(0);
    byte[] bytes = signed(message).bytes();
    byte[] swapped = new byte[64];
    System.arraycopy(bytes, 0, swapped, 32, 32);
    System.arraycopy(bytes, 32, swapped, 0, 32);
    add("R and S swapped", KEY.encoded(), Signature.of(swapped), message);
    byte[] asKey = bytes.clone();
    System.arraycopy(KEY.encoded(), 0, asKey, 0, 32);
    add("A and R swapped", Arrays.copyOf(bytes, 32), Signature.of(asKey), message);
    add(
        "cut to R",
        KEY.encoded(),
        Signature.of(Arrays.copyOf(Arrays.copyOf(bytes, 32), 64)),
        message);
    byte[] cut = bytes.clone();
    cut[63] = 0;
    add("last byte cut", KEY.encoded(), Signature.of(cut), message);
    add("message cut", KEY.encoded(), Signature.of(bytes), Arrays.copyOf(message, 7));
    add("message longer", KEY.encoded(), Signature.of(bytes), Arrays.copyOf(message, 9));
    add("message empty", KEY.encoded(), Signature.of(bytes), new byte[0]);
    for (int bit = 0; bit < 512; bit += 73) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      add("bit " + bit + " flipped", KEY.encoded(), Signature.of(flipped), message);
    }
    add("another key", KEY.times(2).encoded(), Signature.of(bytes), message);
    add("all zeros", new byte[32], Signature.of(new byte[64]), message);
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 0xFF);
    add("all ones", Arrays.copyOf(ones, 32), Signature.of(ones), message);
  }

  private void add(String name, byte[] key, Signature signature, byte[] message) {
    PublicKey publicKey = PublicKey.of(key);
    boolean isValid = reference.verify(publicKey, message, signature);
    String hex = HexFormat.of().formatHex(message);
    cases.add(new EdgeCase(isValid, publicKey, signature, hex, name));
  }

  private void addScalar(String name, byte[] r, BigInteger s) {
    add(name, KEY.encoded(), ReferenceEd25519.signature(r, s), message(0));
  }

  private Signature signed(byte[] message) {
    return answer(KEY.encoded(), CurvePoint.BASE.times(NONCE).encoded(), message);
  }

  private static Signature answer(byte[] key, byte[] r, byte[] message) {
    return answerWith(NONCE, key, r, message);
  }

  private static Signature answerWith(BigInteger nonce, byte[] key, byte[] r, byte[] message) {
    BigInteger challenge = ReferenceEd25519.challenge(r, key, message);
    return ReferenceEd25519.signature(r, nonce.add(challenge.multiply(SECRET)).mod(CurvePoint.L));
  }

  /// A message whose challenge is divisible by 8.
  private static byte[] exactMessage(byte[] key, byte[] r) {
    return messageWith(key, r, CurvePoint.ORDER_8, CurvePoint.IDENTITY).orElseThrow();
  }

  private static byte[] inexactMessage(byte[] key, byte[] r, int torsion) {
    CurvePoint wanted = CurvePoint.ORDER_8.times(4);
    CurvePoint point = CurvePoint.ORDER_8.times(torsion);
    return messageWith(key, r, point, wanted).orElseThrow();
  }

  /// A message whose challenge k gives k·torsion = wanted.
  private static Optional<byte[]> messageWith(
      byte[] key, byte[] r, CurvePoint torsion, CurvePoint wanted) {
    for (int i = 0; i < 256; i++) {
      BigInteger challenge = ReferenceEd25519.challenge(r, key, message(i));
      if (torsion.times(challenge).equals(wanted)) {
        return Optional.of(message(i));
      }
    }
    return Optional.empty();
  }

  private static byte[] message(int number) {
    return new byte[] {'c', 'a', 'i', 'r', 'n', ' ', (byte) (number >> 8), (byte) number};
  }

  /// Every non-canonical encoding of a point of small order: y = 0 and 1 as p and p + 1, and x = 0
  /// with its sign bit set.
  private static List<byte[]> nonCanonicalSmallOrder() {
    return List.of(
        CurvePoint.encode(P, false),
        CurvePoint.encode(P, true),
        CurvePoint.encode(P.add(BigInteger.ONE), false),
        CurvePoint.encode(P.add(BigInteger.ONE), true),
        CurvePoint.encode(BigInteger.ONE, true),
        CurvePoint.encode(P.subtract(BigInteger.ONE), true));
  }

  private static byte[] notOnTheCurve() {
    BigInteger y = BigInteger.TWO.pow(200);
    while (CurvePoint.of(y, false).isPresent()) {
      y = y.add(BigInteger.ONE);
    }
    return CurvePoint.encode(y, false);
  }
}

package cairn.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.crypto.MerkleProof;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Height;
import cairn.ledger.Protocol;
import cairn.ledger.Timestamp;
import cairn.ledger.proof.BlockProof;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.FinalHeader;
import cairn.ledger.proof.Proof;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.Validator;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Feeds every decoder of this module, found by its form `static T read(BcsReader)` or `static T
/// decode(byte[])`, with bytes that it has not seen the like of: whatever brought it further, or to
/// another refusal, is kept and changed again.
class DecoderFuzzTest {
  private static final boolean FULL = Boolean.getBoolean("cairn.full");
  private static final int ROUNDS = FULL ? 60_000 : 4_000;
  private static final int MAX_BYTES = 1_500;

  /// What chance alone does not find: values whose parts depend on each other.
  private static final Map<String, byte[]> SAMPLES =
      Map.ofEntries(
          entry("crypto.MerkleProof.read", encoded(proof()::write)),
          entry("quorum.ValidatorSet.read", encoded(validators()::write)),
          entry("quorum.Evidence.read", encoded(evidence()::write)),
          entry("ledger.AssetSymbol.read", new byte[] {4, 'G', 'O', 'L', 'D'}),
          entry("ledger.EntryName.read", new byte[] {1, 'n'}),
          entry("ledger.Block.read", new Block(header(), List.of()).encoded()),
          entry("ledger.proof.FinalHeader.read", encoded(finalHeader()::write)),
          entry(
              "ledger.proof.EpochStep.read", new EpochStep(finalHeader(), validators()).encoded()),
          entry(
              "ledger.proof.BlockProof$Older.read",
              encoded(writer -> {
                header().write(writer);
                writer.uleb(0);
              })),
          entry(
              "ledger.proof.Proof.read",
              new Proof.Block(new BlockProof(finalHeader(), Optional.empty())).encoded()),
          entry(
              "ledger.proof.LightVerifier.read",
              encoded(writer -> {
                writer.u8(1).fixed(new byte[Hash.BYTES]).u64(0);
                validators().write(writer);
                writer.bool(false);
              })));

  record Decoder(String name, Method method) {
    @Override
    public String toString() {
      return name;
    }

    /// The value, or empty if the bytes are malformed; anything else that is thrown comes through.
    Optional<Object> decode(byte[] bytes, List<BcsReader> readers) throws Throwable {
      try {
        return Optional.of(
            method.getParameterTypes()[0] == BcsReader.class
                ? BcsReader.decode(bytes, reader -> read(reader, readers))
                : method.invoke(null, (Object) bytes));
      } catch (MalformedException e) {
        return Optional.empty();
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof MalformedException) {
          return Optional.empty();
        }
        throw e.getCause();
      }
    }

    private Object read(BcsReader reader, List<BcsReader> readers) {
      readers.add(reader);
      try {
        return method.invoke(null, reader);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new AssertionError(e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  static Stream<Decoder> decoders() throws IOException {
    TreeMap<String, Decoder> found = new TreeMap<>();
    Path classes = Path.of(System.getProperty("basedir", ""), "target", "classes").toAbsolutePath();
    try (Stream<Path> files = Files.walk(classes)) {
      files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.startsWith("cairn") && name.endsWith(".class"))
          .filter(name -> !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .forEach(name -> decodersOf(name).forEach(d -> found.put(d.name(), d)));
    }
    assertTrue(found.size() >= 30, "only " + found.keySet());
    return found.values().stream();
  }

  private static List<Decoder> decodersOf(String className) {
    List<Decoder> result = new ArrayList<>();
    try {
      for (Method method : Class.forName(className).getDeclaredMethods()) {
        if (isDecoder(method)) {
          method.setAccessible(true);
          result.add(new Decoder(className + "." + method.getName(), method));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    return result;
  }

  private static boolean isDecoder(Method method) {
    List<Class<?>> parameters = List.of(method.getParameterTypes());
    return Modifier.isStatic(method.getModifiers())
        && !method.isSynthetic()
        && method.getReturnType() != void.class
        && (method.getName().equals("read") && parameters.equals(List.of(BcsReader.class))
            || method.getName().equals("decode") && parameters.equals(List.of(byte[].class)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("decoders")
  void refusesAsMalformedOrReadsWhatEncodesBack(Decoder decoder) throws Throwable {
    Random random = new Random(decoder.name().hashCode());
    List<byte[]> kept = new ArrayList<>(List.of(new byte[0], new byte[64]));
    Optional.ofNullable(SAMPLES.get(decoder.name())).ifPresent(kept::add);
    Set<String> seen = new HashSet<>();
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = changed(chosen(kept, random), kept, random);
      List<BcsReader> readers = new ArrayList<>();
      Optional<Object> value = decode(decoder, bytes, readers);
      int reached = readers.isEmpty() ? bytes.length : readers.getFirst().position();
      if (value.isPresent()) {
        accepted++;
        assertEncodesBack(decoder, value.get(), bytes);
      }
      if (seen.add(value.isPresent() + " " + reached)) {
        kept.add(bytes);
      }
    }
    assertTrue(accepted > 0 || !decoder.name().endsWith(".read"), decoder + " never accepted");
  }

  private static Optional<Object> decode(Decoder decoder, byte[] bytes, List<BcsReader> readers)
      throws Throwable {
    try {
      return decoder.decode(bytes, readers);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(decoder + " on " + HexFormat.of().formatHex(bytes), e);
    }
  }

  /// One that brought something new, half of the time one of the last.
  private static byte[] chosen(List<byte[]> kept, Random random) {
    int last = random.nextBoolean() ? Math.min(10, kept.size()) : kept.size();
    return kept.get(kept.size() - 1 - random.nextInt(last));
  }

  private static byte[] changed(byte[] from, List<byte[]> kept, Random random) {
    byte[] bytes = from.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int place = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(bytes, place);
            case 5 -> joined(bytes, slice(bytes, random), bytes, bytes.length);
            case 1 ->
                joined(Arrays.copyOf(bytes, place), small(random, random.nextInt(9)), bytes, place);
            case 2 -> joined(bytes, small(random, random.nextInt(120)), bytes, bytes.length);
            case 3 ->
                joined(
                    Arrays.copyOf(bytes, place),
                    new byte[0],
                    bytes,
                    Math.min(bytes.length, place + 1 + random.nextInt(8)));
            case 4 ->
                joined(
                    Arrays.copyOf(bytes, place),
                    new byte[0],
                    kept.get(random.nextInt(kept.size())),
                    0);
            default -> flipped(bytes, place, random);
          };
    }
    return bytes.length > MAX_BYTES ? Arrays.copyOf(bytes, MAX_BYTES) : bytes;
  }

  private static byte[] slice(byte[] bytes, Random random) {
    int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(200)));
  }

  private static byte[] flipped(byte[] bytes, int place, Random random) {
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
  private static byte[] small(Random random, int length) {
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

  private static void assertEncodesBack(Decoder decoder, Object value, byte[] bytes)
      throws ReflectiveOperationException {
    Optional<Method> write = method(value.getClass(), "write", BcsWriter.class);
    byte[] again;
    if (write.isPresent()) {
      BcsWriter writer = new BcsWriter();
      write.get().invoke(value, writer);
      again = writer.toByteArray();
    } else {
      Method encode =
          method(value.getClass(), "encoded")
              .or(() -> method(value.getClass(), "encode"))
              .orElseThrow(() -> new AssertionError(decoder + " has no encoder"));
      again = (byte[]) encode.invoke(value);
    }
    assertEquals(HexFormat.of().formatHex(bytes), HexFormat.of().formatHex(again), decoder.name());
  }

  private static Optional<Method> method(Class<?> type, String name, Class<?>... parameters) {
    List<Class<?>> types = new ArrayList<>(List.of(type));
    types.addAll(List.of(type.getInterfaces()));
    for (Class<?> candidate : types) {
      for (Method method : candidate.getDeclaredMethods()) {
        if (method.getName().equals(name)
            && Arrays.equals(method.getParameterTypes(), parameters)
            && !Modifier.isStatic(method.getModifiers())) {
          method.setAccessible(true);
          return Optional.of(method);
        }
      }
    }
    return Optional.empty();
  }

  private static byte[] encoded(Consumer<BcsWriter> encoder) {
    BcsWriter writer = new BcsWriter();
    encoder.accept(writer);
    return writer.toByteArray();
  }

  private static MerkleProof proof() {
    return MerkleTree.of(List.of(new byte[1], new byte[2], new byte[3])).proof(1);
  }

  private static ValidatorSet validators() {
    return ValidatorSet.of(List.of(new Validator(PublicKey.of(new byte[PublicKey.BYTES]), 1)));
  }

  private static Evidence evidence() {
    Vote nullify = new Vote.Nullify(Epoch.ZERO, View.ZERO);
    Vote finalize = new Vote.Finalize(Epoch.ZERO, View.ZERO, new BlockId(Hash.ZERO));
    Signature signature = Signature.of(new byte[Signature.BYTES]);
    return new Evidence(
        new SignedVote(nullify, new ValidatorId(1), signature),
        new SignedVote(finalize, new ValidatorId(1), signature));
  }

  private static Map.Entry<String, byte[]> entry(String decoder, byte[] bytes) {
    return Map.entry("cairn." + decoder, bytes);
  }

  private static FinalHeader finalHeader() {
    Vote vote = evidence().first().vote();
    return new FinalHeader(header(), new Certificate(vote, 4, List.of(), List.of()));
  }

  private static BlockHeader header() {
    return new BlockHeader(
        Protocol.VERSION_1,
        Hash.ZERO,
        Epoch.ZERO,
        View.ZERO,
        Height.ZERO,
        new BlockId(Hash.ZERO),
        new Timestamp(0),
        PublicKey.of(new byte[PublicKey.BYTES]),
        Hash.ZERO,
        Hash.ZERO,
        Hash.ZERO,
        Hash.ZERO,
        Hash.ZERO);
  }
}

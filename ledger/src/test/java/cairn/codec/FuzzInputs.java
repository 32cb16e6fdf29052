package cairn.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a fuzzer makes, as bytes for one of a module's decoders: the first two bytes say for which.
/// Kept as text: a line has the decoder's name and the bytes in hex.
public final class FuzzInputs {
  private static final int HEAD = 2;

  private final List<Decoder> decoders;

  public FuzzInputs(List<Decoder> decoders) {
    this.decoders = List.copyOf(decoders);
  }

  /// Runs one input, whatever it is.
  public void run(byte[] input) {
    if (input.length >= HEAD) {
      decoder(input).check(Arrays.copyOfRange(input, HEAD, input.length));
    }
  }

  /// Runs the lines of a corpus; returns how many there are.
  public int replay(Path corpus) {
    List<byte[]> inputs = read(corpus);
    inputs.forEach(this::run);
    return inputs.size();
  }

  /// The inputs of a corpus, without those of decoders that are no more.
  List<byte[]> read(Path corpus) {
    Map<String, Integer> places =
        IntStream.range(0, decoders.size())
            .boxed()
            .collect(Collectors.toMap(i -> decoders.get(i).name(), i -> i));
    try {
      return Files.readAllLines(corpus).stream()
          .map(line -> line.split(" ", -1))
          .filter(parts -> places.containsKey(parts[0]))
          .map(parts -> input(places.get(parts[0]), HexFormat.of().parseHex(parts[1])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The lines of a corpus, sorted.
  List<String> lines(Collection<byte[]> inputs) {
    return inputs.stream()
        .filter(input -> input.length >= HEAD)
        .map(input ->
            decoder(input).name() + " " + HexFormat.of().formatHex(input, HEAD, input.length))
        .distinct()
        .sorted()
        .toList();
  }

  /// Encodings of random values of each decoder, to begin with.
  List<byte[]> seeds(RandomValues values) {
    List<byte[]> seeds = new ArrayList<>();
    for (int place = 0; place < decoders.size(); place++) {
      List<byte[]> encodings = new DecoderTrial(decoders.get(place), values).valuesComeBack();
      for (byte[] bytes : encodings.subList(0, 20)) {
        seeds.add(input(place, bytes));
      }
    }
    return seeds;
  }

  private Decoder decoder(byte[] input) {
    return decoders.get(((input[0] & 0xFF) << 8 | (input[1] & 0xFF)) % decoders.size());
  }

  private static byte[] input(int place, byte[] bytes) {
    byte[] input = new byte[HEAD + bytes.length];
    input[0] = (byte) (place >> 8);
    input[1] = (byte) place;
    System.arraycopy(bytes, 0, input, HEAD, bytes.length);
    return input;
  }
}

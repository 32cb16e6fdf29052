package cairn.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Fuzzes a module's decoders with Jazzer, guided by what they cover: in a JVM of its own, from the
/// module's corpus and random values. `-Pfuzz` puts Jazzer on the class path.
///
/// What it leaves in `target/fuzz`: the findings, and `corpus.txt`, the smallest corpus that covers
/// as much, to take the place of the kept one.
public final class FuzzCampaign {
  private static final int MAX_BYTES = 2_048;

  private final Class<?> target;
  private final FuzzInputs inputs;
  private final Path corpus;
  private final Path work = Path.of(System.getProperty("basedir", "")).resolve("target/fuzz");

  /// @param target has `fuzzerTestOneInput(byte[])`
  /// @param corpus the one that is kept
  public FuzzCampaign(Class<?> target, FuzzInputs inputs, Path corpus) {
    this.target = target;
    this.inputs = inputs;
    this.corpus = corpus;
  }

  /// The corpus of a module, which stands among its test resources.
  public static Path corpus() {
    return Path.of(System.getProperty("basedir", ""))
        .resolve("src/test/resources/fuzz/corpus.txt")
        .toAbsolutePath();
  }

  public void run(long executions, RandomValues values) throws IOException, InterruptedException {
    Path seeds = empty("seeds");
    Path found = empty("found");
    Path least = empty("least");
    write(seeds, Files.exists(corpus) ? inputs.read(corpus) : List.of(), "kept-");
    write(seeds, inputs.seeds(values), "value-");

    assertEquals(0, jazzer("-runs=" + executions, found, seeds), "findings are in " + work);

    assertEquals(0, jazzer("-merge=1", least, found, seeds), "the corpus cannot be made smaller");
    Files.write(work.resolve("corpus.txt"), inputs.lines(all(least)));
  }

  private int jazzer(String what, Path... directories) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1200m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=cairn.**",
                "-max_len=" + MAX_BYTES,
                "-seed=1",
                "-reload=0",
                "-print_final_stats=1",
                "-artifact_prefix=" + work.toAbsolutePath() + "/",
                what));
    Stream.of(directories).map(Path::toString).forEach(command::add);
    Path log = work.resolve("log.txt");
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start()
            .waitFor();
    Files.readAllLines(log).stream()
        .filter(line -> line.matches("Done .* runs.*|== Java Exception.*|stat::number_of.*"))
        .forEach(System.out::println);
    return status;
  }

  private Path empty(String name) throws IOException {
    Path directory = work.resolve(name).toAbsolutePath();
    if (Files.exists(directory)) {
      for (Path file : files(directory)) {
        Files.delete(file);
      }
    }
    return Files.createDirectories(directory);
  }

  private static void write(Path directory, List<byte[]> inputs, String prefix) throws IOException {
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(directory.resolve(prefix + i), inputs.get(i));
    }
  }

  private static List<byte[]> all(Path directory) {
    return files(directory).stream()
        .map(file -> {
          try {
            return Files.readAllBytes(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .toList();
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

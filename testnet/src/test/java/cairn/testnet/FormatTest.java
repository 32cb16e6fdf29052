package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every Java file of every module is formatted by google-java-format.
///
/// A test and not a plugin, because it runs on the JDK 25 that the build finds, whatever Maven
/// itself runs on. It stands in the last module, so that a stray blank does not keep the tests of
/// the others from running.
class FormatTest {

  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  private static final List<String> MODULES =
      List.of("ledger", "consensus", "p2p", "node", "wallet-cli", "testnet");

  @Test
  void everySourceIsFormatted() {
    List<Path> wrong = new ArrayList<>();

    for (String module : MODULES) {
      for (Path source : sources(ROOT.resolve(module).resolve("src"))) {
        if (!isFormatted(source)) {
          wrong.add(ROOT.relativize(source));
        }
      }
    }

    assertTrue(wrong.isEmpty(), () -> complaint(wrong));
  }

  private static List<Path> sources(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFormatted(Path source) {
    try {
      String text = Files.readString(source);
      return new Formatter().formatSourceAndFixImports(text).equals(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FormatterException e) {
      return false;
    }
  }

  private static String complaint(List<Path> wrong) {
    StringBuilder text = new StringBuilder();
    text.append(wrong.size())
        .append(" source files are not formatted. This mends them:\n\n  .ci/format");
    wrong.forEach(file -> text.append(" \\\n    ").append(file));
    return text.append('\n').toString();
  }
}

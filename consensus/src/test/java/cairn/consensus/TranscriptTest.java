package cairn.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plays the transcripts: each is a story of one replica, to be read. With
/// `-Dcairn.transcripts=record` they are written anew, to be read again before they are kept.
class TranscriptTest {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "transcripts");

  @ParameterizedTest
  @MethodSource("transcripts")
  void givesTheEffectsThatTheTranscriptSays(String name) throws IOException {
    Path path = DIRECTORY.resolve(name);
    String text = Files.readString(path);

    String replayed = Transcript.replayed(text);

    if ("record".equals(System.getProperty("cairn.transcripts"))) {
      Files.writeString(path, replayed);
    } else {
      assertEquals(text, replayed);
    }
  }

  private static List<String> transcripts() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}

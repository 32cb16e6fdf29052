package cairn.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The golden table of signatures on which Ed25519 libraries disagree, with the answer of Cairn's
/// rule to each. A test constructs it by curve arithmetic of its own and decides it by an
/// implementation of its own; at start the node holds the implementation that it uses to it.
///
/// One case a line of `edge-cases.txt`: the answer, key, signature and message in hex, and a name.
final class EdgeCases {
  static final String RESOURCE = "edge-cases.txt";

  record EdgeCase(
      boolean isValid, PublicKey key, Signature signature, String messageHex, String name) {
    static EdgeCase parse(String line) {
      List<String> parts = List.of(line.split(" ", 5));
      return new EdgeCase(
          parts.get(0).equals("accept"),
          PublicKey.parse(parts.get(1)),
          Signature.parse(parts.get(2)),
          parts.get(3),
          parts.get(4));
    }

    byte[] message() {
      return HexFormat.of().parseHex(messageHex);
    }

    String line() {
      String answer = isValid ? "accept" : "reject";
      return String.join(" ", answer, key.toString(), signature.toString(), messageHex, name);
    }
  }

  private EdgeCases() {}

  static List<EdgeCase> all() {
    try (InputStream in =
        Objects.requireNonNull(EdgeCases.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().map(EdgeCase::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether `ed25519` gives the right answer to every case. The cases of invalid keys are left to
  /// the tests: what refuses them is one and the same Java code in all implementations, and slow
  /// while the JVM is cold.
  static boolean passedBy(Ed25519 ed25519) {
    List<EdgeCase> cases = all();
    Set<PublicKey> validKeys =
        cases.stream().filter(EdgeCase::isValid).map(EdgeCase::key).collect(Collectors.toSet());
    return cases.stream()
        .filter(edge -> validKeys.contains(edge.key()))
        .allMatch(
            edge -> ed25519.verify(edge.key(), edge.message(), edge.signature()) == edge.isValid());
  }
}

package cairn.testnet;

import cairn.node.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The log of a node, `node.log` in its home.
final class NodeLog {
  private static final int MAX_TAIL_BYTES = 1 << 20;

  private NodeLog() {}

  static Path path(Path home) {
    return home.resolve("node.log");
  }

  /// The last lines, at most `count`.
  static List<String> tail(Path home, int count) {
    Path log = path(home);
    if (!Files.exists(log)) {
      return List.of();
    }
    try (var channel = Files.newByteChannel(log)) {
      long from = Math.max(0, channel.size() - MAX_TAIL_BYTES);
      channel.position(from);
      ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - from));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Reads until the buffer is full or the file ends.
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      throw new NetException(
          ExitCode.CONFIGURATION, "Cannot read " + log + ": " + e.getMessage() + ".", "");
    }
  }

  static String lastLine(Path home) {
    List<String> lines = tail(home, 1);
    return lines.isEmpty() ? "its log is empty." : lines.getFirst();
  }
}

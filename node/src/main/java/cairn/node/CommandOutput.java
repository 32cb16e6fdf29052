package cairn.node;

import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a command prints: the result on stdout, as text or in one JSON envelope
/// `{"schema":1,"ok":…,"data"|"error":…,"warnings":[…]}`; errors in text on stderr.
final class CommandOutput {
  private static final int SCHEMA = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isJson;

  CommandOutput(PrintStream out, PrintStream err, boolean isJson) {
    this.out = out;
    this.err = err;
    this.isJson = isJson;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  void result(ObjectNode data, List<String> lines) {
    if (isJson) {
      ObjectNode envelope = envelope(true);
      envelope.set("data", data);
      envelope.putArray("warnings");
      out.println(JSON.writeValueAsString(envelope));
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }

  /// What went wrong, and what to do next, which may be empty.
  void failure(ExitCode code, String message, String hint) {
    if (isJson) {
      ObjectNode envelope = envelope(false);
      envelope
          .putObject("error")
          .put("code", code.name())
          .put("message", message)
          .put("hint", hint)
          .put("exitCode", code.number());
      envelope.putArray("warnings");
      out.println(JSON.writeValueAsString(envelope));
      out.flush();
    } else {
      err.println("error: " + message + "   [" + code.name() + "]");
      if (!hint.isEmpty()) {
        err.println("       " + hint);
      }
      err.flush();
    }
  }

  private static ObjectNode envelope(boolean isOk) {
    return object().put("schema", SCHEMA).put("ok", isOk);
  }
}

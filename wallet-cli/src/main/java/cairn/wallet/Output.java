package cairn.wallet;

import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a command prints: the result on stdout, as text or in one JSON envelope
/// `{"schema":1,"ok":…,"data"|"error":…,"warnings":[…]}`; everything for people on stderr.
final class Output {
  private static final int SCHEMA = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream out;
  private final PrintStream err;
  private final GlobalOptions.Format format;

  Output(PrintStream out, PrintStream err, GlobalOptions.Format format) {
    this.out = out;
    this.err = err;
    this.format = format;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /// A result, in the two forms that it can be asked for.
  void result(ObjectNode data, List<String> lines) {
    if (format == GlobalOptions.Format.JSON) {
      ObjectNode envelope = envelope(true);
      envelope.set("data", data);
      envelope.set("warnings", array());
      out.println(JSON.writeValueAsString(envelope));
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }

  /// A step of a longer command, for people who watch.
  void step(String line) {
    if (format == GlobalOptions.Format.TEXT) {
      err.println(line);
      err.flush();
    }
  }

  void failure(CommandFailure failure) {
    if (format == GlobalOptions.Format.JSON) {
      ObjectNode error = object();
      error.put("code", failure.code());
      error.put("message", failure.text());
      error.put("hint", failure.hint());
      error.put("exitCode", failure.exitCode().number());
      ObjectNode envelope = envelope(false);
      envelope.set("error", error);
      envelope.set("warnings", array());
      out.println(JSON.writeValueAsString(envelope));
    } else {
      err.println("error: " + failure.text() + "   [" + failure.code() + "]");
      if (!failure.hint().isEmpty()) {
        err.println("       " + failure.hint());
      }
    }
    out.flush();
    err.flush();
  }

  private static ObjectNode envelope(boolean isOk) {
    return object().put("schema", SCHEMA).put("ok", isOk);
  }
}

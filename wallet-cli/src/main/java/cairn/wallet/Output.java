package cairn.wallet;

import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a command of the wallet or of `net` prints: the result on stdout, as text or in one JSON
/// envelope `{"schema":1,"ok":…,"data"|"error":…,"warnings":[…]}`; everything for people on stderr.
public final class Output {
  private static final int SCHEMA = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isJson;

  public Output(PrintStream out, PrintStream err, boolean isJson) {
    this.out = out;
    this.err = err;
    this.isJson = isJson;
  }

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /// A result, in the two forms that it can be asked for.
  public void result(ObjectNode data, List<String> lines) {
    if (isJson) {
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
  public void step(String line) {
    if (!isJson) {
      err.println(line);
      err.flush();
    }
  }

  /// What went wrong: a stable code in capitals, what happened, and what to do next (may be empty).
  public void failure(int exitCode, String code, String message, String hint) {
    if (isJson) {
      ObjectNode error = object();
      error.put("code", code).put("message", message);
      error.put("hint", hint).put("exitCode", exitCode);
      ObjectNode envelope = envelope(false);
      envelope.set("error", error);
      envelope.set("warnings", array());
      out.println(JSON.writeValueAsString(envelope));
    } else {
      err.println("error: " + message + "   [" + code + "]");
      if (!hint.isEmpty()) {
        err.println("       " + hint);
      }
    }
    out.flush();
    err.flush();
  }

  private static ObjectNode envelope(boolean isOk) {
    return object().put("schema", SCHEMA).put("ok", isOk);
  }
}

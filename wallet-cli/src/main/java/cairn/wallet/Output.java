package cairn.wallet;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a command of the wallet or of `net` prints: the result on stdout, as text or in one JSON
/// envelope `{"schema":1,"ok":…,"data"|"error":…,"warnings":[…]}`; everything for people on stderr.
///
/// A command says its result or failure once; what comes later is dropped, so that a command that
/// is interrupted while it ends does not say two things.
public final class Output {
  private static final int SCHEMA = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isJson;
  private final Symbols symbols;
  private final List<String> warnings = new ArrayList<>();
  private final AtomicBoolean isSaid = new AtomicBoolean();

  public Output(PrintStream out, PrintStream err, OutputFormat format, Symbols symbols) {
    this.out = out;
    this.err = err;
    this.isJson = format == OutputFormat.JSON;
    this.symbols = symbols;
  }

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /// A result, in the two forms that it can be asked for.
  public void result(ObjectNode data, List<String> lines) {
    if (!isSaid.compareAndSet(false, true)) {
      return;
    }
    if (isJson) {
      ObjectNode envelope = envelope(true);
      envelope.set("data", data);
      envelope.set("warnings", warnings());
      out.println(JSON.writeValueAsString(envelope));
    } else {
      lines.forEach(out::println);
    }
    out.flush();
  }

  /// A step of a longer command, for people who watch.
  public void step(String line) {
    if (!isJson) {
      notice(line);
    }
  }

  /// What people must see whatever form the result has.
  public void notice(String line) {
    err.println(symbols.line(line));
    err.flush();
  }

  /// Something that is not as it should be, and does not keep the command from its result. To be
  /// said before that.
  public void warning(String sentence) {
    warnings.add(sentence);
    step("warning: " + sentence);
  }

  /// What went wrong: a stable code in capitals, what happened, and what to do next (may be empty).
  public void failure(int exitCode, String code, String message, String hint) {
    if (!isSaid.compareAndSet(false, true)) {
      return;
    }
    if (isJson) {
      ObjectNode error = object();
      error.put("code", code).put("message", message);
      error.put("hint", hint).put("exitCode", exitCode);
      ObjectNode envelope = envelope(false);
      envelope.set("error", error);
      envelope.set("warnings", warnings());
      out.println(JSON.writeValueAsString(envelope));
    } else {
      err.println(symbols.line("error: " + message + "   [" + code + "]"));
      if (!hint.isEmpty()) {
        err.println(symbols.line("       " + hint));
      }
    }
    out.flush();
    err.flush();
  }

  private ArrayNode warnings() {
    ArrayNode all = array();
    warnings.forEach(all::add);
    return all;
  }

  private static ObjectNode envelope(boolean isOk) {
    return object().put("schema", SCHEMA).put("ok", isOk);
  }
}

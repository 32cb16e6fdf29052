package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs commands as a program does that reads their JSON, and Cairn's other programs.
final class NetRun {
  private static final long RUN_LIMIT_SECONDS = 60;

  private NetRun() {}

  /// What a command printed, and how it ended.
  record Result(int exit, JsonNode json) {
    JsonNode data() {
      assertTrue(json.path("ok").asBoolean(false), json::toString);
      return json.path("data");
    }

    String sentence() {
      assertEquals(false, json.path("ok").asBoolean(true), json::toString);
      assertEquals(exit, json.path("error").path("exitCode").asInt(), json::toString);
      return json.path("error").path("message").asString("");
    }
  }

  /// Runs a command of `net` in this process; commands print on System.out.
  static Result net(Path directory, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--dir", directory.toString(), "-o", "json"));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int exit;
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      exit = CairnNet.run(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    return new Result(exit, JsonMapper.shared().readTree(printed.toByteArray()));
  }

  /// What a command of `net` prints on stdout for people; it must succeed.
  static String text(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      assertEquals(0, CairnNet.run(arguments));
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /// What a program printed on stdout and stderr.
  record Printed(int exit, String text) {}

  /// Runs one of the launch scripts, as in `node/cairnd`, to its end.
  static Printed program(String script, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.program(script).toString());
    command.addAll(List.of(arguments));
    return run(new ProcessBuilder(command));
  }

  static Printed run(ProcessBuilder builder) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      try {
        // Ends by itself: it is refused, or it prints nothing more and the limit ends it.
        process.getOutputStream().close();
        assertTrue(process.waitFor(RUN_LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Printed(process.exitValue(), text);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new AssertionError("it does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}

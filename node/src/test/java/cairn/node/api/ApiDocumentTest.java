package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.RejectionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// docs/api.md names every method and error, and its examples work.
class ApiDocumentTest {
  private static final Path FILE = Path.of(System.getProperty("basedir", ""), "../docs/api.md");
  private static final Pattern CALL =
      Pattern.compile("curl -s http://127.0.0.1:8640/rpc -H '([^']*)' -d '([^']*)'");
  private static final Pattern GET = Pattern.compile("curl -s '?http://127.0.0.1:8640(/[^'\\s]*)");

  @Test
  void hasAnExampleThatWorksForEveryMethod() throws Exception {
    List<String> called = new ArrayList<>();
    try (HttpFixture http = new HttpFixture()) {
      http.node.submit(List.of(FakeNode.payment(0).encoded()), _ -> {});
      http.node.makeBlock();
      Matcher calls = CALL.matcher(Files.readString(FILE));
      while (calls.find()) {
        String request =
            HttpFixture.post(calls.group(2))
                .replace("Content-Type: application/json", calls.group(1));
        JsonNode response = http.exchange(request).json();

        assertTrue(response.has("result"), response.toString());
        Matcher method = Pattern.compile("\"method\":\"([^\"]*)\"").matcher(calls.group(2));
        assertTrue(method.find());
        called.add(method.group(1));
      }
    }
    assertEquals(Arrays.stream(RpcMethod.values()).map(RpcMethod::wireName).toList(), called);
  }

  @Test
  void hasExamplesOfHealthThatWork() throws IOException {
    List<String> paths = new ArrayList<>();
    try (HttpFixture http = new HttpFixture()) {
      Matcher gets = GET.matcher(Files.readString(FILE));
      while (gets.find()) {
        if (!gets.group(1).equals("/rpc")) {
          paths.add(gets.group(1));
          assertEquals(200, http.exchange(HttpFixture.get(gets.group(1))).status());
        }
      }
    }
    assertEquals(List.of("/livez", "/readyz", "/metrics"), paths);
  }

  @Test
  void namesEveryReasonWithItsNumber() throws IOException {
    String text = Files.readString(FILE);
    for (RejectionCode code : RejectionCode.values()) {
      assertTrue(text.contains("| " + code.number() + " | " + code.name() + " |"), code.name());
    }
  }
}

package cairn.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaScriptTest {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "@mysten/bcs", "npm/@mysten/bcs/dist/index.mjs",
          "@mysten/utils", "npm/@mysten/utils/dist/index.mjs",
          "@scure/base", "npm/@scure/base/index.js");

  @Test
  void runsAPackageOfNpmWithThoseThatItImports() {
    try (JavaScript script = JavaScript.of(PACKAGES)) {
      Value probe = script.module("javascript/probe.mjs");

      assertEquals("0368c3a9", probe.getMember("text").execute("hé").asString());
    }
  }

  @Test
  void readsNoFileBesideTheResources(@TempDir Path elsewhere) throws Exception {
    Path secret = Files.writeString(elsewhere.resolve("secret.mjs"), "export const read = true;");
    AtomicReference<String> refusal = new AtomicReference<>("");
    try (JavaScript script = JavaScript.of(PACKAGES)) {
      Value module = script.module("javascript/probe.mjs");

      Value promise = module.getMember("stranger").execute(secret.toString());

      ProxyExecutable loaded = _ -> set(refusal, "loaded");
      ProxyExecutable refused = reason -> set(refusal, reason[0].toString());
      promise.invokeMember("then", loaded, refused);
    }
    assertFalse(refusal.get().equals("loaded"));
    assertTrue(refusal.get().contains("secret.mjs"), refusal.get());
  }

  private static Object set(AtomicReference<String> variable, String value) {
    variable.set(value);
    return value;
  }
}

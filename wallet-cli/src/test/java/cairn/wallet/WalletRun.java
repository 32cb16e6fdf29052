package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs the wallet's command line in this process, in a directory of its own.
final class WalletRun {
  static final String PASSWORD = "correct horse";

  /// Sealed once, since that is made to cost time.
  private static final List<KeyFile> ACCOUNTS =
      Stream.of("alice", "bob", "carol").map(WalletRun::sealed).toList();

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  /// @param node the node's URL
  WalletRun(Path directory, String node) {
    this.directory = directory;
    environment.put("CAIRN_NODE", node);
    environment.put("CAIRN_WALLETS", wallets().toString());
    environment.put("CAIRN_PASSWORD_FILE", passwordFile(PASSWORD).toString());
  }

  /// How a command ended, and what it printed.
  record Result(int exit, String out, String err) {
    JsonNode json() {
      assertEquals(1, out.lines().count(), () -> "one envelope, not: " + out + err);
      JsonNode json = JsonMapper.shared().readTree(out);
      assertEquals(1, json.path("schema").asInt());
      assertEquals(exit == 0, json.path("ok").asBoolean());
      return json;
    }

    /// Of a failure in JSON: `CODE exit status`.
    String failure() {
      JsonNode error = json().path("error");
      assertEquals(exit, error.path("exitCode").asInt());
      return error.path("code").asString() + " " + exit;
    }

    String message() {
      return json().path("error").path("message").asString();
    }
  }

  Path wallets() {
    return directory.resolve("wallets");
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /// A key file of the name: `alice`, `bob` or `carol`.
  KeyFile account(String name) {
    KeyFile file =
        ACCOUNTS.stream().filter(account -> account.name().equals(name)).findFirst().orElseThrow();
    new KeyStore(wallets()).save(file);
    return file;
  }

  WalletRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  WalletRun without(String variable) {
    environment.remove(variable);
    return this;
  }

  Path passwordFile(String password) {
    try {
      Path file = Files.createTempFile(directory, "password", "");
      return Files.writeString(file, password + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Result run(String... arguments) {
    return watched(new ByteArrayOutputStream(), arguments);
  }

  Result json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", "json"));
    return run(all.toArray(String[]::new));
  }

  Result typed(String text, String... arguments) {
    InputStream input = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return run(input, new ByteArrayOutputStream(), arguments);
  }

  /// Prints what goes to stderr into `err`, to be read while the command runs.
  Result watched(ByteArrayOutputStream err, String... arguments) {
    return run(InputStream.nullInputStream(), err, arguments);
  }

  private Result run(InputStream input, ByteArrayOutputStream err, String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    InputStream inBefore = System.in;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setOut(outStream);
      System.setErr(errStream);
      System.setIn(input);
      int exit = CairnWallet.run(environment, arguments);
      return new Result(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
      System.setIn(inBefore);
    }
  }

  private static KeyFile sealed(String name) {
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[SecretKey.BYTES];
    seed[0] = (byte) name.charAt(0);
    KeyPair key = KeyPair.of(SecretKey.of(seed), GlobalOptions.ed25519());
    return KeyFile.seal(name, key, PASSWORD.toCharArray(), KeyDerivation.light(random), random);
  }
}

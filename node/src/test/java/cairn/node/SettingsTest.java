package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the values of settings come from, and which are refused.
class SettingsTest {
  @TempDir Path home;

  @Test
  void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeTheDefault() throws IOException {
    file("name = \"file\"\n[http]\nport = 3\nhost = \"127.0.0.3\"\n");
    Map<Setting, String> flags = Map.of(Setting.NAME, "flag");
    Map<String, String> environment = Map.of("CAIRN_NAME", "variable", "CAIRN_HTTP_PORT", "2");

    Settings settings = Settings.resolve(flags, environment, toml());

    assertEquals(new Settings.Value("flag", "the flag --name"), settings.value(Setting.NAME));
    assertEquals(
        new Settings.Value("2", "the variable CAIRN_HTTP_PORT"), settings.value(Setting.HTTP_PORT));
    assertEquals(new Settings.Value("127.0.0.3", toml() + ":4"), settings.value(Setting.HTTP_HOST));
    assertEquals(new Settings.Value("8641", "the default"), settings.value(Setting.P2P_PORT));
  }

  @Test
  void theDefaultsMakeAConfiguration() {
    NodeConfig config = config(Map.of());

    assertEquals("http://127.0.0.1:8640", config.http().url());
    assertEquals(List.of(), config.http().hosts());
    assertEquals(8641, config.p2p().listen().port());
    assertEquals(Optional.empty(), config.validatorKey());
    assertEquals(MempoolLimits.DEFAULT, config.mempool());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Map<Setting, String> chosen = new EnumMap<>(Setting.class);
    chosen.put(Setting.NAME, "a \"quoted\" \\ name");
    chosen.put(Setting.HTTP_PORT, "17");
    chosen.put(Setting.HTTP_HOSTS, "a.example,b.example");
    chosen.put(Setting.P2P_BOOTSTRAP, "a.example:1");
    chosen.put(Setting.VALIDATOR_KEY, "keys/validator.json");
    file(Settings.toToml(chosen));

    Settings read = Settings.resolve(Map.of(), Map.of(), toml());

    chosen.forEach((setting, value) -> assertEquals(value, read.value(setting).text()));
    assertEquals(List.of("a.example", "b.example"), read.toConfig(home).http().hosts());
    assertEquals(
        Optional.of(home.resolve("keys/validator.json")), read.toConfig(home).validatorKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nam = \"a\" | :1: unknown key nam; did you mean name?",
        "[http]\\nprot = 1 | :2: unknown key http.prot; did you mean http.port?",
        "[p2p]\\nbootstraps = [] | did you mean p2p.bootstrap?",
        "[http]\\nport = \"1\" | :2: http.port is a whole number",
        "[http]\\nport = 1.5 | http.port is a whole number",
        "[http]\\nport = true | http.port is a whole number",
        "name = 5 | :1: name is a string",
        "name = [\"a\"] | name is a string",
        "[p2p]\\nbootstrap = [1] | p2p.bootstrap is a list of strings",
        "[p2p]\\nbootstrap = 1 | p2p.bootstrap is a list of strings",
        "name = \"a\"\\nname = \"b\" | node.toml:2 is not TOML",
        "name = \"a | is not TOML",
        "[http | is not TOML",
        "name = | is not TOML",
        "= 5 | is not TOML",
        "\\u0000 | is not TOML",
      })
  void theFileIsReadStrictlyAndTheFaultNamed(String text, String named) throws IOException {
    file(text.replace("\\n", "\n").replace("\\u0000", "\u0000"));

    String sentence = refusal(() -> Settings.resolve(Map.of(), Map.of(), toml()));

    assertTrue(sentence.contains(named), sentence);
    assertTrue(sentence.contains(toml().toString()), sentence);
  }

  @Test
  void noCutOfAFileIsTakenForAnotherPort() throws IOException {
    String whole = "name = \"node-1\"\n[http]\nport = 8650\n";
    for (int length = 0; length < whole.length(); length++) {
      file(whole.substring(0, length));
      try {
        String port = Settings.resolve(Map.of(), Map.of(), toml()).value(Setting.HTTP_PORT).text();
        assertTrue("8650".startsWith(port) || port.equals("8640"), port);
      } catch (RefusedException e) {
        assertEquals(ExitCode.CONFIGURATION, e.code());
      }
    }
  }

  @Test
  void aFileThatIsTooLargeOrNoTextIsRefused() throws IOException {
    try (var sparse = new RandomAccessFile(toml().toFile(), "rw")) {
      sparse.setLength((1 << 20) + 1);
    }
    assertTrue(
        refusal(() -> Settings.resolve(Map.of(), Map.of(), toml())).contains("larger than 1 MiB"));

    Files.write(toml(), "name = \"ä\"".getBytes(StandardCharsets.ISO_8859_1));

    assertTrue(refusal(() -> Settings.resolve(Map.of(), Map.of(), toml())).contains("cannot read"));
  }

  @ParameterizedTest
  @CsvSource({
    "CAIRN_HTTP_PORT, 65536",
    "CAIRN_HTTP_PORT, -1",
    "CAIRN_HTTP_PORT, ''",
    "CAIRN_P2P_PORT, 1e3",
    "CAIRN_P2P_PORT, 99999999999999999999",
    "CAIRN_MEMPOOL_TRANSACTIONS, 0",
    "CAIRN_MEMPOOL_BYTES, 1",
    "CAIRN_POOL_VERIFIERS, 257",
    "CAIRN_LOG_LEVEL, loud",
    "CAIRN_NAME, ' '",
  })
  void aVariableThatIsWrongIsRefused(String variable, String value) {
    String sentence = refusal(() -> config(Map.of(variable, value)));

    String key = variable.substring("CAIRN_".length()).split("_", -1)[0];
    assertTrue(sentence.toUpperCase(java.util.Locale.ROOT).contains(key), sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8640",
    "0.0.0.0, http://127.0.0.1:8640",
    "::1, http://[::1]:8640",
    "[::1], http://[::1]:8640",
    "::, http://[::1]:8640",
    "node.example, http://node.example:8640",
  })
  void theAddressOfHttpIsOneThatAClientCanAsk(String host, String url) {
    assertEquals(url, config(Map.of("CAIRN_HTTP_HOST", host)).http().url());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void peersAreToldOfTheAddressThatIsSetWhereTheNodeListensOnAll(String host) {
    Map<String, String> set = Map.of("CAIRN_P2P_HOST", host, "CAIRN_P2P_ADVERTISE", "192.0.2.1");

    assertEquals("192.0.2.1", config(set).p2p().advertise());
  }

  @Test
  void valuesThatDifferFromThoseOfTheFileAreNamedWithTheirLine() throws IOException {
    file("name = \"a\"\n[p2p]\nbootstrap = [\"a:1\", \"b:2\"]\n");
    Settings settings = Settings.resolve(Map.of(), Map.of(), toml());

    settings.requireSame(Map.of(Setting.NAME, "a", Setting.P2P_BOOTSTRAP, "a:1, b:2"));
    String sentence = refusal(() -> settings.requireSame(Map.of(Setting.NAME, "b")));

    assertTrue(sentence.contains(toml() + ":1"), sentence);
  }

  private NodeConfig config(Map<String, String> environment) {
    return Settings.resolve(Map.of(), environment, toml()).toConfig(home);
  }

  private Path toml() {
    return home.resolve("node.toml");
  }

  private void file(String text) throws IOException {
    Files.writeString(toml(), text);
  }

  private static String refusal(Runnable attempt) {
    RefusedException refusal = assertThrows(RefusedException.class, attempt::run);
    assertEquals(ExitCode.CONFIGURATION, refusal.code());
    return String.valueOf(refusal.getMessage());
  }
}

package cairn.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// The values of all settings, each with where it came from: flag before environment before file
/// before default.
public final class Settings {
  public static final String FILE_NAME = "node.toml";

  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final List<String> LOG_LEVELS = List.of("error", "warn", "info", "debug", "trace");

  /// A value as text, and where it came from, as a person would say it.
  public record Value(String text, String origin) {}

  private final Map<Setting, Value> values;

  private Settings(Map<Setting, Value> values) {
    this.values = values;
  }

  /// Resolves all settings; `file` may be missing. Throws [RefusedException] that names the key and
  /// where it stands.
  public static Settings resolve(
      Map<Setting, String> flags, Map<String, String> environment, Path file) {
    Map<Setting, Value> fromFile = readFile(file);
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String flag = flags.get(setting);
      String variable = environment.get(setting.environmentName());
      if (flag != null) {
        values.put(setting, new Value(flag, "the flag " + setting.flag()));
      } else if (variable != null) {
        values.put(setting, new Value(variable, "the variable " + setting.environmentName()));
      } else {
        values.put(
            setting, fromFile.getOrDefault(setting, new Value(setting.fallback(), "the default")));
      }
    }
    return new Settings(values);
  }

  public Value value(Setting setting) {
    return values.getOrDefault(setting, new Value(setting.fallback(), "the default"));
  }

  /// Throws [RefusedException] if one of these values is not the one resolved here.
  void requireSame(Map<Setting, String> others) {
    others.forEach((setting, other) -> {
      Value value = value(setting);
      boolean isSame =
          setting.isList()
              ? split(value.text()).equals(split(other))
              : value.text().strip().equals(other.strip());
      if (!isSame) {
        throw refused(
            "%s is \"%s\" by %s and should be \"%s\"; nothing is overwritten: change it there."
                .formatted(setting.key(), value.text(), value.origin(), other));
      }
    });
  }

  /// The configuration that these values make, checked.
  public NodeConfig toConfig(Path home) {
    NodeConfig.Endpoint listen =
        new NodeConfig.Endpoint(text(Setting.P2P_HOST), port(Setting.P2P_PORT));
    return new NodeConfig(
        home,
        text(Setting.NAME),
        logLevel(),
        validatorKey(home),
        new NodeConfig.Http(
            new NodeConfig.Endpoint(text(Setting.HTTP_HOST), port(Setting.HTTP_PORT)),
            list(Setting.HTTP_HOSTS)),
        new NodeConfig.Peers(listen, advertised(listen), list(Setting.P2P_BOOTSTRAP)),
        new MempoolLimits(
            (int) number(Setting.MEMPOOL_TRANSACTIONS, 1, 10_000_000),
            number(Setting.MEMPOOL_BYTES, 1 << 17, 1L << 36),
            (int) number(Setting.MEMPOOL_PER_SENDER, 1, 1_000_000)),
        (int) number(Setting.VERIFIER_THREADS, 0, 256),
        number(Setting.STORE_KEEP_BLOCKS, 0, Long.MAX_VALUE));
  }

  /// A node.toml with the given values, each with its meaning above it.
  public static String toToml(Map<Setting, String> chosen) {
    StringBuilder toml = new StringBuilder();
    String table = "";
    for (Setting setting : Setting.values()) {
      String value = chosen.get(setting);
      if (value == null) {
        continue;
      }
      int dot = setting.key().indexOf('.');
      String itsTable = dot < 0 ? "" : setting.key().substring(0, dot);
      if (!itsTable.equals(table)) {
        toml.append("\n[").append(itsTable).append("]\n");
        table = itsTable;
      }
      toml.append("# ").append(setting.meaning()).append('\n');
      toml.append(setting.key().substring(dot + 1)).append(" = ");
      toml.append(tomlValue(setting, value)).append('\n');
    }
    return toml.toString();
  }

  private static String tomlValue(Setting setting, String value) {
    if (setting.isList()) {
      return split(value).stream()
          .map(Settings::quoted)
          .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
    }
    return isNumber(setting) ? value : quoted(value);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isNumber(Setting setting) {
    return setting.fallback().chars().allMatch(Character::isDigit) && !setting.fallback().isEmpty();
  }

  private static Map<Setting, Value> readFile(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw refused(file + " is larger than 1 MiB: that is no configuration of a node.");
      }
      String text = Files.readString(file);
      Map<Setting, Value> values = new EnumMap<>(Setting.class);
      collect(file, text, "", new TomlMapper().readTree(text), values);
      return values;
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String place = line > 0 ? file + ":" + line : file.toString();
      throw refused(place + " is not TOML: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw refused("cannot read " + file + ": " + e.getMessage());
    }
  }

  private static void collect(
      Path file, String text, String table, JsonNode node, Map<Setting, Value> values) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = table + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        collect(file, text, key + ".", value, values);
        continue;
      }
      String place = file + lineOf(text, key).map(line -> ":" + line).orElse("");
      Setting setting =
          Setting.ofKey(key)
              .orElseThrow(() ->
                  refused(
                      place
                          + ": unknown key "
                          + key
                          + "; did you mean "
                          + Setting.nearestKey(key)
                          + "?"));
      values.put(setting, new Value(scalarOrList(place, setting, value), place));
    }
  }

  private static String scalarOrList(String place, Setting setting, JsonNode value) {
    if (setting.isList() && value.isArray()) {
      List<String> parts = new ArrayList<>();
      for (JsonNode part : value) {
        if (!part.isString()) {
          throw refused(place + ": " + setting.key() + " is a list of strings.");
        }
        parts.add(part.stringValue());
      }
      return String.join(",", parts);
    }
    if (isNumber(setting) ? !value.isIntegralNumber() : !value.isString()) {
      String wanted = setting.isList() ? "a list of strings" : "a string";
      throw refused(
          place + ": " + setting.key() + " is " + (isNumber(setting) ? "a whole number" : wanted));
    }
    return value.asString();
  }

  /// The line where a key stands, by a look at the text: the parser does not tell.
  private static Optional<Integer> lineOf(String text, String key) {
    String table = "";
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("[") && line.contains("]")) {
        table = line.substring(1, line.indexOf(']')).strip() + ".";
      } else if (line.contains("=")
          && (table + line.substring(0, line.indexOf('=')).strip()).equals(key)) {
        return Optional.of(i + 1);
      }
    }
    return Optional.empty();
  }

  private String text(Setting setting) {
    Value value = value(setting);
    if (value.text().isBlank()) {
      throw refused(setting.key() + " is empty (from " + value.origin() + ").");
    }
    return value.text().strip();
  }

  private List<String> list(Setting setting) {
    return split(value(setting).text());
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private int port(Setting setting) {
    return (int) number(setting, 0, 65_535);
  }

  private long number(Setting setting, long least, long most) {
    Value value = value(setting);
    String text = value.text().strip();
    if (text.isEmpty()
        || text.length() > 18
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')
        || Long.parseLong(text) < least
        || Long.parseLong(text) > most) {
      throw refused(
          setting.key()
              + " is a whole number from "
              + least
              + " to "
              + most
              + ", not \""
              + value.text()
              + "\" (from "
              + value.origin()
              + ").");
    }
    return Long.parseLong(text);
  }

  private String logLevel() {
    String level = text(Setting.LOG_LEVEL).toLowerCase(Locale.ROOT);
    if (!LOG_LEVELS.contains(level)) {
      throw refused(
          "log-level is one of "
              + String.join(", ", LOG_LEVELS)
              + ", not \""
              + level
              + "\"; did you mean "
              + Setting.nearest(level, LOG_LEVELS)
              + "?");
    }
    return level;
  }

  private Optional<Path> validatorKey(Path home) {
    String file = text(Setting.VALIDATOR_KEY);
    return file.equals("none") ? Optional.empty() : Optional.of(home.resolve(file));
  }

  private String advertised(NodeConfig.Endpoint listen) {
    String advertise = text(Setting.P2P_ADVERTISE);
    if (!advertise.equals("auto")) {
      return advertise;
    }
    return switch (listen.host()) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "::1";
      default -> listen.host();
    };
  }

  private static RefusedException refused(String sentence) {
    return new RefusedException(ExitCode.CONFIGURATION, sentence);
  }
}

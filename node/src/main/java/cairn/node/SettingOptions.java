package cairn.node;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The flags that every command of `cairnd` takes: `--home`, `--output`, and one a [Setting].
final class SettingOptions {
  private static final String HOME_VARIABLE = "CAIRN_HOME";
  private static final String DEFAULT_HOME = "cairn-node";

  private final CommandSpec spec;
  private final Map<String, String> environment;

  SettingOptions(CommandSpec spec, Map<String, String> environment) {
    this.spec = spec;
    this.environment = environment;
  }

  static void addTo(CommandSpec spec) {
    spec.mixinStandardHelpOptions(true);
    spec.addOption(
        option("--home", "DIR", "the node's folder; else $" + HOME_VARIABLE + ", else ./cairn-node")
            .build());
    spec.addOption(
        OptionSpec.builder("-o", "--output")
            .paramLabel("text|json")
            .type(String.class)
            .description("how the result is printed")
            .build());
    for (Setting setting : Setting.values()) {
      spec.addOption(option(setting.flag(), "VALUE", setting.meaning()).build());
    }
  }

  private static OptionSpec.Builder option(String name, String label, String description) {
    return OptionSpec.builder(name).paramLabel(label).type(String.class).description(description);
  }

  /// The flag, else the variable, else the default. One that is given and empty is refused: it was
  /// meant to say something.
  Path home() {
    Optional<String> flag = value("--home");
    String variable = environment.getOrDefault(HOME_VARIABLE, DEFAULT_HOME);
    String home = flag.orElse(variable);
    try {
      if (!home.isBlank()) {
        return Path.of(home);
      }
    } catch (InvalidPathException e) {
      // As good as an empty one.
    }
    String origin = flag.isPresent() ? "--home" : HOME_VARIABLE;
    throw new RefusedException(
        ExitCode.CONFIGURATION, origin + " is \"" + home + "\", which is no folder.");
  }

  /// Whether the command line names the home.
  boolean isHomeGiven() {
    return value("--home").isPresent();
  }

  /// The settings that were given as flags, also those that are empty.
  Map<Setting, String> flags() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      value(setting.flag()).ifPresent(value -> flags.put(setting, value));
    }
    return flags;
  }

  NodeConfig config() {
    Path home = home();
    return Settings.resolve(flags(), environment, home.resolve(Settings.FILE_NAME))
        .toConfig(home.toAbsolutePath().normalize());
  }

  private Optional<String> value(String option) {
    return Optional.ofNullable(spec.findOption(option).<String>getValue());
  }
}

package cairn.node;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// The daemon `cairnd`.
@Command(
    name = "cairnd",
    mixinStandardHelpOptions = true,
    versionProvider = CairnNode.VersionText.class,
    description = "A node of a Cairn ledger.",
    footer = {
      "",
      "Settings come from a flag, else from the environment (CAIRN_...), else from node.toml, else",
      "from the default.",
      "",
      "Exit status: 0 ok, 1 bug, 2 usage, 3 no connection, 8 key, 9 unhealthy, 10 configuration,",
      "130 interrupted."
    })
public final class CairnNode {
  private CairnNode() {}

  public static void main(String[] args) {
    System.exit(run(System.getenv(), System.out, System.err, args));
  }

  /// Runs one command; the result is its exit status.
  static int run(
      Map<String, String> environment, PrintStream out, PrintStream err, String... args) {
    String form = OutputOption.value(args).orElse(OutputOption.TEXT);
    CommandOutput output = new CommandOutput(out, err, form.equals(OutputOption.JSON));
    if (!OutputOption.FORMS.contains(form)) {
      output.failure(
          ExitCode.USAGE,
          "--output is text or json, not \"" + form + "\"",
          "did you mean " + Setting.nearest(form, OutputOption.FORMS) + "?");
      return ExitCode.USAGE.number();
    }
    CommandLine line = new CommandLine(new CairnNode());
    line.addSubcommand(command(new InitCommand(environment, output)));
    line.addSubcommand(command(new RunCommand(environment)));
    line.addSubcommand(command(new StatusCommand(environment, output, StatusCommand.PATIENCE)));
    ProgressLine.Style style = ProgressLine.Style.of(err);
    line.addSubcommand(command(new VerifyCommand(environment, output, style)));
    line.addSubcommand(command(new ExportCommand(environment, output, style)));
    line.addSubcommand(command(new ImportCommand(environment, output, style)));
    line.addSubcommand(command(new RepairCommand(environment, output, style)));
    line.addSubcommand(command(new PruneCommand(environment, output, style)));
    line.addSubcommand(command(new BackupCommand(environment, output)));
    line.addSubcommand(new CommandLine(new RehearseCommand()));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, _) -> usage(e, output));
    line.setExecutionExceptionHandler((e, command, _) ->
        switch (e) {
          case RefusedException refused -> {
            output.failure(refused.code(), String.valueOf(refused.getMessage()), refused.hint());
            yield refused.code().number();
          }
          case InterruptedException _ -> ExitCode.INTERRUPTED.number();
          default -> bug(e, command, output);
        });
    if (args.length == 0) {
      line.usage(err);
      return ExitCode.USAGE.number();
    }
    return line.execute(args);
  }

  private static CommandLine command(Object command) {
    CommandLine line = new CommandLine(command);
    SettingOptions.addTo(line.getCommandSpec());
    return line;
  }

  private static int usage(ParameterException e, CommandOutput output) {
    output.failure(
        ExitCode.USAGE,
        String.valueOf(e.getMessage()),
        "`" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help` tells more.");
    return ExitCode.USAGE.number();
  }

  /// The trace is for whoever asks for it.
  private static int bug(Exception fault, CommandLine command, CommandOutput output) {
    OptionSpec level = command.getCommandSpec().findOption(Setting.LOG_LEVEL.flag());
    if (level != null
        && List.of("debug", "trace").contains(String.valueOf(level.<Object>getValue()))) {
      fault.printStackTrace(command.getErr());
    }
    output.failure(
        ExitCode.BUG,
        "this is a bug of cairnd's: " + fault,
        "with `" + Setting.LOG_LEVEL.flag() + " debug` it says where; please report it.");
    return ExitCode.BUG.number();
  }

  /// What `--version` prints.
  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"cairnd " + Version.NUMBER + ", Java " + Runtime.version().feature()};
    }
  }
}

package cairn.node;

import cairn.crypto.NativeCiphers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `cairnd run`: runs the node until it is told to stop, or must.
@Command(name = "run", description = "Runs the node of a home until SIGTERM or Ctrl-C.")
final class RunCommand implements Callable<Integer> {
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Map<String, String> environment;

  @Spec private @Nullable CommandSpec spec;

  RunCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    NativeCiphers.prefer();
    NodeConfig config =
        new SettingOptions(Optional.ofNullable(spec).orElseThrow(), environment).config();
    // Before the first logger is made.
    System.setProperty("cairn.log.level", config.logLevel());
    Logger log = LoggerFactory.getLogger(CairnNode.class);
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicBoolean hasFailed = new AtomicBoolean();
    FailStop failStop =
        new FailStop(_ -> {
          hasFailed.set(true);
          stopping.countDown();
        });
    try (NodeProcess process = NodeProcess.start(config, failStop)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "cairn-stop"));
      log.info(
          "{} runs: JSON-RPC at {}, peers at port {}, home {}",
          config.name(),
          process.rpcUrl(),
          process.peerPort(),
          config.home());
      stopping.await();
      log.info("{} stops", config.name());
    } finally {
      stopped.countDown();
    }
    return (hasFailed.get() ? ExitCode.UNHEALTHY : ExitCode.OK).number();
  }

  /// In the shutdown hook: the process ends when this returns.
  private static void stop(CountDownLatch stopping, CountDownLatch stopped) {
    stopping.countDown();
    try {
      if (!stopped.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("error: the node did not stop within 5 s.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

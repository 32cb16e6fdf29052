package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The demonstration to its good end, which takes about half a minute.
@EnabledIfSystemProperty(named = "cairn.full", matches = "true")
class DemoIT {
  @TempDir Path temporary;

  @Test
  void aNetworkThatIsKeptIsUpAndHealthyUntilItIsTakenDown() {
    Path directory = temporary.resolve("demo");
    NetworkPlan plan = TestPorts.plan(4, 0, "demo");
    String port = Integer.toString(plan.portBase());
    try {
      NetRun.Result demo =
          NetRun.net(directory, "demo", "--keep", "--validators", "4", "--port-base", port);

      assertEquals(0, demo.exit(), () -> demo.json().toString());
      assertTrue(demo.data().path("held").asBoolean());
      NetRun.Result status = NetRun.net(directory, "status");
      assertEquals(0, status.exit(), () -> status.json().toString());
      assertEquals(4, status.data().path("nodes").size());
      assertEquals(4, running(directory).size());
    } finally {
      NetRun.Result down = NetRun.net(directory, "down");

      assertEquals(0, down.exit(), () -> down.json().toString());
      assertEquals(List.of(), running(directory));
    }
  }

  private static List<Integer> running(Path directory) {
    try (LocalNetwork network = LocalNetwork.open(directory)) {
      return network.running();
    }
  }
}

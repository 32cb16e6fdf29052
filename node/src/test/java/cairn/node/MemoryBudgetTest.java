package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final Path LAUNCH = Path.of("..", ".mvn", "launch.sh");
  private static final Pattern HEAP = Pattern.compile("node\\) echo \"-Xmx(\\d+)m -Xmn(\\d+)m ");

  /// Where the serial collector keeps a tenth of the young generation back, as it does unless told
  /// otherwise.
  private static long heapOfTheLaunchScript() throws IOException {
    Matcher options = HEAP.matcher(Files.readString(LAUNCH));
    assertTrue(options.find());
    long young = Long.parseLong(options.group(2)) << 20;
    return (Long.parseLong(options.group(1)) << 20) - (young + 9) / 10;
  }

  @Test
  void allThatPeersAndClientsCanMakeANodeHoldFitsItsHeap() throws IOException {
    MemoryBudget budget = MemoryBudget.of(MempoolLimits.DEFAULT);

    assertEquals(Optional.empty(), budget.problem(heapOfTheLaunchScript()));
  }

  @Test
  void saysWhatToDoWhereTheHeapIsTooSmall() {
    MemoryBudget budget = new MemoryBudget(300L << 20);

    assertEquals(
        "peers and clients can make this node hold 300 MiB, and its heap of 400 MiB is made for"
            + " 240: lower mempool.bytes, or give java more with CAIRN_JAVA_OPTS=-Xmx550m",
        budget.problem(400L << 20).orElseThrow());
    assertEquals(Optional.empty(), budget.problem(501L << 20));
  }
}

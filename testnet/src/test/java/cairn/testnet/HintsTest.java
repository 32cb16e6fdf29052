package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What people are told to type next means the network that they meant.
class HintsTest {
  private static final Path USUAL = Path.of(".cairn-net");
  private static final String TEXT = "`./testnet/net kill 4`, ./testnet/net status; net up";

  @Test
  void commandsNameADirectoryThatIsNotTheUsualOne() {
    String text = new Hints(Path.of("/tmp/x"), USUAL).in(TEXT);

    assertEquals(
        "`./testnet/net kill 4 --dir /tmp/x`, ./testnet/net status --dir /tmp/x; net up", text);
    assertEquals(
        "./testnet/net up --dir '/my nets/$1'",
        new Hints(Path.of("/my nets/$1"), USUAL).in("./testnet/net up"));
  }

  @Test
  void theUsualDirectoryIsNotNamed() {
    assertEquals(TEXT, new Hints(USUAL.toAbsolutePath(), USUAL).in(TEXT));
  }

  @Test
  void aRefusalNamesTheDirectoryToo() {
    String hint =
        NetRun.net(Path.of("/nowhere"), "status").json().path("error").path("hint").asString();

    assertEquals(
        "`./testnet/net up --dir /nowhere` makes one; --dir names another directory.", hint);
  }
}

package cairn.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  private static final NodeId ID = TestKeys.node(1).id();

  @ParameterizedTest
  @ValueSource(strings = {"node.example:8641", "127.0.0.1:1", "[::1]:65535"})
  void readsWhatItWrites(String text) {
    assertEquals(text, PeerAddress.parse(text).toString());
    assertEquals(ID + "@" + text, PeerAddress.parse(ID + "@" + text).toString());
  }

  @Test
  void bracketsAreNoPartOfTheHost() {
    assertEquals(
        new PeerAddress(Optional.empty(), "2001:db8::1", 8641),
        PeerAddress.parse("[2001:db8::1]:8641"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":8641",
        "host:",
        "host:0",
        "host:65536",
        "host:-1",
        "host:+1",
        "host:١",
        "::1:8641",
        "ab@host:8641",
        "@host:8641",
        "host:8641 "
      })
  void refusesTheRestWithASentence(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> PeerAddress.parse(text));
    assertEquals(true, e.getMessage().startsWith("'" + text + "'"), e.getMessage());
  }
}

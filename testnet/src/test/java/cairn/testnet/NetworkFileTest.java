package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.PublicKey;
import cairn.node.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// [NetworkFile] and [DevelopmentKeys].
class NetworkFileTest {
  @TempDir Path directory;

  @Test
  void readsBackWhatItWrote() throws IOException {
    NetworkFile file = file();

    file.write(directory);

    assertTrue(NetworkFile.existsIn(directory));
    assertEquals(file, NetworkFile.read(directory));
    assertEquals(new NetworkPlan(1, 0, 9000, "s"), NetworkFile.read(directory).plan());
  }

  @Test
  void saysWhereThereIsNoNetwork() {
    NetException refusal = assertThrows(NetException.class, () -> NetworkFile.read(directory));

    assertEquals(ExitCode.CONFIGURATION, refusal.exitCode());
    assertEquals("There is no local network in " + directory + ".", refusal.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"schema\":1}", "\u0000"})
  void saysThatABrokenFileIsBroken(String text) throws IOException {
    Files.writeString(directory.resolve(NetworkFile.NAME), text);

    assertBroken();
  }

  @Test
  void refusesWhatItDoesNotKnow() throws IOException {
    file().write(directory);
    Path path = directory.resolve(NetworkFile.NAME);
    String good = Files.readString(path);

    Files.writeString(path, good.replaceFirst("\\{", "{\"more\":1,"));
    assertBroken();
    Files.writeString(path, good.replaceFirst("\"schema\" : 1", "\"schema\" : 2"));
    assertBroken();
    Files.writeString(path, good.replaceFirst("\"seed\" : \"s\"", "\"seed\" : null"));
    assertBroken();
    Files.writeString(path, good.substring(0, good.length() / 2));
    assertBroken();
  }

  @Test
  void theSameSeedMakesTheSameKeysAndEachPurposeItsOwn() {
    DevelopmentKeys keys = new DevelopmentKeys("s", new BouncyCastleEd25519());
    DevelopmentKeys same = new DevelopmentKeys("s", new BouncyCastleEd25519());
    DevelopmentKeys other = new DevelopmentKeys("t", new BouncyCastleEd25519());
    Set<PublicKey> seen = new HashSet<>();

    for (int index = 1; index <= 16; index++) {
      assertEquals(keys.node(index).publicKey(), same.node(index).publicKey());
      assertNotEquals(keys.node(index).publicKey(), other.node(index).publicKey());
      assertTrue(seen.add(keys.node(index).publicKey()));
      assertTrue(seen.add(keys.validator(index).publicKey()));
      assertTrue(seen.add(keys.account("load-" + index).publicKey()));
    }
  }

  private void assertBroken() {
    NetException refusal = assertThrows(NetException.class, () -> NetworkFile.read(directory));

    assertEquals(ExitCode.CONFIGURATION, refusal.exitCode());
    assertTrue(
        refusal.text().startsWith("Cannot read " + directory.resolve(NetworkFile.NAME) + ": "),
        refusal::text);
  }

  private NetworkFile file() {
    return SampleNetwork.of(new NetworkPlan(1, 0, 9000, "s"));
  }
}

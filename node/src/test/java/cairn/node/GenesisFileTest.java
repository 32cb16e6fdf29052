package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import cairn.crypto.SignatureProviders;
import cairn.ledger.Amount;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.NetworkKind;
import cairn.ledger.Parameters;
import cairn.ledger.Timestamp;
import cairn.ledger.ValidatorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenesisFileTest {
  private static final Ed25519 ED25519 = SignatureProviders.best();

  @TempDir Path directory;

  @Test
  void keepsTheGenesisAndItsHash() throws IOException {
    Path file = directory.resolve("genesis.json");
    GenesisFile.write(file, genesis());

    Genesis read = GenesisFile.read(file);

    assertEquals(genesis(), read);
    assertEquals(genesis().hash(), read.hash());
  }

  @Test
  void doesNotChangeTheHashByWhiteSpaceOrOrder() throws IOException {
    Path file = directory.resolve("genesis.json");
    GenesisFile.write(file, genesis());
    String text = Files.readString(file);

    Files.writeString(file, text.replaceAll("\\s+", " "));

    assertEquals(genesis().hash(), GenesisFile.read(file).hash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"symbol\" | \"simbol\" : 1, \"symbol\" | did you mean symbol?",
        "\"decimals\" : 6 | \"decimals\" : 6, \"decimals\" : 6 | uplicate",
        "\"network\" : \"test\" | \"network\" : \"dev\" | main",
        "\"power\" : \"1\" | \"power\" : \"x\" | genesis",
        "cairntest1 | cairn1 | genesis",
        "\"keptViews\" : 64 | \"keptViews\" : null | genesis",
        "{ | [ | genesis",
      })
  void namesWhatIsWrongWithAFile(String original, String changed, String named) throws IOException {
    Path file = directory.resolve("genesis.json");
    GenesisFile.write(file, genesis());
    String text = Files.readString(file);
    assertTrue(text.contains(original), text);
    Files.writeString(file, text.replace(original, changed));

    RefusedException refusal = assertThrows(RefusedException.class, () -> GenesisFile.read(file));

    String sentence = String.valueOf(refusal.getMessage());
    assertTrue(sentence.contains(named) && sentence.contains(file.toString()), sentence);
  }

  @Test
  void refusesAMissingAnEmptyAndARubbishFile() throws IOException {
    Path file = directory.resolve("genesis.json");
    assertThrows(RefusedException.class, () -> GenesisFile.read(file));
    for (String text : List.of("", "null", "1", "[]", "{}", "\u0000")) {
      Files.writeString(file, text);
      assertThrows(RefusedException.class, () -> GenesisFile.read(file), text);
    }
  }

  @Test
  void makesAHomeOnceAndOnlyFromASoundGenesis() {
    Path home = directory.resolve("home");
    NodeHome made = NodeHome.create(home, genesis(), key(1), Optional.of(key(2)), Map.of());

    assertEquals(key(1), KeyFile.read(made.nodeKeyFile(), KeyFile.Type.NODE, ED25519));
    assertEquals(key(2), KeyFile.read(made.validatorKeyFile(), KeyFile.Type.VALIDATOR, ED25519));
    assertEquals(genesis(), GenesisFile.read(made.genesisFile()));
    assertThrows(
        RefusedException.class,
        () -> NodeHome.create(home, genesis(), key(1), Optional.empty(), Map.of()));
    Genesis empty =
        new Genesis(
            "x",
            NetworkKind.TEST,
            6,
            "CRN",
            new Timestamp(0),
            List.of(),
            List.of(),
            Parameters.standard());
    assertThrows(
        RefusedException.class,
        () ->
            NodeHome.create(directory.resolve("other"), empty, key(1), Optional.empty(), Map.of()));
  }

  private static Genesis genesis() {
    return new Genesis(
        "test network",
        NetworkKind.TEST,
        6,
        "CRN",
        new Timestamp(1_700_000_000_000L),
        List.of(new ValidatorEntry("node-1", key(2).publicKey(), 1, key(3).publicKey())),
        List.of(new GenesisAccount(key(4).publicKey(), new Amount(-1))),
        Parameters.localNetwork());
  }

  private static KeyPair key(int number) {
    byte[] seed = new byte[SecretKey.BYTES];
    Arrays.fill(seed, (byte) number);
    return KeyPair.of(SecretKey.of(seed), ED25519);
  }
}

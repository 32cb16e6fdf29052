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
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
        "\"validators\" : [ { | \"validators\" : [ null, { | validators",
        "\"accounts\" : [ { | \"accounts\" : [ null, { | accounts",
        "\"name\" : \"node-1\" | \"name\" : null | name",
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
  void saysInPlainWordsThatAFieldOrTheFileIsMissing() throws IOException {
    Path file = directory.resolve("genesis.json");

    var noFile = assertThrows(RefusedException.class, () -> GenesisFile.read(file));
    Files.writeString(file, "{}");
    var noField = assertThrows(RefusedException.class, () -> GenesisFile.read(file));

    assertEquals(
        "the genesis " + file + " cannot be read: there is no such file.", noFile.getMessage());
    assertEquals("the genesis " + file + " lacks the field chainName.", noField.getMessage());
  }

  @Test
  void refusesTextAfterTheGenesisAndAByteOrderMarkBeforeIt() throws IOException {
    Path file = directory.resolve("genesis.json");
    GenesisFile.write(file, genesis());
    String text = Files.readString(file);
    List<String> others = List.of(text + "1", text + "{}", text.substring(0, text.length() - 3));
    for (String other : others) {
      Files.writeString(file, other);
      assertThrows(RefusedException.class, () -> GenesisFile.read(file), other);
    }

    Files.writeString(file, "\ufeff" + text);

    assertEquals(genesis().hash(), GenesisFile.read(file).hash());
  }

  @Test
  void refusesAFileThatIsLargerThanMemoryHasRoomFor() throws IOException {
    Path file = directory.resolve("genesis.json");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(GenesisFile.MAX_BYTES + 1);
    }

    var refusal = assertThrows(RefusedException.class, () -> GenesisFile.read(file));

    assertTrue(String.valueOf(refusal.getMessage()).contains("larger than 48 MiB"));
  }

  private static Genesis genesis() {
    return Genesis.of(
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

package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final KeyPair KEY = LocalNodes.key(1);

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void makeKey() {
    file = directory.resolve("keys/validator.json");
    KeyFile.write(file, KeyFile.Type.VALIDATOR, KEY);
  }

  @Test
  void keepsAKeyForItsOwnerAlone() throws IOException {
    assertEquals(KEY, read());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void neverOverwritesAKey() {
    var refusal =
        assertThrows(
            RefusedException.class,
            () -> KeyFile.write(file, KeyFile.Type.VALIDATOR, LocalNodes.key(2)));

    assertEquals(ExitCode.KEY_OR_PASSWORD, refusal.code());
    assertEquals(KEY, read());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 1 | \"version\" : 2 | version 1",
        "\"version\" : 1 | \"version\" : \"1\" | version 1",
        "\"version\" : 1 | \"version\" : null | version 1",
        "\"version\" : 1, | '' | version 1",
        "\"validator\" | \"node\" | not the key of a validator",
        "\"validator\" | null | not the key of a validator",
        "\"secretKey\" : \" | \"secretKey\" : \"0 | no secretKey of 64",
        "\"publicKey\" : \" | \"publicKey\" : null, \"x\" : \" | unknown field x",
        "\"publicKey\" | \"pubKey\" | unknown field pubKey",
        "\"publicKey\" : \" | \"publicKey\" : 5, \"publicKey\" : \" | uplicate",
        "{ | [ | not JSON",
      })
  void namesTheFileAndWhatIsWrongWithIt(String original, String changed, String named)
      throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(original), text);

    Files.writeString(file, text.replace(original, changed));

    assertRefused(named);
  }

  @Test
  void refusesANullInPlaceOfAKey() throws IOException {
    String text = Files.readString(file);

    Files.writeString(file, text.replaceAll("\"secretKey\" : \"[0-9a-f]*\"", "\"secretKey\":null"));

    assertRefused("no secretKey of 64");
  }

  @Test
  void refusesThePublicKeyOfAnotherKey() throws IOException {
    String text = Files.readString(file);
    String other = LocalNodes.key(2).publicKey().toString();

    Files.writeString(file, text.replace(KEY.publicKey().toString(), other));

    assertRefused("publicKey that is not the one of its secretKey");
  }

  @Test
  void refusesEveryPartOfAFile() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    // The line feed at the end may be missing.
    for (int length = 0; length < whole.length - 1; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(RefusedException.class, this::read, "cut to " + length);
    }
  }

  @Test
  void refusesWhatFollowsTheKeyAndWhatIsTooLarge() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text + "{}");
    assertThrows(RefusedException.class, this::read);

    Files.writeString(file, text + " ".repeat(5_000));

    assertRefused("larger than 4096 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxr-x---"})
  void refusesAKeyThatOthersCanReachAndSaysHowToMendIt(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertRefused("chmod 600 " + file);
  }

  @Test
  void saysWhatMakesAMissingKey() throws IOException {
    Files.delete(file);

    assertRefused("cairnd init");
  }

  private void assertRefused(String named) {
    var refusal = assertThrows(RefusedException.class, this::read);
    String sentence = String.valueOf(refusal.getMessage());
    assertTrue(sentence.contains(named), sentence);
    assertTrue(sentence.contains(file.toString()), sentence);
    assertEquals(ExitCode.KEY_OR_PASSWORD, refusal.code());
  }

  private KeyPair read() {
    return KeyFile.read(file, KeyFile.Type.VALIDATOR, LocalNodes.ED25519);
  }
}

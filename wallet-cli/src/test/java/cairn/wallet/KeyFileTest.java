package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import cairn.crypto.SignatureProviders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
  private static final Ed25519 ED25519 = SignatureProviders.best();
  private static final KeyPair KEY = KeyPair.of(SecretKey.of(filled(7)), ED25519);
  private static final char[] PASSWORD = "correct horse".toCharArray();

  @Test
  void opensWithItsPasswordAndNoOther() {
    KeyFile file = sealed(PASSWORD);

    assertEquals(KEY, file.open(PASSWORD, ED25519));
    assertThrows(KeyFileException.class, () -> file.open("wrong".toCharArray(), ED25519));
    assertThrows(KeyFileException.class, () -> file.open(new char[0], ED25519));
  }

  @Test
  void survivesItsJson() {
    KeyFile file = sealed(PASSWORD);

    KeyFile again = KeyFile.parse(file.toJson());

    assertEquals(file, again);
    assertEquals(KEY, again.open(PASSWORD, ED25519));
  }

  @Test
  void takesComposedAndDecomposedPasswordsAsOne() {
    KeyFile file = sealed("ma\u00f1ana \ud83d\udd11".toCharArray());

    assertEquals(KEY, file.open("man\u0303ana \ud83d\udd11\r\n".toCharArray(), ED25519));
  }

  @Test
  void doesNotOpenWhenAClearFieldWasChanged() {
    String json = new String(sealed(PASSWORD).toJson(), StandardCharsets.UTF_8);

    KeyFile renamed = parse(json.replace("\"alice\"", "\"mallory\""));

    assertThrows(KeyFileException.class, () -> renamed.open(PASSWORD, ED25519));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"memoryKib\" : 19456 | \"memoryKib\" : 1048577",
        "\"memoryKib\" : 19456 | \"memoryKib\" : 2",
        "\"iterations\" : 2 | \"iterations\" : 1",
        "\"iterations\" : 2 | \"iterations\" : 1000000",
        "\"parallelism\" : 1 | \"parallelism\" : 0",
        "\"version\" : 1 | \"version\" : 2",
        "\"version\" : 1 | \"version\" : 1, \"version\" : 1",
        "\"version\" : 1 | \"version\" : 1, \"extra\" : 1",
        "argon2id | scrypt",
        "aes-256-gcm | aes-128-ctr",
        "cairn-account-key | other-key",
        "\"name\" : \"alice\" | \"name\" : null",
      })
  void refusesWhatVersionOneDoesNotAllow(String original, String changed) {
    String json = new String(sealed(PASSWORD).toJson(), StandardCharsets.UTF_8);
    assertTrue(json.contains(original), "the file has no " + original);

    assertThrows(KeyFileException.class, () -> parse(json.replace(original, changed)));
  }

  @Test
  void refusesEveryTruncationAndRubbish() {
    byte[] json = sealed(PASSWORD).toJson();

    for (int length = 0; length < json.length - 2; length += 7) {
      byte[] cut = Arrays.copyOf(json, length);
      assertThrows(KeyFileException.class, () -> KeyFile.parse(cut));
    }
    for (String text : List.of("null", "[]", "{}", "1", "\"x\"", "{\"version\":1}")) {
      assertThrows(KeyFileException.class, () -> parse(text), text);
    }
    byte[] large = new byte[KeyFile.MAX_BYTES + 1];
    assertThrows(KeyFileException.class, () -> KeyFile.parse(large));
  }

  @Test
  void isStoredForItsOwnerAloneAndNeverReplaced(@TempDir Path directory) throws IOException {
    KeyStore store = new KeyStore(directory.resolve("wallets"));
    KeyFile file = sealed(PASSWORD);

    store.save(file);

    assertEquals(List.of("alice"), store.names());
    assertEquals(file, store.load("alice"));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(store.path("alice"))));
    assertThrows(KeyFileException.class, () -> store.save(file));
    assertThrows(KeyFileException.class, () -> store.load("bob"));
    assertFalse(store.contains("../alice"));
  }

  @Test
  void isRefusedWhenOthersMayReadIt(@TempDir Path directory) throws IOException {
    KeyStore store = new KeyStore(directory);
    store.save(sealed(PASSWORD));
    Files.setPosixFilePermissions(
        store.path("alice"), PosixFilePermissions.fromString("rw-r--r--"));

    KeyFileException refusal = assertThrows(KeyFileException.class, () -> store.load("alice"));

    assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
  }

  private static KeyFile parse(String json) {
    return KeyFile.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static KeyFile sealed(char[] password) {
    SecureRandom random = new SecureRandom();
    return KeyFile.seal("alice", KEY, password, KeyDerivation.light(random), random);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[SecretKey.BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}

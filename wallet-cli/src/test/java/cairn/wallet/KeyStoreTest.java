package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
  private static final int WRITERS = 8;

  @TempDir Path directory;

  @Test
  void ofManyWritersOfOneNameOneWinsAndNoFileIsMixed() throws IOException, InterruptedException {
    KeyStore store = new KeyStore(directory.resolve("wallets"));
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 1; i <= WRITERS; i++) {
      KeyFile file = file((byte) i);
      writers.add(() -> saves(store, file));
    }

    int winners = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        winners += writer.get() ? 1 : 0;
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a writer fails with a KeyFileException only", e);
    }

    assertEquals(1, winners);
    assertEquals("alice", store.load("alice").name());
    assertOnlyFile("alice.json");
  }

  @Test
  void aFileInTheWayOfTheDirectoryIsOneSentence() throws IOException {
    Path wallets = Files.writeString(directory.resolve("wallets"), "not a directory");

    KeyFileException failure =
        assertThrows(KeyFileException.class, () -> new KeyStore(wallets).save(file((byte) 1)));

    assertTrue(String.valueOf(failure.getMessage()).startsWith("cannot write "));
  }

  private static boolean saves(KeyStore store, KeyFile file) {
    try {
      store.save(file);
      return true;
    } catch (KeyFileException e) {
      return false;
    }
  }

  private void assertOnlyFile(String name) throws IOException {
    try (var files = Files.list(directory.resolve("wallets"))) {
      assertEquals(List.of(name), files.map(file -> file.getFileName().toString()).toList());
    }
  }

  private static KeyFile file(byte seed) {
    byte[] secret = new byte[SecretKey.BYTES];
    secret[0] = seed;
    SecureRandom random = new SecureRandom();
    KeyPair key = KeyPair.of(SecretKey.of(secret), GlobalOptions.ed25519());
    return KeyFile.seal(
        "alice", key, "correct horse".toCharArray(), KeyDerivation.light(random), random);
  }
}

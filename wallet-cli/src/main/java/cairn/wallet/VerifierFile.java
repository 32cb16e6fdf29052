package cairn.wallet;

import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.ledger.BlockHeader;
import cairn.ledger.proof.LightVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Where the newest verified header of a network is kept between commands, beside the keys: a
/// verifier must not go below it. Replaced in one step, so that a crash leaves the old one.
record VerifierFile(Path path) {
  static VerifierFile of(Path directory, Hash genesis) {
    return new VerifierFile(directory.resolve("verified-" + genesis.abbreviated() + ".bin"));
  }

  /// Empty where there is none yet. Throws [CommandFailure] where it cannot be used.
  Optional<LightVerifier> load(Hash genesis) {
    try {
      if (!Files.exists(path)) {
        return Optional.empty();
      }
      if (Files.size(path) > LightVerifier.MAX_BYTES) {
        throw damaged("it is too large");
      }
      LightVerifier verifier = LightVerifier.decode(Files.readAllBytes(path));
      if (!verifier.genesis().equals(genesis)) {
        throw damaged("it is of another network");
      }
      return Optional.of(verifier);
    } catch (MalformedException e) {
      throw damaged(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw damaged("it cannot be read: " + e.getMessage());
    }
  }

  /// Keeps what is known, unless another command meanwhile came to know more.
  void save(LightVerifier verifier) {
    Optional<LightVerifier> stored = load(verifier.genesis());
    if (stored.equals(Optional.of(verifier)) || height(stored) > height(Optional.of(verifier))) {
      return;
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      Path temporary =
          Files.createTempFile(path.toAbsolutePath().getParent(), ".verified-", ".tmp");
      try {
        write(temporary, verifier.encoded());
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "NOT_KEPT",
          "What was verified cannot be kept in " + path + ": " + e.getMessage() + ".",
          "Make the directory writable: without it an old answer could not be told from a new"
              + " one.");
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static long height(Optional<LightVerifier> verifier) {
    return verifier
        .flatMap(LightVerifier::newest)
        .map(BlockHeader::height)
        .map(height -> height.number())
        .orElse(-1L);
  }

  private CommandFailure damaged(String why) {
    return new CommandFailure(
        ExitCode.CONFIGURATION,
        "VERIFIED_FILE",
        "The file " + path + " does not say what was verified before: " + why + ".",
        "Delete it to verify from the genesis hash again; nothing else is lost.");
  }
}

package cairn.testnet;

import cairn.node.ExitCode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The source tree that this program was built in: it has the programs that `net` starts.
final class Checkout {
  private Checkout() {}

  /// The path of one of the launch scripts, as in `node/cairnd`.
  static Path program(String relative) {
    Path program = root().resolve(relative);
    if (!Files.isExecutable(program)) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "The program " + program + " is missing.",
          "Run net from a complete checkout.");
    }
    return program;
  }

  private static Path root() {
    try {
      Path code =
          Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path at = code; at != null; at = at.getParent()) {
        if (Files.exists(at.resolve("node/cairnd")) && Files.exists(at.resolve("testnet/net"))) {
          return at;
        }
      }
      throw new NetException(
          ExitCode.CONFIGURATION,
          "This program (" + code + ") is not in a checkout of Cairn.",
          "Run ./testnet/net from one.");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a code source has a well-formed location", e);
    }
  }
}

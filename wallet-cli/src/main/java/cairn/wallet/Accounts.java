package cairn.wallet;

import cairn.crypto.Hash;
import cairn.ledger.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Resolves what a user names an account by: the name of a key file, or an address.
record Accounts(KeyStore keys, NodeClient.ChainFacts chain) {
  Address resolve(String nameOrAddress) {
    if (keys.contains(nameOrAddress)) {
      requireNetwork();
      return new Address(chain.network(), keys.load(nameOrAddress).publicKey());
    }
    try {
      return Address.parse(nameOrAddress, chain.network());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "UNKNOWN_ACCOUNT",
          "'%s' is neither the name of a key file in %s nor an address: %s"
              .formatted(nameOrAddress, keys.directory(), e.getMessage()),
          "`cairn list` shows the names.");
    }
  }

  /// Throws [CommandFailure] where the keys are those of a local network, which notes its genesis
  /// beside their folder, and the node belongs to another one: there the same addresses have
  /// nothing.
  void requireNetwork() {
    Path network = networkFile(keys);
    String genesis = genesis(network);
    if (!genesis.isEmpty() && !genesis.equals(chain.genesis().toString())) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "OTHER_NETWORK",
          "The keys in %s are those of another network than the node's."
              .formatted(keys.directory()),
          "`nodes` in "
              + network
              + " names the nodes of their network for --node; --wallets names"
              + " other keys.");
    }
  }

  /// The genesis hash of the local network that the keys belong to, if they do.
  static Optional<Hash> genesisOf(KeyStore keys) {
    String genesis = genesis(networkFile(keys));
    return genesis.isEmpty() ? Optional.empty() : Optional.of(Hash.parse(genesis));
  }

  private static Path networkFile(KeyStore keys) {
    return keys.directory().toAbsolutePath().normalize().resolveSibling("net.json");
  }

  /// Empty where the file is not there, or says nothing of a genesis.
  private static String genesis(Path network) {
    try {
      byte[] json = Files.readAllBytes(network);
      return JsonMapper.shared().readTree(json).path("genesisHash").asString("");
    } catch (IOException | JacksonException e) {
      return "";
    }
  }
}

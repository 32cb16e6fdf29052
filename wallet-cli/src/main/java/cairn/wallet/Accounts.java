package cairn.wallet;

import cairn.ledger.Address;
import cairn.ledger.NetworkKind;

/// Resolves what a user names an account by: the name of a key file, or an address.
record Accounts(KeyStore keys, NetworkKind network) {
  Address resolve(String nameOrAddress) {
    if (keys.contains(nameOrAddress)) {
      return new Address(network, keys.load(nameOrAddress).publicKey());
    }
    try {
      return Address.parse(nameOrAddress, network);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "UNKNOWN_ACCOUNT",
          "'%s' is neither the name of a key file in %s nor an address: %s"
              .formatted(nameOrAddress, keys.directory(), e.getMessage()),
          "`cairn list` shows the names.");
    }
  }
}

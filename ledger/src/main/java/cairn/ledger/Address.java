package cairn.ledger;

import cairn.crypto.Bech32m;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;

/// The text of an account: bech32m of its public key, with a prefix that names the kind of network.
public record Address(NetworkKind network, PublicKey key) {
  public static final String VALIDATOR_PREFIX = "cairnval";
  public static final String NODE_PREFIX = "cairnnode";

  /// Parses an account's address on either kind of network; throws [IllegalArgumentException] with
  /// a sentence that says what is wrong.
  public static Address parse(String text) {
    String prefix = Bech32m.prefix(text);
    for (NetworkKind kind : NetworkKind.values()) {
      if (kind.addressPrefix().equals(prefix)) {
        byte[] key = Bech32m.decode(prefix, PublicKey.BYTES, text);
        return new Address(kind, PublicKey.of(key));
      }
    }
    throw new IllegalArgumentException(
        "the address of an account begins with cairn1 or cairntest1, this text with '"
            + prefix
            + "'");
  }

  /// Parses an address that must be of `network`.
  public static Address parse(String text, NetworkKind network) {
    Address address = parse(text);
    if (address.network != network) {
      throw new IllegalArgumentException(
          "this is an address of a %s network, and the ledger here is a %s one (%s1…)"
              .formatted(kindName(address.network), kindName(network), network.addressPrefix()));
    }
    return address;
  }

  /// The text of a validator key.
  public static String ofValidator(PublicKey key) {
    return Bech32m.encode(VALIDATOR_PREFIX, key.bytes());
  }

  /// The text of a node id.
  public static String ofNode(Hash nodeId) {
    return Bech32m.encode(NODE_PREFIX, nodeId.bytes());
  }

  /// The whole address.
  @Override
  public String toString() {
    return Bech32m.encode(network.addressPrefix(), key.bytes());
  }

  private static String kindName(NetworkKind kind) {
    return switch (kind) {
      case MAIN -> "main";
      case TEST -> "test";
    };
  }
}

package cairn.ledger;

import cairn.crypto.Bech32m;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;

/// The text of an account: bech32m of its public key, with a prefix that names the kind of network.
///
/// Whatever is refused is refused with an [IllegalArgumentException] whose message is a sentence
/// for the person who typed the text.
public record Address(NetworkKind network, PublicKey key) {
  public static final String VALIDATOR_PREFIX = "cairnval";
  public static final String NODE_PREFIX = "cairnnode";

  /// Parses an account's address on either kind of network.
  public static Address parse(String text) {
    String prefix = Bech32m.prefix(text);
    for (NetworkKind network : NetworkKind.values()) {
      if (prefix.equals(network.addressPrefix())) {
        return parse(text, network);
      }
    }
    throw notAnAccount(prefix);
  }

  /// Parses an address that must be of `network`.
  public static Address parse(String text, NetworkKind network) {
    String expected = network.addressPrefix();
    String prefix = Bech32m.prefix(text);
    if (!prefix.equals(expected)) {
      for (NetworkKind other : NetworkKind.values()) {
        if (prefix.equals(other.addressPrefix())) {
          throw new IllegalArgumentException(
              ("The address begins with '%s1': it belongs to a %s network; "
                      + "addresses here begin with '%s1'.")
                  .formatted(prefix, other.adjective(), expected));
        }
      }
      throw notAnAccount(prefix);
    }
    return new Address(network, PublicKey.of(decode("address", expected, text)));
  }

  /// The text of a validator key.
  public static String ofValidator(PublicKey key) {
    return Bech32m.encode(VALIDATOR_PREFIX, key.bytes());
  }

  /// Parses the text of a validator key.
  public static PublicKey parseValidator(String text) {
    return PublicKey.of(decode("validator key", VALIDATOR_PREFIX, text));
  }

  /// The text of a node id.
  public static String ofNode(Hash nodeId) {
    return Bech32m.encode(NODE_PREFIX, nodeId.bytes());
  }

  /// Parses the text of a node id.
  public static Hash parseNode(String text) {
    return Hash.of(decode("node id", NODE_PREFIX, text));
  }

  /// The prefix with six characters, and the last four, for tables.
  public String abbreviated() {
    String text = toString();
    int start = network.addressPrefix().length() + 1 + 6;
    return text.substring(0, start) + "…" + text.substring(text.length() - 4);
  }

  /// The whole address.
  @Override
  public String toString() {
    return Bech32m.encode(network.addressPrefix(), key.bytes());
  }

  private static byte[] decode(String what, String prefix, String text) {
    try {
      return Bech32m.decode(prefix, PublicKey.BYTES, text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The " + what + " is wrong: " + e.getMessage() + ".", e);
    }
  }

  private static IllegalArgumentException notAnAccount(String prefix) {
    String sentence =
        switch (prefix) {
          case VALIDATOR_PREFIX -> "That is a validator key, not the address of an account.";
          case NODE_PREFIX -> "That is a node id, not the address of an account.";
          default ->
              "An account's address begins with '%s1' or '%s1', and this text does not."
                  .formatted(NetworkKind.MAIN.addressPrefix(), NetworkKind.TEST.addressPrefix());
        };
    return new IllegalArgumentException(sentence);
  }
}

package cairn.ledger;

/// Whether a network carries real value. Its addresses say so in their prefix, so that an address
/// of one kind is refused on the other.
public enum NetworkKind {
  MAIN("cairn", "main"),
  TEST("cairntest", "test");

  private final String addressPrefix;
  private final String adjective;

  NetworkKind(String addressPrefix, String adjective) {
    this.addressPrefix = addressPrefix;
    this.adjective = adjective;
  }

  /// The human-readable part of account addresses on networks of this kind.
  public String addressPrefix() {
    return addressPrefix;
  }

  /// As in "a test network", and in genesis files.
  public String adjective() {
    return adjective;
  }
}

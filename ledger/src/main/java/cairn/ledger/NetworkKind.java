package cairn.ledger;

/// Whether a network carries real value. Its addresses say so in their prefix, so that an address
/// of one kind is refused on the other.
public enum NetworkKind {
  MAIN("cairn"),
  TEST("cairntest");

  private final String addressPrefix;

  NetworkKind(String addressPrefix) {
    this.addressPrefix = addressPrefix;
  }

  /// The human-readable part of account addresses on networks of this kind.
  public String addressPrefix() {
    return addressPrefix;
  }
}

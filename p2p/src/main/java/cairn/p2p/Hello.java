package cairn.p2p;

/// The first message on a connection.
final class Hello {
  static final int MAX_AGENT = 64;

  private Hello() {}

  static boolean isAgent(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_AGENT
        && text.chars().allMatch(c -> c > ' ' - 1 && c < 0x7F);
  }
}

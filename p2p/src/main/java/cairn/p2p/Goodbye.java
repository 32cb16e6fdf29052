package cairn.p2p;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;

/// The last message on a connection: the reason's code and a detail for people, at most 128 bytes.
public record Goodbye(DisconnectReason reason, String detail) {
  private static final int MAX_DETAIL = 128;

  public byte[] encoded() {
    String printable = detail.replaceAll("[^ -~]", "?");
    String cut = printable.substring(0, Math.min(printable.length(), MAX_DETAIL));
    return new BcsWriter().u8(reason.code()).string(cut).toByteArray();
  }

  /// Reads what a peer sent; throws [MalformedException] for other bytes. The detail goes to logs,
  /// so only printable ASCII comes through.
  public static Goodbye decode(byte[] bytes) {
    return BcsReader.decode(
        bytes,
        reader ->
            new Goodbye(
                DisconnectReason.of(reader.u8()),
                reader.string(MAX_DETAIL).replaceAll("[^ -~]", "?")));
  }
}

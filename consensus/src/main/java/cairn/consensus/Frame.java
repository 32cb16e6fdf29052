package cairn.consensus;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What stands before the payload of each entry in a [Segment], in 64 bytes:
///
/// ```
/// marker u64 | payload length u32 | type u8 | 3 zeros | synced u64 | payload CRC32C u32 | chain 32 bytes | CRC32C of the 60 bytes before u32
/// ```
///
/// The payload follows, and zeros up to the next multiple of 8.
///
/// @param marker the same in all frames of a segment but the first, and hard to guess, so that no
///   block's content can pass for a frame
/// @param length the length of the payload
/// @param synced how many bytes of the file were durable when this frame was written: a damaged
///   frame below that is no unfinished write
/// @param chain the hash of the frame before and of this one's fields
record Frame(long marker, int length, int type, long synced, int payloadCrc, Hash chain) {
  static final int BYTES = 64;
  static final int ALIGNMENT = 8;
  static final int MAX_PAYLOAD = 32 * 1024 * 1024;

  private static final String CHAIN_TAG = "cairn.journal";

  /// The frame of a payload given in two parts, after the frame with the chain hash `previous`.
  static Frame of(long marker, Hash previous, long synced, int type, byte[] first, byte[] second) {
    CRC32C crc = new CRC32C();
    crc.update(first, 0, first.length);
    crc.update(second, 0, second.length);
    int length = Math.addExact(first.length, second.length);
    Invariant.check(length <= MAX_PAYLOAD, "a journal entry is not above the maximum");
    int payloadCrc = (int) crc.getValue();
    Hash chain = chain(previous, length, type, synced, payloadCrc);
    return new Frame(marker, length, type, synced, payloadCrc, chain);
  }

  /// Decodes a frame, unless the bytes are none.
  static Optional<Frame> decode(byte[] bytes) {
    BcsReader reader = BcsReader.of(bytes);
    long marker = reader.u64();
    long length = reader.u32();
    long type = reader.u32();
    long synced = reader.u64();
    int payloadCrc = (int) reader.u32();
    Hash chain = Hash.read(reader);
    boolean isSound = (int) reader.u32() == crc(bytes, BYTES - 4);
    return isSound && length <= MAX_PAYLOAD && type <= 0xFF && synced >= 0
        ? Optional.of(new Frame(marker, (int) length, (int) type, synced, payloadCrc, chain))
        : Optional.empty();
  }

  byte[] encoded() {
    BcsWriter writer = new BcsWriter(BYTES);
    writer.u64(marker).u32(length).u32(type).u64(synced).u32(Integer.toUnsignedLong(payloadCrc));
    chain.write(writer);
    byte[] unsealed = writer.toByteArray();
    return writer.u32(Integer.toUnsignedLong(crc(unsealed, unsealed.length))).toByteArray();
  }

  boolean follows(Hash previous) {
    return chain.equals(chain(previous, length, type, synced, payloadCrc));
  }

  boolean matches(byte[] payload) {
    return payload.length == length && crc(payload, length) == payloadCrc;
  }

  /// The bytes that frame, payload and padding take up.
  long extent() {
    long end = (long) BYTES + length;
    return end + padding();
  }

  int padding() {
    return Math.floorMod(-length, ALIGNMENT);
  }

  private static Hash chain(Hash previous, int length, int type, long synced, int payloadCrc) {
    BcsWriter writer = new BcsWriter(64);
    previous.write(writer);
    writer.u32(length).u32(type).u64(synced).u32(Integer.toUnsignedLong(payloadCrc));
    return Hash.tagged(CHAIN_TAG, writer.toByteArray());
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}

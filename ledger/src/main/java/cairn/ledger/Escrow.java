package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.util.Optional;

/// The state entry of an open escrow: until `deadline` it goes to the recipient for the preimage of
/// `lock`, after it back to the opener.
///
/// @param lock the plain SHA-256 of the preimage, without a domain tag, so that one preimage can
///   also open a contract of another system
/// @param deadline the last block time at which it can be claimed
public record Escrow(
    PublicKey opener,
    PublicKey recipient,
    Money money,
    Hash lock,
    Timestamp deadline,
    Optional<Deposit> deposit)
    implements StateEntry {
  public static final int MAX_PREIMAGE_BYTES = 64;

  public static Escrow decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader ->
            new Escrow(
                PublicKey.read(reader),
                PublicKey.read(reader),
                Money.read(reader),
                Hash.read(reader),
                Timestamp.read(reader),
                reader.optional(Deposit::read)));
  }

  @Override
  public void write(BcsWriter writer) {
    opener.write(writer);
    recipient.write(writer);
    money.write(writer);
    lock.write(writer);
    deadline.write(writer);
    writer.optional(deposit, (w, value) -> value.write(w));
  }
}

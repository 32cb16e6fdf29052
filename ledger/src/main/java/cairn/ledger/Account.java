package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import java.util.List;

/// The state entry of an account: the nonce that its next transaction must have, and its balance of
/// the native asset.
///
/// In BCS an enum with one variant, an account that its own key signs for; accounts with other
/// signers will be further variants. An account comes into being with the first transfer to it, and
/// stays.
public record Account(long nonce, Amount balance) {
  /// What an account that is not in the state is like.
  public static final Account EMPTY = new Account(0, Amount.ZERO);

  /// No entry of an account has more bytes.
  public static final int MAX_BYTES = 17;

  public Account {
    if (nonce < 0) {
      throw new IllegalArgumentException("negative nonce " + nonce);
    }
  }

  public static Account decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader -> {
          reader.variant(1);
          return new Account(reader.count64(), Amount.read(reader));
        });
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(MAX_BYTES).uleb(0).u64(nonce);
    balance.write(writer);
    return writer.toByteArray();
  }

  /// Whether the signatures of exactly these keys make a transaction of `self`'s, with none missing
  /// and none superfluous.
  public boolean isAuthorizedBy(PublicKey self, List<PublicKey> signers) {
    return signers.size() == 1 && signers.getFirst().equals(self);
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.PublicKey;
import java.util.List;
import java.util.Optional;

/// The state entry of an account: the nonce that its next transaction must have, its balance of the
/// native asset, who signs for it, and what was reserved for it.
///
/// In BCS an enum: variant 0 is an account that its own key signs for and that has no deposit,
/// variant 1 any other. An account comes into being with the first transfer to it, and stays.
public record Account(long nonce, Amount balance, Signers signers, Optional<Deposit> deposit) {
  /// What an account that is not in the state is like.
  public static final Account EMPTY = new Account(0, Amount.ZERO);

  /// No entry of an account has more bytes: two integers, the signers, the deposit.
  public static final int MAX_BYTES =
      1 + 16 + 5 + Signers.MAX_MEMBERS * (PublicKey.BYTES + 2) + 1 + PublicKey.BYTES + 8;

  private static final int PLAIN_BYTES = 17;

  public Account {
    if (nonce < 0) {
      throw new IllegalArgumentException("negative nonce " + nonce);
    }
  }

  /// An account that its own key signs for, without a deposit.
  public Account(long nonce, Amount balance) {
    this(nonce, balance, Signers.OWN_KEY, Optional.empty());
  }

  public static Account decode(byte[] entry) {
    return BcsReader.decode(
        entry,
        reader ->
            switch (reader.variant(2)) {
              case 0 -> new Account(reader.count64(), Amount.read(reader));
              default -> readRest(reader);
            });
  }

  public byte[] encoded() {
    if (isPlain()) {
      BcsWriter writer = new BcsWriter(PLAIN_BYTES).uleb(0).u64(nonce);
      balance.write(writer);
      return writer.toByteArray();
    }
    BcsWriter writer = new BcsWriter(128).uleb(1).u64(nonce);
    balance.write(writer);
    signers.write(writer);
    writer.optional(deposit, (w, value) -> value.write(w));
    return writer.toByteArray();
  }

  /// Whether the signatures of exactly these keys, in ascending order, make a transaction of
  /// `self`'s, with none missing and none superfluous.
  public boolean isAuthorizedBy(PublicKey self, List<PublicKey> keys) {
    return signers.areSatisfiedBy(self, keys);
  }

  Account withBalance(Amount newBalance) {
    return new Account(nonce, newBalance, signers, deposit);
  }

  /// After a transaction of this account's, which paid `fee`; the balance must cover it.
  Account afterFee(Amount fee) {
    return new Account(Math.addExact(nonce, 1), balance.minus(fee).orElseThrow(), signers, deposit);
  }

  Account withSigners(Signers newSigners) {
    return new Account(nonce, balance, newSigners, deposit);
  }

  Account withDeposit(Deposit reserved) {
    return new Account(nonce, balance, signers, Optional.of(reserved));
  }

  private boolean isPlain() {
    return signers.members().isEmpty() && deposit.isEmpty();
  }

  private static Account readRest(BcsReader reader) {
    Account account =
        new Account(
            reader.count64(),
            Amount.read(reader),
            Signers.read(reader),
            reader.optional(Deposit::read));
    if (account.isPlain()) {
      throw new MalformedException("an account as plain as this one is variant 0");
    }
    return account;
  }
}

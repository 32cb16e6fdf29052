package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// Why an operation failed, as its receipt carries it.
public sealed interface OperationFailure {
  /// The sender had `balance` left where the operation needed more.
  record InsufficientFunds(Amount balance, Amount needed) implements OperationFailure {}

  /// The balance of `account` would go above 2^64-1.
  record BalanceOverflow(PublicKey account) implements OperationFailure {}

  static OperationFailure read(BcsReader reader) {
    return switch (reader.variant(2)) {
      case 0 -> new InsufficientFunds(Amount.read(reader), Amount.read(reader));
      default -> new BalanceOverflow(PublicKey.read(reader));
    };
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case InsufficientFunds(Amount balance, Amount needed) -> {
        writer.uleb(0);
        balance.write(writer);
        needed.write(writer);
      }
      case BalanceOverflow(PublicKey account) -> {
        writer.uleb(1);
        account.write(writer);
      }
    }
  }

  /// The stable name of the reason.
  default String code() {
    return switch (this) {
      case InsufficientFunds _ -> "INSUFFICIENT_FUNDS";
      case BalanceOverflow _ -> "BALANCE_OVERFLOW";
    };
  }

  /// One sentence for people.
  default String sentence() {
    return switch (this) {
      case InsufficientFunds(Amount balance, Amount needed) ->
          "The account had " + balance + " base units left and the operation needs " + needed + ".";
      case BalanceOverflow(PublicKey account) ->
          "The balance of account " + account + " would be above 2^64-1 base units.";
    };
  }
}

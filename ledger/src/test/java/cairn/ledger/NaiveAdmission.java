package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.ledger.NaiveEntry.Purse;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Whether a transaction may stand next in a block of the [NaiveLedger], as docs/protocol.md tells
/// it.
final class NaiveAdmission {
  private final NaiveLedger ledger;

  NaiveAdmission(NaiveLedger ledger) {
    this.ledger = ledger;
  }

  /// The code of the first rule that the transaction breaks.
  Optional<String> refusal(TransactionBody body, List<PublicKey> signers, int bytes, long now) {
    Purse sender = ledger.purse(body.sender());
    BigInteger nonce = BigInteger.valueOf(body.nonce());
    BigInteger fee = NaiveLedger.exact(body.fee());
    long validUntil = body.validUntil().millis();
    if (!mayMove(body.sender(), sender, signers)) {
      return Optional.of("WRONG_SIGNERS");
    }
    if (!nonce.equals(sender.nonce())) {
      return Optional.of(nonce.compareTo(sender.nonce()) < 0 ? "NONCE_TOO_LOW" : "NONCE_GAP");
    }
    if (validUntil < now) {
      return Optional.of("EXPIRED");
    }
    if (validUntil > now + maxValidityMillis()) {
      return Optional.of("VALID_UNTIL_TOO_FAR");
    }
    if (fee.compareTo(leastFee(body.operations().size(), bytes)) < 0) {
      return Optional.of("FEE_TOO_LOW");
    }
    return sender.balance().compareTo(fee) < 0
        ? Optional.of("INSUFFICIENT_FUNDS")
        : Optional.empty();
  }

  BigInteger leastFee(int operations, int bytes) {
    NaiveGovernance block = ledger.block();
    return block
        .rule("feeBase")
        .add(block.rule("feePerOperation").multiply(BigInteger.valueOf(operations)))
        .add(block.rule("feePerByte").multiply(BigInteger.valueOf(bytes)));
  }

  long maxValidityMillis() {
    return ledger.block().rule("maxValidityMillis").longValueExact();
  }

  /// Enough weight, and not enough without any one of them.
  private static boolean mayMove(PublicKey self, Purse sender, List<PublicKey> signers) {
    if (sender.members().isEmpty()) {
      return signers.equals(List.of(self));
    }
    if (!sender.members().keySet().containsAll(signers)) {
      return false;
    }
    long sum = signers.stream().mapToLong(sender.members()::get).sum();
    return sum >= sender.threshold()
        && signers.stream().allMatch(key -> sum - sender.members().get(key) < sender.threshold());
  }
}

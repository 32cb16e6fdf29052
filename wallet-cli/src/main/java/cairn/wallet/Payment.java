package cairn.wallet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.ledger.Amount;
import cairn.ledger.Operation;
import cairn.ledger.Protocol;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import java.util.List;
import java.util.Optional;

/// A payment as its sender means it, before it is priced and signed.
public record Payment(
    PublicKey sender,
    PublicKey recipient,
    Amount amount,
    long nonce,
    Timestamp until,
    String memo) {

  /// Prices the payment at the least fee and signs it.
  public Transaction signed(NodeClient.ChainFacts chain, KeyPair key, Ed25519 ed25519) {
    Amount fee =
        leastFee(chain, key, ed25519)
            .orElseThrow(() -> new IllegalArgumentException("the node names an impossible fee"));
    return signed(chain, fee, key, ed25519);
  }

  Transaction signed(NodeClient.ChainFacts chain, Amount fee, KeyPair key, Ed25519 ed25519) {
    return new TransactionVerifier(chain.genesis(), ed25519).signed(body(fee), List.of(key));
  }

  /// The least fee that the node names, or empty above 2^64-1. The fee's width does not depend on
  /// its value, so that the size is known before it.
  Optional<Amount> leastFee(NodeClient.ChainFacts chain, KeyPair key, Ed25519 ed25519) {
    return chain.fees().least(1, signed(chain, Amount.ZERO, key, ed25519).size());
  }

  private TransactionBody body(Amount fee) {
    return new TransactionBody(
        Protocol.VERSION_1,
        sender,
        nonce,
        fee,
        until,
        memo,
        List.of(new Operation.Transfer(recipient, amount)));
  }
}

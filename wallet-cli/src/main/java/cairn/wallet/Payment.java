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

/// A payment as its sender means it, before it is priced and signed.
public record Payment(
    PublicKey sender,
    PublicKey recipient,
    Amount amount,
    long nonce,
    Timestamp until,
    String memo) {

  /// Prices the payment at the least fee and signs it. The fee's width does not depend on its
  /// value, so that the size is known before it.
  public Transaction signed(NodeClient.ChainFacts chain, KeyPair key, Ed25519 ed25519) {
    TransactionVerifier signer = new TransactionVerifier(chain.genesis(), ed25519);
    int size = signer.signed(body(Amount.ZERO), List.of(key)).size();
    Amount fee =
        chain
            .fees()
            .least(1, size)
            .orElseThrow(() -> new IllegalArgumentException("the node names an impossible fee"));
    return signer.signed(body(fee), List.of(key));
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

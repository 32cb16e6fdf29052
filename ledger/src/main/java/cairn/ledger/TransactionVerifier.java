package cairn.ledger;

import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.crypto.SigningDomain;
import cairn.quorum.Evidence;
import cairn.quorum.VoteVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks everything about a transaction that needs no state, and signs transactions. The only
/// maker of [VerifiedTransaction]. Thread-safe.
public final class TransactionVerifier {
  private static final String TAG = "cairn.transaction";

  /// A transaction costs about as much to verify as its fee pays for.
  private static final int MAX_SIGNED_OPERATIONS = 4;

  /// What a verification comes to.
  public sealed interface Result permits VerifiedTransaction, Rejection {}

  private final Hash genesis;
  private final Ed25519 ed25519;
  private final SigningDomain domain;

  public TransactionVerifier(Hash genesis, Ed25519 ed25519) {
    this.genesis = genesis;
    this.ed25519 = ed25519;
    this.domain = new SigningDomain(TAG, genesis);
  }

  /// Decodes and verifies bytes from outside, which the caller gives up.
  public Result verify(byte[] bytes) {
    if (bytes.length > Transaction.MAX_BYTES) {
      return new Rejection.TooLarge(bytes.length, Transaction.MAX_BYTES);
    }
    try {
      return verify(Transaction.decode(bytes));
    } catch (MalformedException e) {
      return new Rejection.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /// Verifies structure, then keys, then signatures: the cheap checks come first.
  public Result verify(Transaction transaction) {
    Optional<Rejection> broken = structure(transaction).or(() -> keys(transaction));
    if (broken.isPresent()) {
      return broken.get();
    }
    byte[] message = domain.message(transaction.signedBytes());
    for (TransactionSignature signature : transaction.signatures()) {
      if (!ed25519.verify(signature.key(), message, signature.signature())) {
        return new Rejection.BadSignature(signature.key());
      }
    }
    for (Operation operation : transaction.body().operations()) {
      Optional<Rejection> forged = forged(operation);
      if (forged.isPresent()) {
        return forged.get();
      }
    }
    return new VerifiedTransaction(transaction, transaction.id(genesis));
  }

  /// Why the signatures in an operation itself are not what they should be.
  private Optional<Rejection> forged(Operation operation) {
    return switch (operation) {
      case Operation.ApproveChange(Change.AddValidator(ValidatorEntry added, Signature consent)) ->
          ed25519.verify(added.key(), Change.consentMessage(added, genesis), consent)
              ? Optional.empty()
              : Optional.of(new Rejection.BadSignature(added.key()));
      case Operation.ReportEquivocation(PublicKey culprit, Evidence evidence) ->
          VoteVerifier.isProved(evidence, culprit, genesis, ed25519)
              ? Optional.empty()
              : Optional.of(new Rejection.BadSignature(culprit));
      default -> Optional.empty();
    };
  }

  /// Signs a body with one key.
  public TransactionSignature sign(TransactionBody body, KeyPair key) {
    return new TransactionSignature(
        key.publicKey(), ed25519.sign(key, domain.message(body.encoded())));
  }

  /// The transaction of a body that `keys` sign.
  public Transaction signed(TransactionBody body, List<KeyPair> keys) {
    List<TransactionSignature> signatures = new ArrayList<>(keys.size());
    for (KeyPair key : keys) {
      signatures.add(sign(body, key));
    }
    return Transaction.of(body, signatures);
  }

  private static Optional<Rejection> structure(Transaction transaction) {
    TransactionBody body = transaction.body();
    if (transaction.size() > Transaction.MAX_BYTES) {
      return Optional.of(new Rejection.TooLarge(transaction.size(), Transaction.MAX_BYTES));
    }
    if (body.protocol() != Protocol.VERSION_1) {
      return Optional.of(new Rejection.UnsupportedProtocol(body.protocol()));
    }
    if (body.operations().isEmpty()) {
      return malformed("it has no operation");
    }
    if (body.nonce() == Long.MAX_VALUE) {
      return malformed("the nonce 2^63-1 has no next one");
    }
    long signed = body.operations().stream().filter(OperationRules::isSigned).count();
    if (signed > MAX_SIGNED_OPERATIONS) {
      return malformed(
          "it has " + signed + " operations with signatures of their own, above the 4 allowed");
    }
    for (Operation operation : body.operations()) {
      Optional<String> broken = OperationRules.broken(body.sender(), operation);
      if (broken.isPresent()) {
        return malformed(broken.get());
      }
    }
    return Optional.empty();
  }

  private Optional<Rejection> keys(Transaction transaction) {
    TransactionBody body = transaction.body();
    if (!ed25519.isValid(body.sender())) {
      return Optional.of(new Rejection.InvalidKey(body.sender()));
    }
    for (Operation operation : body.operations()) {
      for (PublicKey key : OperationRules.keys(operation)) {
        if (!ed25519.isValid(key)) {
          return Optional.of(new Rejection.InvalidKey(key));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Rejection> malformed(String rule) {
    return Optional.of(new Rejection.Malformed(rule));
  }
}

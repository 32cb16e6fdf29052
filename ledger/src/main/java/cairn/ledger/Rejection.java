package cairn.ledger;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;

/// Why a transaction was not taken, with what was expected and what was there.
///
/// It is an answer, not an end: unless [#isForEveryState], the same bytes may still become final
/// until their validUntil. Only final state decides an end; see [TransactionStatus].
public sealed interface Rejection extends TransactionVerifier.Result {
  /// The stable name and number of the reason.
  RejectionCode code();

  /// One sentence for people.
  String sentence();

  /// Whether no state of this network can ever hold this body. A wrong signature is no such reason:
  /// the same body, and so the same id, may come again with a right one.
  default boolean isForEveryState() {
    return false;
  }

  record TooLarge(int bytes, int maxBytes) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.TOO_LARGE;
    }

    @Override
    public String sentence() {
      return "The transaction has " + bytes + " bytes; at most " + maxBytes + " are allowed.";
    }

    @Override
    public boolean isForEveryState() {
      return true;
    }
  }

  /// The bytes are no transaction, or its structure breaks `rule`.
  record Malformed(String rule) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.MALFORMED;
    }

    @Override
    public String sentence() {
      return "The transaction is malformed: " + rule + ".";
    }

    @Override
    public boolean isForEveryState() {
      return true;
    }
  }

  record UnsupportedProtocol(int protocol) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.UNSUPPORTED_PROTOCOL;
    }

    @Override
    public String sentence() {
      return "The transaction is of protocol " + protocol + ", which is not in force here.";
    }
  }

  /// This node's version does not carry such an operation.
  record UnsupportedOperation(String operation) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.UNSUPPORTED_OPERATION;
    }

    @Override
    public String sentence() {
      return "This version cannot carry out "
          + operation
          + ": the validators of a network do not change while it runs.";
    }
  }

  /// `key` can never sign, so nothing sent to it could ever be spent.
  record InvalidKey(PublicKey key) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.INVALID_KEY;
    }

    @Override
    public String sentence() {
      return "The key " + key + " is no valid Ed25519 public key; nobody could sign with it.";
    }

    @Override
    public boolean isForEveryState() {
      return true;
    }
  }

  record BadSignature(PublicKey key) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.BAD_SIGNATURE;
    }

    @Override
    public String sentence() {
      return "The signature of key "
          + key
          + " does not match these bytes on this network; one made for another network never does.";
    }
  }

  /// The signatures hold, but are not those that the sender's account asks for.
  record WrongSigners(PublicKey sender) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.WRONG_SIGNERS;
    }

    @Override
    public String sentence() {
      return "The account "
          + sender
          + " needs the signatures of exactly its own signers, none missing and none superfluous.";
    }
  }

  record WrongChain(Hash expectedGenesis, Hash actualGenesis) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.WRONG_CHAIN;
    }

    @Override
    public String sentence() {
      return "This network has the genesis hash "
          + expectedGenesis
          + ", the request is for "
          + actualGenesis
          + ".";
    }
  }

  record NonceTooLow(long expected, long actual) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.NONCE_TOO_LOW;
    }

    @Override
    public String sentence() {
      return "The nonce "
          + actual
          + " is already used; the account's next nonce is "
          + expected
          + ".";
    }
  }

  record NonceGap(long expected, long actual) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.NONCE_GAP;
    }

    @Override
    public String sentence() {
      return "The nonce "
          + actual
          + " is too far ahead; the account's next nonce is "
          + expected
          + ".";
    }
  }

  record Expired(Timestamp validUntil, Timestamp now) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.EXPIRED;
    }

    @Override
    public String sentence() {
      return "The transaction was valid until "
          + validUntil.toInstant()
          + "; block time is "
          + now.toInstant()
          + ".";
    }
  }

  record ValidUntilTooFar(Timestamp validUntil, Timestamp latest) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.VALID_UNTIL_TOO_FAR;
    }

    @Override
    public String sentence() {
      return "The transaction is valid until "
          + validUntil.toInstant()
          + "; at this block time it may be at most "
          + latest.toInstant()
          + ".";
    }
  }

  record FeeTooLow(Amount least, Amount actual) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.FEE_TOO_LOW;
    }

    @Override
    public String sentence() {
      return "The fee is " + actual + " base units; this transaction needs at least " + least + ".";
    }
  }

  /// `balance` is what the account can still spend.
  record InsufficientFunds(Amount balance, Amount needed) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.INSUFFICIENT_FUNDS;
    }

    @Override
    public String sentence() {
      return "The account has " + balance + " base units and needs " + needed + ".";
    }
  }

  /// The mempool has no room for this fee.
  record MempoolFull(Amount leastFee) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.MEMPOOL_FULL;
    }

    @Override
    public String sentence() {
      return "This node's mempool is full; a fee of at least " + leastFee + " base units gets in.";
    }
  }

  /// The sender has as many transactions waiting as one sender may.
  record SenderLimit(int limit) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.SENDER_LIMIT;
    }

    @Override
    public String sentence() {
      return "The account has " + limit + " transactions waiting, as many as one account may.";
    }
  }

  record ReplacementFeeTooLow(Amount least, Amount actual) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.REPLACEMENT_FEE_TOO_LOW;
    }

    @Override
    public String sentence() {
      return "Another transaction with this nonce is waiting; to replace it, the fee must be at"
          + " least "
          + least
          + " base units, not "
          + actual
          + ".";
    }
  }

  record Replaced(TransactionId by) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.REPLACED;
    }

    @Override
    public String sentence() {
      return "Transaction " + by + " took its place in this node's mempool.";
    }
  }

  /// The mempool let it go for one that pays more.
  record Evicted(Amount leastFee) implements Rejection {
    @Override
    public RejectionCode code() {
      return RejectionCode.EVICTED;
    }

    @Override
    public String sentence() {
      return "This node's mempool let it go, being full; a fee of at least "
          + leastFee
          + " base units stays.";
    }
  }
}

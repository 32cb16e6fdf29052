package cairn.ledger.proof;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.codec.MalformedException;
import cairn.crypto.MerkleProof;
import cairn.ledger.Account;
import cairn.ledger.BlockHeader;
import cairn.ledger.Execution;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import java.util.Optional;
import java.util.function.Function;

/// Something that final blocks say, with all that proves it: whoever knows the genesis hash and the
/// chain of validator sets needs to trust nobody else, given that less than a third of each set's
/// power ever was corrupt. A [LightVerifier] checks it. Nothing in it is verified.
///
/// In BCS an enum; each variant begins with its [BlockProof].
public sealed interface Proof {
  /// No proof has more bytes in its encoding.
  int MAX_BYTES = BlockProof.MAX_BYTES + Transaction.MAX_BYTES + 64 * 1024;

  /// No entry of the state has more bytes; the largest are the validators.
  int MAX_ENTRY_BYTES = 64 * 1024;

  /// No state key has more bytes.
  int MAX_KEY_BYTES = 256;

  /// No receipt has more bytes.
  int MAX_RECEIPT_BYTES = 1024;

  /// What the state after the block has under `key`: that entry, or none.
  ///
  /// @param path from the block's state root to the key's place
  record Entry(BlockProof block, StateKey key, Optional<Bytes> entry, StateProof path)
      implements Proof {
    /// The account, where the key is an account's; one that is not in the state is empty. Only of a
    /// proof that holds: other bytes need not be an account.
    public Account account() {
      return entry.map(bytes -> Account.decode(bytes.toByteArray())).orElse(Account.EMPTY);
    }
  }

  /// A transaction of the block, and what became of it there.
  ///
  /// @param path from the block's transaction root to the transaction's place
  record Included(BlockProof block, Transaction transaction, Receipt receipt, MerkleProof path)
      implements Proof {
    public TransactionId id() {
      return transaction.id(block.anchor().header().genesis());
    }
  }

  /// That the block is final.
  record Block(BlockProof block) implements Proof {}

  /// That a transaction never was included and never will be: the block's time is after its
  /// validUntil, and the nonce of its sender is not above its own.
  ///
  /// @param account the sender's entry
  record Expired(BlockProof block, TransactionBody body, Optional<Bytes> account, StateProof path)
      implements Proof {
    public TransactionId id() {
      return TransactionId.of(block.anchor().header().genesis(), body);
    }
  }

  /// Where it stands, and why that is final.
  BlockProof block();

  /// The header of the block that it is about.
  default BlockHeader header() {
    return block().header();
  }

  /// Throws [MalformedException] naming the broken rule.
  static Proof decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("proof of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, Proof::read);
  }

  static Proof read(BcsReader reader) {
    int variant = reader.variant(4);
    BlockProof block = BlockProof.read(reader);
    return switch (variant) {
      case 0 ->
          new Entry(
              block,
              part(reader, MAX_KEY_BYTES, StateKey::read),
              readEntry(reader),
              StateProof.read(reader));
      case 1 ->
          new Included(
              block,
              Transaction.decode(reader.bytes(Transaction.MAX_BYTES)),
              part(reader, MAX_RECEIPT_BYTES, Receipt::read),
              MerkleProof.read(reader));
      case 2 -> new Block(block);
      default ->
          new Expired(
              block,
              part(reader, Transaction.MAX_BYTES, TransactionBody::read),
              readEntry(reader),
              StateProof.read(reader));
    };
  }

  /// What has its length before it, so that a verifier need not know all that can stand there.
  private static <T> T part(BcsReader reader, int max, Function<BcsReader, T> decoder) {
    return BcsReader.decode(reader.bytes(max), decoder);
  }

  private static Optional<Bytes> readEntry(BcsReader reader) {
    return reader.optional(r -> Bytes.read(r, MAX_ENTRY_BYTES));
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case Entry(var block, var key, var entry, var path) -> {
        block.write(writer.uleb(0));
        writer.bytes(key.encoded());
        writer.optional(entry, (w, bytes) -> bytes.write(w));
        path.write(writer);
      }
      case Included(var block, var transaction, var receipt, var path) -> {
        block.write(writer.uleb(1));
        writer.bytes(transaction.encoded());
        writer.bytes(receipt.encoded());
        path.write(writer);
      }
      case Block(var block) -> block.write(writer.uleb(2));
      case Expired(var block, var body, var account, var path) -> {
        block.write(writer.uleb(3));
        writer.bytes(body.encoded());
        writer.optional(account, (w, bytes) -> bytes.write(w));
        path.write(writer);
      }
    }
  }

  default byte[] encoded() {
    BcsWriter writer = new BcsWriter(2048);
    write(writer);
    return writer.toByteArray();
  }

  /// What is wrong with it, signatures apart; empty if nothing is.
  default Optional<String> problem() {
    return block().problem().or(this::contentProblem);
  }

  private Optional<String> contentProblem() {
    return switch (this) {
      case Entry(_, var key, var entry, var path) ->
          unless(
              isInState(key, entry, path),
              "The state root of the header does not have the entry like this.");
      case Included(_, var transaction, var receipt, var path) ->
          unless(
              path.proves(Execution.leaf(transaction, receipt), header().txRoot()),
              "The transaction root of the header does not have the transaction like this.");
      case Block _ -> Optional.empty();
      case Expired expired -> expiryProblem(expired);
    };
  }

  private Optional<String> expiryProblem(Expired expired) {
    TransactionBody body = expired.body();
    if (!isInState(StateKey.account(body.sender()), expired.account(), expired.path())) {
      return Optional.of("The state root of the header does not have the sender like this.");
    }
    if (!header().timestamp().isAfter(body.validUntil())) {
      return Optional.of("The header's time is not after the transaction's validUntil.");
    }
    long nonce =
        expired.account().map(bytes -> Account.decode(bytes.toByteArray()).nonce()).orElse(0L);
    return unless(
        nonce <= body.nonce(), "The sender's nonce is above the transaction's: it was used.");
  }

  private boolean isInState(StateKey key, Optional<Bytes> entry, StateProof path) {
    return path.verify(header().stateRoot(), key.treeKey(), entry.map(Bytes::toByteArray));
  }

  private static Optional<String> unless(boolean holds, String otherwise) {
    return holds ? Optional.empty() : Optional.of(otherwise);
  }
}

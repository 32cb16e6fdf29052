package cairn.node;

import cairn.ledger.Transaction;
import cairn.p2p.Lane;
import cairn.p2p.MessageType;
import java.util.List;

/// The messages that nodes send each other, with their lanes and largest sizes. The numbers never
/// change their meaning.
final class MessageTypes {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /// A [cairn.quorum.SignedVote].
  static final MessageType VOTE = new MessageType(16, "vote", Lane.CONSENSUS, 256);

  /// A [cairn.quorum.Certificate]: 64 B and a bit for each of at most 256 validators.
  static final MessageType CERTIFICATE =
      new MessageType(17, "certificate", Lane.CONSENSUS, 20 * KIB);

  /// A [cairn.consensus.Want].
  static final MessageType CERTIFICATE_WANTED =
      new MessageType(18, "certificate-wanted", Lane.CONSENSUS, 64);

  /// A [BlockRanges.Wanted], answered by the next.
  static final MessageType BLOCK_RANGE_WANTED =
      new MessageType(19, "block-range-wanted", Lane.ANSWERS, 64);

  /// A [BlockRanges.Answer].
  static final MessageType BLOCK_RANGE = new MessageType(20, "block-range", Lane.ANSWERS, 16 * MIB);

  /// A block id, answered by the next.
  static final MessageType BODY_WANTED = new MessageType(21, "body-wanted", Lane.ANSWERS, 64);

  /// A whole block that was asked for.
  static final MessageType BODY = new MessageType(22, "body", Lane.ANSWERS, 16 * MIB);

  /// A [CompactBlock.Missing], answered by the next.
  static final MessageType TRANSACTIONS_WANTED =
      new MessageType(23, "transactions-wanted", Lane.ANSWERS, 512 * KIB);

  /// A block id and a list of transactions.
  static final MessageType TRANSACTIONS =
      new MessageType(24, "transactions", Lane.ANSWERS, 16 * MIB);

  /// A whole block, proposed.
  static final MessageType BLOCK = new MessageType(25, "block", Lane.BLOCKS, 16 * MIB);

  /// A [CompactBlock], proposed.
  static final MessageType COMPACT_BLOCK = new MessageType(26, "compact-block", Lane.BLOCKS, MIB);

  /// A list of transactions, each as its bytes.
  static final MessageType TRANSACTION_BATCH =
      new MessageType(
          27,
          "transaction-batch",
          Lane.TRANSACTIONS,
          TransactionBatch.MAX_BYTES + Transaction.MAX_BYTES);

  static final List<MessageType> ALL =
      List.of(
          VOTE,
          CERTIFICATE,
          CERTIFICATE_WANTED,
          BLOCK_RANGE_WANTED,
          BLOCK_RANGE,
          BODY_WANTED,
          BODY,
          TRANSACTIONS_WANTED,
          TRANSACTIONS,
          BLOCK,
          COMPACT_BLOCK,
          TRANSACTION_BATCH);

  private MessageTypes() {}
}

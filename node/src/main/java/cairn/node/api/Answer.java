package cairn.node.api;

import cairn.crypto.Hash;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.TransactionId;
import cairn.quorum.BlockId;
import java.util.List;
import java.util.Optional;

/// The `value` of a method's result, as JSON says it: the components are its members in this order,
/// empty ones are left out.
///
/// What may be beyond 2^53 (heights, amounts, nonces, views, powers) has a type that JSON carries
/// as a string of digits; counts, indexes and bytes are JSON numbers; a moment is an RFC 3339 text
/// `time` beside its milliseconds since 1970 in a number `timeMs`; a duration is a number of
/// milliseconds that ends in `Millis`.
sealed interface Answer {
  /// A 64-bit integer that is a string of decimal digits in JSON.
  record Digits(long number) {
    @Override
    public String toString() {
      return Long.toString(number);
    }
  }

  record Chain(
      String chainName,
      String network,
      Hash genesisHash,
      int protocol,
      String symbol,
      int decimals,
      String addressPrefix,
      String genesisTime,
      long genesisTimeMs,
      Rules parameters,
      Digits epoch,
      Hash stateRoot,
      Digits totalPower,
      Digits quorumPower,
      List<Validator> validators)
      implements Answer {}

  /// What the network agreed on that a client has to keep to.
  record Rules(
      Fees fees,
      long maxValidityMillis,
      long heartbeatMillis,
      int blockLimitBytes,
      int blockLimitOperations,
      int maxTransactionBytes,
      int maxOperations) {}

  record Fees(Amount base, Amount perOperation, Amount perByte, Amount deposit) {}

  record Validator(int index, String name, String key, Digits power, String operator) {}

  record Block(
      Height height,
      BlockId blockHash,
      int protocol,
      Digits epoch,
      Digits view,
      BlockId parent,
      String time,
      long timeMs,
      Optional<Signer> proposer,
      Hash txRoot,
      Hash stateRoot,
      Hash historyRoot,
      Hash signersHash,
      Hash nextSignersHash,
      int bytes,
      int transactionCount,
      Optional<Finality> finality,
      Optional<List<TransactionId>> txIds,
      Optional<List<Included>> transactions)
      implements Answer {}

  /// Who made a block final: the validators whose signatures are in its finalization, or in that of
  /// the nearest descendant that has one.
  record Finality(int signatures, int validators, List<String> signers) {}

  record Signer(String name, String key) {}

  /// A transaction in a block.
  record Included(
      TransactionId txId, String status, Optional<Reason> reason, Content transaction) {}

  /// What the signers of a transaction signed.
  record Content(
      int protocol,
      String sender,
      Digits nonce,
      Amount fee,
      String validUntil,
      long validUntilMs,
      String memo,
      List<Step> operations,
      List<String> signers,
      int bytes) {}

  /// One operation; the members beside `type` are those of its kind.
  ///
  /// @param asset the id of an asset besides the native one
  record Step(
      String type,
      Optional<String> recipient,
      Optional<Amount> amount,
      Optional<Hash> asset,
      Optional<NewAsset> newAsset,
      Optional<NewSigners> signers,
      Optional<RecordStep> record,
      Optional<EscrowStep> escrow,
      Optional<LockStep> lock,
      Optional<ChangeStep> change,
      Optional<EquivocationStep> equivocation) {}

  /// What only one kind of operation has.
  sealed interface Particulars {}

  record NewAsset(String symbol, int decimals) implements Particulars {}

  /// Who signs for the account from then on; without members it is its own key.
  record NewSigners(int threshold, List<SignerWeight> members) implements Particulars {}

  record SignerWeight(String key, int weight) {}

  /// @param value in hex; absent where the record is deleted
  record RecordStep(String name, Optional<String> value) implements Particulars {}

  /// What opens an escrow has no id yet: it is made of the transaction's and the operation's place.
  record EscrowStep(
      Optional<Hash> escrowId,
      Optional<Hash> hashLock,
      Optional<String> deadline,
      Optional<Long> deadlineMs,
      Optional<String> preimage)
      implements Particulars {}

  record LockStep(
      String owner,
      String name,
      Optional<Digits> token,
      Optional<Long> leaseMillis,
      List<String> allowed)
      implements Particulars {}

  /// A change of how the network is run; the members beside `kind` are those of its kind.
  ///
  /// @param validator the key of the validator that it adds, removes or gives another power
  record ChangeStep(
      String kind,
      Optional<String> validator,
      Optional<String> name,
      Optional<String> operator,
      Optional<Digits> power,
      Optional<String> parameter,
      Optional<Digits> value,
      Optional<Integer> protocol,
      Optional<Height> from)
      implements Particulars {}

  /// @param culprit the key of the validator that voted twice in that view
  record EquivocationStep(String culprit, String kind, Digits epoch, Digits view)
      implements Particulars {}

  /// What the genesis hash is the hash of.
  ///
  /// @param summary in hex
  record Origin(Hash genesisHash, String summary) implements Answer {}

  /// The ways from one epoch's validators to the next's.
  ///
  /// @param steps in hex, from the epoch `from` on
  /// @param more whether there are further ones to ask for
  record Epochs(Digits from, List<String> steps, boolean more) implements Answer {}

  /// A proof.
  ///
  /// @param kind entry, included, block or expired
  /// @param height of the block that it is about
  /// @param anchorHeight of the header whose finalization it has
  /// @param proof in hex
  record Proved(String kind, Height height, Height anchorHeight, String proof) implements Answer {}

  record Account(
      String address,
      String publicKey,
      boolean exists,
      Amount balance,
      Digits nonce,
      Digits nextNonce)
      implements Answer {}

  /// A page of the final transactions that concern an account, the newest first.
  ///
  /// @param nextCursor what gives the next page; absent where there is none
  /// @param earliest where blocks were pruned, the lowest that this node still has
  record History(List<HistoryEntry> items, Optional<String> nextCursor, Optional<Height> earliest)
      implements Answer {}

  record HistoryEntry(
      TransactionId txId,
      String status,
      Optional<Reason> reason,
      Height height,
      int index,
      String time,
      long timeMs,
      Content transaction) {}

  /// A page of an account's records, those that were put last first.
  ///
  /// @param nextCursor what gives the next page; absent where there is none
  record Records(List<RecordEntry> items, Optional<String> nextCursor) implements Answer {}

  /// @param value in hex
  /// @param height of the block that put it last
  record RecordEntry(String name, String value, Height height, String time, long timeMs) {}

  /// What is known of a transaction.
  ///
  /// @param status the ends `final`, `rejected` and `expired`; else `pending`, `not_accepted`,
  ///   `unknown` or `pruned`
  /// @param isEnd whether it will never be anything else
  /// @param signers the names of the validators whose signatures made its block final
  /// @param validators how many there were to sign
  /// @param earliest where it is `pruned`, the lowest height that this node still has
  record Transaction(
      TransactionId txId,
      String status,
      boolean isEnd,
      Optional<Height> height,
      Optional<BlockId> blockHash,
      Optional<Integer> index,
      Optional<String> time,
      Optional<Long> timeMs,
      Optional<List<String>> signers,
      Optional<Integer> validators,
      Optional<Reason> reason,
      Optional<Height> earliest,
      Optional<Content> transaction)
      implements Answer {}

  /// Why a transaction is not final.
  ///
  /// @param operation the place, from 0, of the operation that failed
  record Reason(String kind, String message, Optional<Integer> operation) {}

  record Status(
      String name,
      String nodeId,
      String role,
      Optional<String> validatorKey,
      String version,
      String javaVersion,
      long uptimeMillis,
      boolean ready,
      List<Check> checks,
      Sync sync,
      Consensus consensus)
      implements Answer {}

  record Check(String name, boolean ok, String detail) {}

  record Sync(boolean syncing, Height head, Height target) {}

  record Consensus(
      Digits epoch,
      Digits view,
      Optional<Signer> leader,
      Digits lastFinalView,
      Digits lastNotarizedView,
      boolean blockDue,
      String why,
      List<Voter> validators) {}

  record Voter(
      int index, String name, String key, Digits power, boolean connected, Digits lastVoteView) {}

  record Peers(int count, List<Peer> peers) implements Answer {}

  record Peer(
      String nodeId,
      String address,
      String direction,
      Optional<Signer> validator,
      Height headWhenConnected,
      String agent,
      long bytesSent,
      long bytesReceived,
      long dropped) {}

  record Mempool(
      int transactions, long bytes, int senders, int held, int maxTransactions, long maxBytes)
      implements Answer {}

  /// The newest final block when the answer was made: everything in it holds at that height, or
  /// later.
  ///
  /// @param ageMillis how long ago the block was proposed, by this node's clock
  record Context(Height height, BlockId blockHash, String time, long timeMs, long ageMillis) {}
}

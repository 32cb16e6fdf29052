package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the signers of a transaction sign. The operations happen all or not at all.
///
/// It may stand in a block with `timestamp ≤ validUntil ≤ timestamp + maxValidity`, and applies
/// only if `nonce` equals the nonce of the sender's account. This type holds whatever the encoding
/// can say; what a body must hold beyond that, [TransactionVerifier] checks.
///
/// @param fee what the sender pays for it in full, whether or not the operations succeed
public record TransactionBody(
    int protocol,
    PublicKey sender,
    long nonce,
    Amount fee,
    Timestamp validUntil,
    String memo,
    List<Operation> operations) {
  public static final int MAX_MEMO_BYTES = 256;
  public static final int MAX_OPERATIONS = 100;

  public TransactionBody {
    operations = List.copyOf(operations);
    if (nonce < 0) {
      throw new IllegalArgumentException("negative nonce " + nonce);
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw new IllegalArgumentException(
          "a transaction has at most " + MAX_OPERATIONS + " operations, not " + operations.size());
    }
    if (!memo.isEmpty()) {
      requireMemo(memo);
    }
  }

  public static TransactionBody read(BcsReader reader) {
    return new TransactionBody(
        reader.u16(),
        PublicKey.read(reader),
        reader.count64(),
        Amount.read(reader),
        Timestamp.read(reader),
        reader.string(MAX_MEMO_BYTES),
        reader.list(MAX_OPERATIONS, Operation::read));
  }

  public void write(BcsWriter writer) {
    writer.u16(protocol);
    sender.write(writer);
    writer.u64(nonce);
    fee.write(writer);
    validUntil.write(writer);
    writer.string(memo);
    writer.list(operations, (w, operation) -> operation.write(w));
  }

  /// The canonical bytes: what is hashed for the id, and what is signed.
  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(64 + memo.length() + 48 * operations.size());
    write(writer);
    return writer.toByteArray();
  }

  private static void requireMemo(String memo) {
    int bytes = memo.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_MEMO_BYTES || !StandardCharsets.UTF_8.newEncoder().canEncode(memo)) {
      throw new IllegalArgumentException(
          "a memo is Unicode text of at most " + MAX_MEMO_BYTES + " bytes, not " + bytes);
    }
  }

  /// The accounts that it names, each once, its sender first; the set is the caller's own.
  public Set<PublicKey> named() {
    Set<PublicKey> named = new LinkedHashSet<>();
    named.add(sender);
    for (Operation operation : operations) {
      named.addAll(operation.named());
    }
    return named;
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A body with its signatures, in strictly ascending order of their keys, together with its bytes.
///
/// Its [#id] leaves the signatures out and names the payment; its [#hash] covers all bytes and is
/// what caches go by. Nothing in it is verified; see [TransactionVerifier]. Immutable; the bytes
/// are made or kept once, the hash is computed once.
public final class Transaction {
  public static final int MAX_BYTES = 128 * 1024;
  public static final int MAX_SIGNATURES = 32;

  private static final String HASH_TAG = "cairn.transaction";

  private final TransactionBody body;
  private final List<TransactionSignature> signatures;
  private final byte[] bytes;
  private final int bodyBytes;
  private @Nullable Hash hash;

  private Transaction(
      TransactionBody body, List<TransactionSignature> signatures, byte[] bytes, int bodyBytes) {
    this.body = body;
    this.signatures = signatures;
    this.bytes = bytes;
    this.bodyBytes = bodyBytes;
  }

  /// A transaction of signatures in any order; throws [IllegalArgumentException] where there are
  /// none, more than [#MAX_SIGNATURES], or two of one key.
  public static Transaction of(TransactionBody body, Collection<TransactionSignature> signatures) {
    List<TransactionSignature> sorted = new ArrayList<>(signatures);
    sorted.sort(Comparator.comparing(TransactionSignature::key));
    if (sorted.isEmpty() || sorted.size() > MAX_SIGNATURES || !isAscending(sorted)) {
      throw new IllegalArgumentException(
          "a transaction has 1.." + MAX_SIGNATURES + " signatures, one a key");
    }
    byte[] bodyBytes = body.encoded();
    BcsWriter writer = new BcsWriter(bodyBytes.length + 2 + 96 * sorted.size());
    writer.fixed(bodyBytes).list(sorted, (w, signature) -> signature.write(w));
    return new Transaction(body, List.copyOf(sorted), writer.toByteArray(), bodyBytes.length);
  }

  /// Decodes the bytes of one transaction, which the caller gives up. Throws [MalformedException]
  /// naming the broken rule.
  public static Transaction decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("transaction of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, reader -> read(reader, bytes));
  }

  /// The payload that the signers sign.
  byte[] signedBytes() {
    return Arrays.copyOf(bytes, bodyBytes);
  }

  public TransactionBody body() {
    return body;
  }

  public List<TransactionSignature> signatures() {
    return signatures;
  }

  /// A copy of the canonical bytes.
  public byte[] encoded() {
    return bytes.clone();
  }

  /// Writes the length and the canonical bytes.
  void write(BcsWriter writer) {
    writer.bytes(bytes);
  }

  /// The number of bytes.
  public int size() {
    return bytes.length;
  }

  /// What names this payment on the network of that genesis.
  public TransactionId id(Hash genesis) {
    return TransactionId.of(genesis, signedBytes());
  }

  /// The hash of all bytes, signatures included.
  public Hash hash() {
    // Two threads may both compute it: they come to the same immutable value.
    Hash known = hash;
    if (known == null) {
      known = Hash.tagged(HASH_TAG, bytes);
      hash = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transaction that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash().hashCode();
  }

  @Override
  public String toString() {
    return "Transaction[" + hash().abbreviated() + ", nonce " + body.nonce() + "]";
  }

  private static Transaction read(BcsReader reader, byte[] bytes) {
    TransactionBody body = TransactionBody.read(reader);
    int bodyBytes = reader.position();
    List<TransactionSignature> signatures = reader.list(MAX_SIGNATURES, TransactionSignature::read);
    if (signatures.isEmpty()) {
      throw new MalformedException("transaction without a signature");
    }
    if (!isAscending(signatures)) {
      throw new MalformedException("signatures are not in strictly ascending order of their keys");
    }
    return new Transaction(body, signatures, bytes, bodyBytes);
  }

  private static boolean isAscending(List<TransactionSignature> signatures) {
    for (int i = 1; i < signatures.size(); i++) {
      if (signatures.get(i - 1).key().compareTo(signatures.get(i).key()) >= 0) {
        return false;
      }
    }
    return true;
  }
}

package cairn.node;

import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.Operation;
import cairn.ledger.Protocol;
import cairn.ledger.Rejection;
import cairn.ledger.TestNetwork;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.VerifiedTransaction;
import cairn.ledger.store.LedgerStore;
import cairn.ledger.store.MemoryStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A network with twenty accounts of a million units, its genesis in a memory store, and payments
/// between the accounts, signed by hashes.
final class TestLedger {
  static final int ACCOUNTS = 20;
  static final long FEE = 1_000;

  final TestNetwork network = TestNetwork.of(ACCOUNTS);
  final LedgerStore store = LedgerStore.create(new MemoryStore(), network.genesis());
  final ManualClock clock = new ManualClock(TestNetwork.START.millis() + 1_000);

  VerifiedTransaction pay(int from, long nonce) {
    return pay(from, nonce, FEE, 1);
  }

  VerifiedTransaction pay(int from, long nonce, long fee, long amount) {
    return pay(from, nonce, fee, amount, validUntil(60_000));
  }

  Timestamp validUntil(long millisFromNow) {
    return new Timestamp(clock.wallMillis() + millisFromNow);
  }

  VerifiedTransaction pay(int from, long nonce, long fee, long amount, Timestamp validUntil) {
    TransactionBody body =
        new TransactionBody(
            Protocol.VERSION_1,
            key(from),
            nonce,
            Amount.of(fee),
            validUntil,
            "",
            List.of(new Operation.Transfer(key(from + 1), Amount.of(amount))));
    return verified(body, network.account(from));
  }

  VerifiedTransaction verified(TransactionBody body, KeyPair... signers) {
    Transaction transaction = network.verifier().signed(body, List.of(signers));
    return switch (network.verifier().verify(transaction)) {
      case VerifiedTransaction verified -> verified;
      case Rejection rejection -> throw new AssertionError(rejection.sentence());
    };
  }

  PublicKey key(int account) {
    return network.account(account).publicKey();
  }

  /// What a mempool starts with.
  Mempool.FinalChange genesisChange() {
    return new Mempool.FinalChange(
        Height.ZERO, TestNetwork.START, Set.of(), Map.of(), network.genesis().parameters());
  }

  /// A final block one second after genesis that includes transactions and leaves accounts so.
  Mempool.FinalChange block(Set<TransactionId> included, Map<PublicKey, Account> accounts) {
    return new Mempool.FinalChange(
        new Height(1),
        new Timestamp(clock.wallMillis()),
        included,
        new HashMap<>(accounts),
        network.genesis().parameters());
  }
}

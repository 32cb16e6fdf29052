package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A ledger to which tests give one transaction after the other, each in a block of its own.
final class OperationBench {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  final TestNetwork network;
  private LedgerView view;
  private long height;
  private TransactionId lastId = new TransactionId(Hash.ZERO);

  OperationBench(Amount deposit) {
    this.network = TestNetwork.of(6, new KeyedHashEd25519(), parametersWithDeposit(deposit));
    this.view = network.genesis().initialView();
  }

  static Parameters parametersWithDeposit(Amount deposit) {
    Parameters parameters = TestNetwork.parameters();
    Parameters.Fees fees = parameters.fees();
    return new Parameters(
        parameters.timing(),
        parameters.blockLimits(),
        parameters.maxValidity(),
        new Parameters.Fees(fees.base(), fees.perOperation(), fees.perByte(), deposit),
        parameters.keptViews(),
        parameters.keptEpochs(),
        parameters.removesEquivocators());
  }

  PublicKey address(int account) {
    return network.address(account);
  }

  /// The receipt of a transaction of account number `from`.
  Receipt run(int from, Operation... operations) {
    return run(from, List.of(network.account(from)), operations);
  }

  Receipt run(int from, List<KeyPair> signers, Operation... operations) {
    Execution execution = assertInstanceOf(Execution.class, execute(from, signers, operations));
    view = view.after(execution);
    return execution.receipts().getFirst();
  }

  /// What a block with just this transaction comes to; nothing is kept of it.
  BlockResult execute(int from, List<KeyPair> signers, Operation... operations) {
    height++;
    long nonce = view.account(address(from)).nonce();
    TransactionBody body =
        Bodies.withValidUntil(network.body(from, nonce, operations), now().plus(MINUTE).millis());
    Transaction signed = network.verifier().signed(body, signers);
    VerifiedTransaction verified =
        assertInstanceOf(VerifiedTransaction.class, network.verifier().verify(signed));
    lastId = verified.id();
    return Ledger.execute(view, network.context(height), List.of(verified));
  }

  void succeed(int from, Operation... operations) {
    assertEquals(new Receipt.Succeeded(), run(from, operations));
  }

  void fail(OperationFailure reason, int from, Operation... operations) {
    LedgerView before = view;
    assertEquals(new Receipt.Failed(operations.length - 1, reason), run(from, operations));
    assertEquals(
        before.account(address(from)).balance().minus(network.body(from, 0, operations).fee()),
        Optional.of(view.account(address(from)).balance()));
  }

  /// The timestamp of the last block, or of the first before there is one.
  Timestamp now() {
    return network.context(Math.max(1, height)).timestamp();
  }

  /// Lets time pass, without blocks.
  void passMillis(long millis) {
    height += millis / 100;
  }

  TransactionId lastId() {
    return lastId;
  }

  LedgerView view() {
    return view;
  }

  long balance(int account) {
    return view.account(address(account)).balance().units();
  }

  long held(int account, AssetId asset) {
    return view.read(new StateKey.Holding(address(account), asset))
        .map(entry -> Holding.decode(entry).amount().units())
        .orElse(0L);
  }
}

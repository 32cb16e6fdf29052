package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.codec.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordOperationsTest {
  private static final EntryName NAME = new EntryName("contracts/2026/17");

  private final OperationBench bench = new OperationBench(Amount.ZERO);

  @Test
  void putKeepsTheValueWithItsBlockTimeAndReplacesIt() {
    bench.succeed(0, put("a"));
    bench.succeed(0, put("b"));

    assertEquals(
        Optional.of(new StoredRecord(bytes("b"), bench.now(), Optional.empty())), record(bench, 0));
  }

  @Test
  void namesAreEachAccountsOwn() {
    bench.succeed(0, put("a"));
    bench.succeed(1, put("b"));

    assertEquals(bytes("a"), record(bench, 0).orElseThrow().value());
    assertEquals(bytes("b"), record(bench, 1).orElseThrow().value());
  }

  @Test
  void deleteLeavesNothingAndOnlyOnce() {
    bench.succeed(0, put("a"));
    bench.succeed(0, new Operation.DeleteRecord(NAME));

    assertEquals(Optional.empty(), record(bench, 0));
    bench.fail(new OperationFailure.RecordNotFound(NAME), 0, new Operation.DeleteRecord(NAME));
  }

  @Test
  void depositIsTakenOnceAndGivenBackWithTheRecord() {
    OperationBench paid = new OperationBench(Amount.of(1_000));

    paid.succeed(0, put("a"));
    paid.succeed(0, put("b"));
    assertEquals(1_000_000 - 2 * 5_000 - 1_000, paid.balance(0));

    paid.succeed(0, new Operation.DeleteRecord(NAME));
    assertEquals(1_000_000 - 3 * 5_000, paid.balance(0));
  }

  @Test
  void recordWithoutItsDepositIsRefused() {
    OperationBench paid = new OperationBench(Amount.of(2_000_000));

    paid.fail(
        new OperationFailure.InsufficientFunds(Amount.of(995_000), Amount.of(2_000_000)),
        0,
        put("a"));

    assertEquals(Optional.empty(), record(paid, 0));
  }

  @Test
  void namesAndValuesHaveBounds() {
    assertThrows(IllegalArgumentException.class, () -> new EntryName(""));
    assertThrows(IllegalArgumentException.class, () -> new EntryName("x".repeat(129)));
    assertThrows(IllegalArgumentException.class, () -> new EntryName("a\nb"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Operation.PutRecord(NAME, Bytes.of(new byte[1_025])));
  }

  private static Operation put(String text) {
    return new Operation.PutRecord(NAME, bytes(text));
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<StoredRecord> record(OperationBench bench, int owner) {
    return bench
        .view()
        .read(new StateKey.Stored(bench.address(owner), NAME))
        .map(StoredRecord::decode);
  }
}

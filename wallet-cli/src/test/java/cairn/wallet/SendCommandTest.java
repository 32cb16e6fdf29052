package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import cairn.ledger.Address;
import cairn.ledger.NetworkKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `cairn send` against a node that answers as the test wants: what it says, and that it never says
/// less than "may be final" of what a node may have.
class SendCommandTest {
  private static final int OVERLOADED = -32003;
  private static final int INTERNAL_ERROR = -32603;

  @TempDir Path directory;

  private final FakeNode node = new FakeNode();
  private WalletRun wallet;

  @BeforeEach
  void makeAccounts() {
    wallet = new WalletRun(directory, node.url());
    wallet.account("alice");
  }

  @AfterEach
  void stopTheNode() {
    node.close();
  }

  @Test
  void tellsTheBlockAndTheSignaturesOfAFinalPayment() {
    wallet.account("bob");

    WalletRun.Result result = wallet.json("send", "bob", "12.5", "--from", "alice");

    assertEquals(0, result.exit(), result::out);
    JsonNode data = result.json().path("data");
    assertEquals("final", data.path("status").asString());
    assertEquals("12", data.path("height").asString());
    assertEquals(3, data.path("signatures").asInt());
    assertTrue(data.path("txId").asString().matches("[0-9a-f]{64}"));
  }

  @Test
  void namesBothAccountsAndPrintsTheIdAlone() {
    wallet.account("bob");

    WalletRun.Result result = wallet.run("send", "bob", "12.5", "--from", "alice");

    assertEquals(0, result.exit(), result::err);
    assertTrue(result.out().strip().matches("[0-9a-f]{64}"), result::out);
    assertTrue(result.err().contains("12.5 CRN   alice (cairntest1"), result::err);
    assertTrue(result.err().contains(" -> bob (cairntest1"), result::err);
    assertTrue(result.err().contains("ok FINAL in block 12, index 3, 3 of 4"), result::err);
  }

  @Test
  void showsTheIdBeforeTheNodeHasIt() {
    AtomicReference<String> shown = new AtomicReference<>("");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    node.answer(
        "tx_submit",
        params -> {
          shown.set(err.toString(StandardCharsets.UTF_8));
          return FakeNode.error(OVERLOADED, "OVERLOADED");
        });

    WalletRun.Result result = wallet.watched(err, "send", someone(), "1", "--from", "alice");

    assertEquals(11, result.exit());
    assertTrue(shown.get().lines().anyMatch(line -> line.matches(" +transaction [0-9a-f]{64}")));
  }

  @Test
  void withoutWaitingItIsPending() {
    WalletRun.Result result = wallet.json("send", someone(), "1", "--from", "alice", "--no-wait");

    assertEquals(0, result.exit(), result::out);
    assertEquals("pending", result.json().path("data").path("status").asString());
    assertFalse(node.calls().contains("tx_wait"));
  }

  @ParameterizedTest
  @CsvSource({
    "1002,NONCE_TOO_LOW,4",
    "1004,EXPIRED,5",
    "1007,FEE_TOO_LOW,11",
    "1008,MEMPOOL_FULL,11",
    "-32003,OVERLOADED,11",
    "-32602,INVALID_PARAMS,2",
  })
  void aRefusalOfTheSubmissionSaysWhatTheNodeDidNotTake(int number, String kind, int exit) {
    node.refuse("tx_submit", number, kind);

    WalletRun.Result result = wallet.json("send", someone(), "1", "--from", "alice");

    assertEquals(kind + " " + exit, result.failure());
  }

  @Test
  void anInternalErrorAtTheSubmissionLeavesTheOutcomeUnknown() {
    node.refuse("tx_submit", INTERNAL_ERROR, "INTERNAL_ERROR");

    assertUnknown(wallet.json("send", someone(), "1", "--from", "alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "<html>", "{\"result\":{}}", "{\"result\":{\"value\":7}}"})
  void garbageAfterTheSubmissionLeavesTheOutcomeUnknown(String garbage) {
    node.answer("tx_submit", _ -> garbage);
    assertUnknown(wallet.json("send", someone(), "1", "--from", "alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "{\"result\":{\"value\":{\"txId\":7}}}"})
  void garbageWhileWaitingLeavesTheOutcomeUnknown(String garbage) {
    node.answer("tx_wait", _ -> garbage);

    assertUnknown(wallet.json("send", someone(), "1", "--from", "alice"));
  }

  @ParameterizedTest
  @CsvSource({"-32603,INTERNAL_ERROR", "-32003,OVERLOADED", "1101,NOT_FOUND", "-32601,NO_METHOD"})
  void noErrorWhileWaitingHidesThatThePaymentWasTaken(int number, String kind) {
    node.refuse("tx_wait", number, kind);

    assertUnknown(wallet.json("send", someone(), "1", "--from", "alice", "--timeout", "150ms"));
  }

  @Test
  void anOverloadedNodeIsAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    node.answer(
        "tx_wait",
        params ->
            asked.incrementAndGet() == 1
                ? FakeNode.error(OVERLOADED, "OVERLOADED")
                : FakeNode.value(FakeNode.finished(params.path("txId").asString())));

    WalletRun.Result result = wallet.json("send", someone(), "1", "--from", "alice");

    assertEquals(0, result.exit(), result::out);
    assertEquals(2, asked.get());
  }

  @Test
  void anAnswerOnAnotherTransactionIsNone() {
    node.answer("tx_wait", _ -> FakeNode.value(FakeNode.finished("77".repeat(32))));

    assertUnknown(wallet.json("send", someone(), "1", "--from", "alice"));
  }

  @ParameterizedTest
  @CsvSource({
    "rejected,SOME_REASON 4",
    "expired,EXPIRED 5",
    "pruned,OUTCOME_UNKNOWN 6",
    "pending,OUTCOME_UNKNOWN 6",
    "not_accepted,OUTCOME_UNKNOWN 6",
    "unknown,OUTCOME_UNKNOWN 6",
  })
  void everyStatusHasItsExit(String status, String failure) {
    node.answer(
        "tx_wait",
        params -> FakeNode.value(FakeNode.status(params.path("txId").asString(), status)));

    WalletRun.Result result =
        wallet.json("send", someone(), "1", "--from", "alice", "--timeout", "100ms");

    assertEquals(failure, result.failure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e3",
        "1.0000000001",
        "١",
        "1,5",
        "0",
        "0.0000001",
        "",
        " 1",
        "+1",
        "1CRNCRN",
        "99999999999999999999"
      })
  void whatIsNoAmountIsRefusedBeforeAnythingIsSigned(String amount) {
    WalletRun.Result result = wallet.json("send", someone(), amount, "--from", "alice");

    assertEquals("BAD_AMOUNT 2", result.failure());
    assertFalse(node.calls().contains("tx_submit"));
  }

  @Test
  void aNegativeAmountIsNone() {
    assertEquals("BAD_AMOUNT 2", wallet.json("send", someone(), "-1", "--from", "alice").failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999h", "721h", "1d", "-1s", "1.5s", "", "99999999999s"})
  void aDurationThatNobodyWaitsIsAUsageError(String timeout) {
    WalletRun.Result result =
        wallet.json("send", someone(), "1", "--from", "alice", "--timeout", timeout);

    assertEquals("USAGE 2", result.failure());
    assertEquals(List.of(), node.calls());
  }

  @Test
  void moreThanThereIsIsRefusedHere() {
    WalletRun.Result result = wallet.json("send", someone(), "1000000", "--from", "alice");

    assertEquals("INSUFFICIENT_FUNDS 4", result.failure());
    assertTrue(result.message().contains("alice has 1000000 CRN and needs 1000000."));
    assertFalse(node.calls().contains("tx_submit"));
  }

  @Test
  void aFeeAboveTheBoundIsNotSigned() {
    node.answer("chain_getInfo", _ -> FakeNode.chainInfo("2000000", 6));

    WalletRun.Result refused = wallet.json("send", someone(), "1", "--from", "alice");
    assertEquals("FEE_TOO_HIGH 4", refused.failure());
    assertFalse(node.calls().contains("tx_submit"));

    WalletRun.Result allowed =
        wallet.json("send", someone(), "1", "--from", "alice", "--max-fee", "2.1");
    assertEquals(0, allowed.exit(), allowed::out);
  }

  @Test
  void anImpossibleFeeIsNoBug() {
    node.answer("chain_getInfo", _ -> FakeNode.chainInfo("18446744073709551615", 6));

    assertEquals(
        "FEE_TOO_HIGH 4", wallet.json("send", someone(), "1", "--from", "alice").failure());
  }

  @Test
  void theOtherRefusalsBeforeSigningHaveTheirCodes() {
    assertEquals(
        "UNKNOWN_ACCOUNT 2", wallet.json("send", "nobody", "1", "--from", "alice").failure());
    assertEquals(
        "MEMO_TOO_LONG 2",
        wallet
            .json("send", someone(), "1", "--from", "alice", "--memo", "x".repeat(257))
            .failure());
    assertEquals(
        "BAD_VALIDITY 2",
        wallet.json("send", someone(), "1", "--from", "alice", "--valid-for", "2h").failure());
    assertEquals("KEY_FILE 8", wallet.json("send", someone(), "1", "--from", "carol").failure());
    assertEquals("USAGE 2", wallet.json("send", someone(), "1").failure());
    assertEquals(
        "BAD_URL 2",
        wallet.json("send", someone(), "1", "--from", "alice", "--node", "x").failure());
  }

  @Test
  void aWrongPasswordIsOne() {
    String wrong = wallet.passwordFile("wrong horse").toString();

    WalletRun.Result result =
        wallet.json("send", someone(), "1", "--from", "alice", "--password-file", wrong);

    assertEquals("KEY_FILE 8", result.failure());
    assertFalse(node.calls().contains("tx_submit"));
  }

  @Test
  void aNodeThatIsNotThereTakesNothing() {
    node.close();

    assertEquals(
        "NO_CONNECTION 3", wallet.json("send", someone(), "1", "--from", "alice").failure());
  }

  private void assertUnknown(WalletRun.Result result) {
    assertEquals("OUTCOME_UNKNOWN 6", result.failure());
    String hint = result.json().path("error").path("hint").asString();
    assertTrue(hint.matches(".*`cairn wait [0-9a-f]{64}`.*"), hint);
  }

  private static String someone() {
    byte[] seed = new byte[SecretKey.BYTES];
    seed[5] = 5;
    KeyPair key = KeyPair.of(SecretKey.of(seed), GlobalOptions.ed25519());
    return new Address(NetworkKind.TEST, key.publicKey()).toString();
  }
}

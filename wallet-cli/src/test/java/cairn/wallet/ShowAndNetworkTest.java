package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a transaction or a block is shown as, and that keys are used with their own network alone.
class ShowAndNetworkTest {
  private static final String ID = "5a".repeat(32);
  private static final String FINISHED =
      FakeNode.finished(ID).strip().replaceFirst("}$", "")
          + """
          ,"transaction":{"sender":"cairntest1alice","nonce":"5","fee":"900","memo":"rent",\
          "operations":[{"type":"transfer","recipient":"cairntest1bob","amount":"7"}]}}\
          """;

  @TempDir Path directory;

  private final FakeNode node = new FakeNode();
  private WalletRun wallet;

  @BeforeEach
  void makeAWallet() {
    wallet = new WalletRun(directory, node.url());
    node.answer("tx_get", _ -> FakeNode.value(FINISHED));
  }

  @AfterEach
  void stopTheNode() {
    node.close();
  }

  @Test
  void aTransactionIsShownWithItsPayment() {
    String text = wallet.run("show", ID).out();
    JsonNode json = wallet.json("show", ID).json().path("data").path("transaction");

    assertTrue(text.lines().anyMatch("sender     cairntest1alice"::equals), text);
    assertTrue(text.lines().anyMatch("memo       rent"::equals), text);
    assertTrue(text.lines().anyMatch("    recipient  cairntest1bob"::equals), text);
    assertEquals("7", json.path("operations").path(0).path("amount").asString());
  }

  @Test
  void aBlockIsShownInLines() {
    node.answer(
        "chain_getBlock", _ -> FakeNode.value("{\"height\":\"7\",\"txIds\":[\"ab\",\"cd\"]}"));

    assertEquals("height     7\ntxIds\n  - ab\n  - cd\n", wallet.run("show", "7").out());
  }

  @Test
  void onlyWhoSubmittedKnowsHowLongFinalityTook() {
    wallet.account("alice");
    wallet.account("bob");

    JsonNode waited = wallet.json("wait", ID).json().path("data");
    JsonNode handedIn =
        wallet.json("send", "bob", "1", "--from", "alice", "--no-wait").json().path("data");

    assertFalse(waited.has("finalityMillis"));
    assertEquals(3, waited.path("signatures").asInt());
    assertFalse(handedIn.has("finalityMillis"));
    assertFalse(handedIn.has("signatures"));
    assertFalse(handedIn.has("validators"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"balance alice", "show alice", "send cairntest1x 1 --from alice"})
  void keysOfOneNetworkAreNotUsedWithAnother(String line) throws IOException {
    wallet.account("alice");
    Files.writeString(
        directory.resolve("net.json"), "{\"genesisHash\":\"" + "11".repeat(32) + "\"}");

    assertEquals("OTHER_NETWORK 10", wallet.json(line.split(" ")).failure());
  }
}

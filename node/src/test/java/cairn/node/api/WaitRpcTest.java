package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Calls that wait, and what they hold meanwhile.
class WaitRpcTest {
  private static final String DISCOVER =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}";

  private final RpcClientFixture rpc = new RpcClientFixture();

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void waitsUntilATransactionIsFinal() throws Exception {
    rpc.submit(FakeNode.payment(0));

    var asked = rpc.ask(rpc.wait(FakeNode.payment(0), 30_000));
    rpc.node.awaitWaiter();
    rpc.node.makeBlock();

    JsonNode value = RpcClientFixture.json(asked).path("result").path("value");
    assertEquals("final", value.path("status").asString());
    assertEquals(0, rpc.node.openWaits());
  }

  @Test
  void givesTheWaitsOfOneBatchNoMoreRoomThanThereIs() throws Exception {
    rpc.waits().set(RpcService.MAX_WAITS - 1);
    String waits =
        rpc.wait(FakeNode.payment(0), 30_000) + "," + rpc.wait(FakeNode.payment(1), 30_000);

    var asked = rpc.ask("[" + waits + "]");
    rpc.node.awaitWaiter();
    rpc.onLoop(asked.work().get()::hurry);
    JsonNode answers = RpcClientFixture.json(asked);

    assertEquals("unknown", answers.get(0).path("result").path("value").path("status").asString());
    assertEquals(-32003, answers.get(1).path("error").path("code").asInt());
    assertEquals(RpcService.MAX_WAITS - 1, rpc.waits().get());
  }

  @Test
  void endsAWaitWithWhatIsKnown() throws Exception {
    rpc.submit(FakeNode.payment(0));

    JsonNode late = rpc.call(rpc.wait(FakeNode.payment(0), 10));
    JsonNode atOnce = rpc.call(rpc.wait(FakeNode.payment(1), 0));

    assertEquals("pending", late.path("result").path("value").path("status").asString());
    assertEquals("unknown", atOnce.path("result").path("value").path("status").asString());
  }

  @Test
  void endsWaitsAtOnceWhenTheClientHasNothingMoreToSay() throws Exception {
    var asked = rpc.ask(rpc.wait(FakeNode.payment(0), 30_000));
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::hurry);

    assertEquals(
        "unknown",
        RpcClientFixture.json(asked).path("result").path("value").path("status").asString());
    assertEquals(0, rpc.node.openWaits());
  }

  @Test
  void endsAWaitForAHeightAtOnceWhenTheClientHasNothingMoreToSay() throws Exception {
    var asked =
        rpc.ask(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain_getInfo\","
                + "\"params\":{\"minHeight\":\"5\",\"timeoutMillis\":30000}}");
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::hurry);

    assertEquals(1103, RpcClientFixture.json(asked).path("error").path("code").asInt());
  }

  @Test
  void givesUpTheWaitsOfAClientThatWent() throws Exception {
    var asked = rpc.ask("[" + rpc.wait(FakeNode.payment(0), 30_000) + "]");
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::abandon);
    rpc.onLoop(() -> {});

    assertEquals(0, rpc.node.openWaits());
    assertFalse(asked.reply().isDone());
  }

  @Test
  void readsTheStoreForTheAnswerOnAThreadOfTheApi() throws Exception {
    var asked = rpc.ask(rpc.wait(FakeNode.payment(0), 10));
    rpc.node.awaitWaiter();
    RpcClientFixture.json(asked);

    assertEquals(Set.of("cairn-http-reader"), rpc.node.readingThreads());
  }

  // ---- memory

  @Test
  void countsResponsesThatAreHeldWhileAnotherCallOfTheBatchWaits() throws Exception {
    var asked = rpc.ask("[" + DISCOVER + "," + rpc.wait(FakeNode.payment(0), 30_000) + "]");
    rpc.node.awaitWaiter();
    rpc.onLoop(() -> {});

    long held = rpc.unsentBytes.get();
    rpc.submit(FakeNode.payment(0));
    rpc.node.makeBlock();

    assertTrue(held > 50_000, () -> "held " + held);
    assertEquals(2, RpcClientFixture.json(asked).size());
    rpc.onLoop(() -> {});
    assertEquals(0, rpc.unsentBytes.get());
  }

  @Test
  void forgetsTheResponsesOfAClientThatWent() throws Exception {
    var asked = rpc.ask("[" + DISCOVER + "," + rpc.wait(FakeNode.payment(0), 30_000) + "]");
    rpc.node.awaitWaiter();
    Work work = asked.work().get();

    rpc.onLoop(work::abandon);
    rpc.onLoop(() -> {});

    assertEquals(0, rpc.unsentBytes.get());
  }

  @Test
  void waitsForNothingWhileItHoldsLargeResponses() throws Exception {
    String many = (DISCOVER + ",").repeat(30);

    JsonNode responses = rpc.call("[" + many + rpc.wait(FakeNode.payment(0), 30_000) + "]");

    assertEquals(31, responses.size());
    assertEquals(
        "unknown", responses.get(30).path("result").path("value").path("status").asString());
    assertEquals(0, rpc.node.openWaits());
  }

  @Test
  void refusesEvenTheDescriptionOfTheApiWhileTooManyResponsesAreHeld() throws Exception {
    rpc.unsentBytes.set(RpcService.MAX_UNSENT_BYTES + 1);

    assertEquals(-32003, rpc.error("rpc.discover", "[]").path("code").asInt());
  }
}

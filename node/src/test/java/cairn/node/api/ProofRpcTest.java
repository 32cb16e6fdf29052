package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.GenesisSummary;
import cairn.ledger.StateKey;
import cairn.ledger.Transaction;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.Proof;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The methods that hand out proofs.
class ProofRpcTest {
  private final RpcClientFixture rpc = new RpcClientFixture();
  private final Transaction payment = FakeNode.payment(0);
  private final String id = payment.id(rpc.node.genesisHash()).toString();

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void givesTheSummaryThatTheGenesisHashIsOf() throws Exception {
    JsonNode value = value("chain_getGenesis", "{}");

    GenesisSummary summary = GenesisSummary.decode(bytes(value, "summary"));
    assertEquals(value.path("genesisHash").asString(), summary.hash().toString());
    assertEquals(rpc.node.genesisHash(), summary.hash());
  }

  @Test
  void givesTheStepsBetweenEpochs() throws Exception {
    JsonNode first = value("chain_getEpochs", "{}");
    JsonNode later = value("chain_getEpochs", "{\"from\":\"1\"}");

    EpochStep.decode(HexFormat.of().parseHex(first.path("steps").path(0).asString()));
    assertEquals("0", first.path("from").asString());
    assertFalse(first.path("more").asBoolean());
    assertEquals(0, later.path("steps").size());
  }

  @Test
  void provesBlocksEntriesAndTransactions() throws Exception {
    rpc.node.submit(List.of(payment.encoded()), _ -> {});
    rpc.node.makeBlock();
    String key = HexFormat.of().formatHex(StateKey.account(FakeNode.ALICE).encoded());

    JsonNode block = value("chain_getBlockProof", "{\"block\":\"1\"}");
    JsonNode entry = value("state_getProof", "{\"key\":\"" + key + "\",\"minHeight\":\"1\"}");
    JsonNode transaction = value("tx_getProof", "{\"txId\":\"" + id + "\"}");

    assertTrue(proof(block) instanceof Proof.Block);
    assertEquals("block", block.path("kind").asString());
    assertEquals(
        StateKey.account(FakeNode.ALICE), ((Proof.Entry) proof(entry)).key(), entry.toString());
    assertEquals("1", entry.path("anchorHeight").asString());
    assertEquals(payment, ((Proof.Included) proof(transaction)).transaction());
    assertEquals("included", transaction.path("kind").asString());
  }

  @Test
  void provesAnExpiryOfATransactionWhoseBytesItIsGiven() throws Exception {
    Transaction late = FakeNode.payment(99);
    String params =
        "{\"txId\":\"%s\",\"transaction\":\"%s\"}"
            .formatted(late.id(rpc.node.genesisHash()), HexFormat.of().formatHex(late.encoded()));

    JsonNode value = value("tx_getProof", params);

    assertEquals(late.body(), ((Proof.Expired) proof(value)).body());
    assertEquals("expired", value.path("kind").asString());
  }

  @Test
  void saysThatNothingProvesAnEndOfATransaction() throws Exception {
    JsonNode unknown = rpc.error("tx_getProof", "{\"txId\":\"" + Hash.ZERO + "\"}");
    JsonNode pending =
        rpc.error(
            "tx_getProof",
            "{\"txId\":\"%s\",\"transaction\":\"%s\"}"
                .formatted(id, HexFormat.of().formatHex(payment.encoded())));

    assertEquals(1101, unknown.path("code").asInt());
    assertEquals(1101, pending.path("code").asInt());
  }

  @Test
  void saysThatABlockIsNotProvedYet() throws Exception {
    JsonNode above = rpc.error("chain_getBlockProof", "{\"block\":\"7\"}");
    JsonNode unknown = rpc.error("chain_getBlockProof", "{\"block\":\"" + Hash.ZERO + "\"}");

    assertEquals(1103, above.path("code").asInt());
    assertTrue(above.path("data").path("retryable").asBoolean());
    assertEquals(1101, unknown.path("code").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          state_getProof | {} | key
          state_getProof | {"key":"zz"} | key
          state_getProof | {"key":""} | key
          state_getProof | {"key":"7f"} | key
          state_getProof | {"key":"0011"} | key
          state_getProof | {"key":"0100"} | key
          state_getProof | {"key":7} | key
          state_getProof | {"key":"01","minHeight":"x"} | minHeight
          chain_getBlockProof | {"block":"x"} | block
          chain_getBlockProof | {"block":-1} | block
          chain_getEpochs | {"from":"-1"} | from
          chain_getEpochs | {"from":"x"} | from
          tx_getProof | {} | txId
          tx_getProof | {"txId":"12"} | txId
          tx_getProof | {"txId":"%1$s","transaction":"00"} | transaction
          tx_getProof | {"txId":"%1$s","transaction":5} | transaction
          """)
  void namesTheParameterThatIsWrong(String method, String params, String field) throws Exception {
    JsonNode error = rpc.error(method, params.formatted(Hash.ZERO));

    assertEquals(-32602, error.path("code").asInt(), error.toString());
    assertEquals(field, error.path("data").path("field").asString(), error.toString());
  }

  @Test
  void refusesTheBytesOfAnotherTransaction() throws Exception {
    JsonNode error =
        rpc.error(
            "tx_getProof",
            "{\"txId\":\"%s\",\"transaction\":\"%s\"}"
                .formatted(Hash.ZERO, HexFormat.of().formatHex(payment.encoded())));

    assertEquals("transaction", error.path("data").path("field").asString());
    assertEquals(id, error.path("data").path("actual").asString());
  }

  private JsonNode value(String method, String params) throws Exception {
    return rpc.call(method, params).path("result").path("value");
  }

  private static Proof proof(JsonNode value) {
    return Proof.decode(bytes(value, "proof"));
  }

  private static byte[] bytes(JsonNode value, String member) {
    return HexFormat.of().parseHex(value.path(member).asString());
  }
}

package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.Bytes;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.ledger.Account;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.NetworkKind;
import cairn.ledger.StateKey;
import cairn.ledger.Transaction;
import cairn.ledger.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Where the wallet knows the genesis hash, it takes nothing from a node that the node does not
/// prove.
class ProvedAnswersTest {
  private static final PublicKey ALICE =
      KeyPair.of(SecretKey.of(seed('a')), GlobalOptions.ed25519()).publicKey();

  @TempDir Path directory;

  private final FakeNode node = new FakeNode();
  private final ProvedLedger ledger = new ProvedLedger(ProvedLedger.FUTURE, ALICE);
  private WalletRun wallet;

  private static byte[] seed(char name) {
    byte[] seed = new byte[SecretKey.BYTES];
    seed[0] = (byte) name;
    return seed;
  }

  @BeforeEach
  void makeAWallet() {
    ledger.behind(node);
    node.answer("account_get", _ -> FakeNode.account("999999999999"));
    wallet = new WalletRun(directory, node.url()).with("CAIRN_GENESIS", ledger.hash().toString());
  }

  @AfterEach
  void stopTheNode() {
    node.close();
  }

  @Test
  void aBalanceIsWhatIsProvedAndNotWhatTheNodeSays() {
    wallet.account("alice");

    JsonNode data = wallet.json("balance", "alice").json().path("data");

    assertEquals("2500000", data.path("balance").asString());
    assertEquals("1", data.path("height").asString());
    assertTrue(data.path("proved").asBoolean());
    assertFalse(node.calls().contains("account_get"));
  }

  @Test
  void withoutAGenesisHashNothingIsProvedAndThatIsSaid() {
    wallet.without("CAIRN_GENESIS").account("alice");

    JsonNode data = wallet.json("balance", "alice").json().path("data");
    String err = wallet.run("balance", "alice").err();

    assertFalse(data.path("proved").asBoolean());
    assertTrue(err.contains("not proved"), err);
  }

  @Test
  void theGenesisHashOfALocalNetworkIsTakenFromBesideTheKeys() throws IOException {
    wallet.without("CAIRN_GENESIS").account("alice");
    Files.writeString(directory.resolve("net.json"), "{\"genesisHash\":\"" + ledger.hash() + "\"}");

    assertTrue(wallet.json("balance", "alice").json().path("data").path("proved").asBoolean());
  }

  @Test
  void anAccountThatIsNotThereIsProvedToHaveNothing() {
    String bob = new Address(NetworkKind.TEST, key('b')).toString();

    JsonNode data = wallet.json("balance", bob).json().path("data");
    JsonNode shown = wallet.json("show", bob).json().path("data");

    assertEquals("0", data.path("balance").asString());
    assertTrue(data.path("proved").asBoolean());
    assertTrue(shown.path("proved").asBoolean());
  }

  private static PublicKey key(char name) {
    return KeyPair.of(SecretKey.of(seed(name)), GlobalOptions.ed25519()).publicKey();
  }

  @Test
  void aNodeThatLiesAboutABalanceIsRefused() {
    wallet.account("alice");
    Proof.Entry honest = ledger.store().proofs().entry(StateKey.account(ALICE)).orElseThrow();
    Bytes richer = Bytes.of(new Account(0, Amount.MAX).encoded());
    Proof forged =
        new Proof.Entry(honest.block(), honest.key(), Optional.of(richer), honest.path());
    node.answer("state_getProof", _ -> ProvedLedger.answer(forged));

    WalletRun.Result result = wallet.json("balance", "alice");

    assertEquals("FALSE_ANSWER 3", result.failure());
    assertTrue(result.message().contains("does not have the entry like this"), result.message());
  }

  @Test
  void aProofOfAnotherAccountIsRefused() {
    wallet.account("alice");
    Proof other =
        ledger.store().proofs().entry(StateKey.account(ledger.payer.publicKey())).orElseThrow();
    node.answer("state_getProof", _ -> ProvedLedger.answer(other));

    assertEquals("FALSE_ANSWER 3", wallet.json("balance", "alice").failure());
  }

  @Test
  void bytesThatAreNoProofAreRefused() {
    wallet.account("alice");
    for (String bytes : List.of("00", "zz", "")) {
      node.answer("state_getProof", _ -> FakeNode.value("{\"proof\":\"" + bytes + "\"}"));

      assertEquals(3, wallet.json("balance", "alice").exit(), bytes);
    }
  }

  @Test
  void aNodeOfAnotherNetworkIsRefused() {
    wallet.with("CAIRN_GENESIS", "77".repeat(32)).account("alice");

    assertEquals("OTHER_NETWORK 10", wallet.json("balance", "alice").failure());
    wallet.with("CAIRN_GENESIS", "7");
    assertEquals("BAD_GENESIS 2", wallet.json("balance", "alice").failure());
  }

  @Test
  void aNodeThatNamesAnotherUnitIsRefused() {
    wallet.account("alice");
    node.answer(
        "chain_getInfo",
        _ ->
            FakeNode.chainInfo("500", 3)
                .replace(FakeNode.GENESIS.toString(), ledger.hash().toString()));

    assertEquals("FALSE_ANSWER 3", wallet.json("balance", "alice").failure());
  }

  @Test
  void aNodeThatShowsAnOlderStateThanWasSeenIsBehind() throws IOException {
    wallet.account("alice");
    Proof old = ledger.store().proofs().entry(StateKey.account(ALICE)).orElseThrow();
    ledger.append();
    assertEquals(0, wallet.run("balance", "alice").exit());
    node.answer("state_getProof", _ -> ProvedLedger.answer(old));

    WalletRun.Result result = wallet.json("balance", "alice");

    assertEquals("NODE_BEHIND 3", result.failure());
    assertTrue(result.message().contains("height 2 is known"), result.message());
    assertEquals(List.of("alice"), new KeyStore(wallet.wallets()).names());
  }

  @Test
  void aDamagedFileOfWhatWasVerifiedIsSaid() throws IOException {
    wallet.account("alice");
    assertEquals(0, wallet.run("balance", "alice").exit());
    Path kept = kept();
    Files.write(kept, new byte[] {1, 2, 3});

    WalletRun.Result result = wallet.json("balance", "alice");

    assertEquals("VERIFIED_FILE 10", result.failure());
    assertTrue(result.message().contains(kept.getFileName().toString()), result.message());
    Files.delete(kept);
    assertEquals(0, wallet.run("balance", "alice").exit());
  }

  private Path kept() throws IOException {
    try (Stream<Path> files = Files.list(wallet.wallets())) {
      return files.filter(file -> file.toString().endsWith(".bin")).findFirst().orElseThrow();
    }
  }

  @Test
  void theAgeOfAStaleBlockIsSaid() {
    ProvedLedger past = new ProvedLedger(ProvedLedger.LONG_AGO, ALICE);
    past.behind(node);
    wallet.with("CAIRN_GENESIS", past.hash().toString()).account("alice");

    JsonNode json = wallet.json("balance", "alice").json();

    assertTrue(json.path("data").path("ageMillis").asLong() > 60_000);
    assertTrue(json.path("warnings").path(0).asString().contains(" h old"), json.toString());
  }

  @Test
  void aFinalTransactionIsProved() {
    Transaction payment = ledger.payment(0, 5, 60_000);
    ledger.append(payment);
    String id = payment.id(ledger.hash()).toString();
    node.answer("tx_get", _ -> FakeNode.value(FakeNode.finished(id)));

    JsonNode waited = wallet.json("wait", id).json().path("data");
    JsonNode shown = wallet.json("show", id).json().path("data");

    assertTrue(waited.path("proved").asBoolean());
    assertTrue(shown.path("proved").asBoolean());
  }

  @Test
  void aPaymentThatTheNodeOnlySaysIsFinalHasNoKnownEnd() {
    Transaction payment = ledger.payment(0, 5, 60_000);
    Transaction other = ledger.payment(0, 6, 60_000);
    ledger.append(other);
    String id = payment.id(ledger.hash()).toString();
    Proof wrong = ledger.store().proofs().transaction(other.id(ledger.hash())).orElseThrow();
    node.answer("tx_getProof", _ -> ProvedLedger.answer(wrong));

    WalletRun.Result result = wallet.json("wait", id);

    assertEquals("OUTCOME_UNKNOWN 6", result.failure());
    assertTrue(result.message().contains("does not prove"), result.message());
  }

  @Test
  void aFailedTransactionIsNotTakenForAFinalOne() {
    Transaction payment = ledger.payment(0, 9_999_999_999L, 60_000);
    ledger.append(payment);
    String id = payment.id(ledger.hash()).toString();

    assertEquals("OUTCOME_UNKNOWN 6", wallet.json("wait", id).failure());
    node.answer("tx_wait", _ -> FakeNode.value(FakeNode.finished(id).replace("final", "rejected")));
    assertEquals(4, wallet.json("wait", id).exit());
  }

  @Test
  void anExpiryWithoutTheBytesIsNotProvedAndThatIsSaid() {
    String id = ledger.payment(0, 5, 500).id(ledger.hash()).toString();
    node.answer("tx_wait", _ -> FakeNode.value(FakeNode.status(id, "expired")));

    WalletRun.Result result = wallet.json("wait", id);

    assertEquals("EXPIRED 5", result.failure());
    assertTrue(result.message().contains("does not prove"), result.message());
  }
}

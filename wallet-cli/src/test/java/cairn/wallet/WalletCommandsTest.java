package cairn.wallet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.ledger.Address;
import cairn.ledger.NetworkKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The commands but for `send`, as people and programs use them.
class WalletCommandsTest {
  private static final String ID = "5a".repeat(32);

  @TempDir Path directory;

  private final FakeNode node = new FakeNode();
  private WalletRun wallet;

  @BeforeEach
  void makeAWallet() {
    wallet = new WalletRun(directory, node.url());
  }

  @AfterEach
  void stopTheNode() {
    node.close();
  }

  @Test
  void newMakesAPrivateFileThatItsPasswordOpens() throws IOException {
    WalletRun.Result result = wallet.json("new", "alice");

    assertEquals(0, result.exit(), result::out);
    JsonNode data = result.json().path("data");
    Path file = wallet.wallets().resolve("alice.json");
    assertEquals(file.toString(), data.path("keyFile").asString());
    assertTrue(data.path("address").asString().startsWith("cairntest1"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(
        data.path("publicKey").asString(),
        new KeyStore(wallet.wallets())
            .load("alice")
            .open(WalletRun.PASSWORD.toCharArray(), GlobalOptions.ed25519())
            .publicKey()
            .toString());
    assertEquals(List.of(), node.calls());
  }

  @Test
  void newReplacesNoKey() throws IOException {
    wallet.account("alice");
    byte[] before = Files.readAllBytes(wallet.wallets().resolve("alice.json"));

    assertEquals("NAME_TAKEN 8", wallet.json("new", "alice").failure());

    assertArrayEquals(before, Files.readAllBytes(wallet.wallets().resolve("alice.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../alice", "a b", ".hidden", "é", "-"})
  void newRefusesWhatIsNoName(String name) {
    assertEquals("BAD_NAME 2", wallet.json("new", name).failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7 chars", "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009"})
  void newRefusesAPasswordOfLessThanEightCharactersThatCount(String password) {
    String file = wallet.passwordFile(password).toString();

    assertEquals("PASSWORD 8", wallet.json("new", "alice", "--password-file", file).failure());
    assertFalse(Files.exists(wallet.wallets().resolve("alice.json")));
  }

  @Test
  void thePasswordMayComeByStandardInput() {
    wallet.without("CAIRN_PASSWORD_FILE");

    WalletRun.Result made =
        wallet.typed("eight by stdin\nnext\n", "new", "alice", "--password-stdin");

    assertEquals(0, made.exit(), made::err);
    new KeyStore(wallet.wallets())
        .load("alice")
        .open("eight by stdin".toCharArray(), GlobalOptions.ed25519());
  }

  @Test
  void withoutTerminalAndPasswordItSaysHowToGiveOne() {
    wallet.without("CAIRN_PASSWORD_FILE");

    WalletRun.Result result = wallet.json("new", "alice");

    assertEquals("PASSWORD 8", result.failure());
    assertEquals("There is no terminal to ask for the password.", result.message());
  }

  @Test
  void aPasswordSourceThatDoesNotWorkIsNotReplacedByAnother() {
    assertEquals(
        "PASSWORD 8",
        wallet.json("new", "alice", "--password-file", directory + "/none").failure());
    assertEquals(
        "USAGE 2",
        wallet
            .json("new", "alice", "--password-stdin", "--password-file", directory + "/none")
            .failure());
  }

  @Test
  void listShowsTheSoundFilesAndWarnsOfTheOthers() throws IOException {
    wallet.account("alice");
    wallet.account("carol");
    Files.writeString(wallet.wallets().resolve("bob.json"), "{");
    Files.setPosixFilePermissions(
        wallet.wallets().resolve("bob.json"), PosixFilePermissions.fromString("rw-------"));

    WalletRun.Result result = wallet.json("list");

    assertEquals(0, result.exit());
    JsonNode accounts = result.json().path("data").path("accounts");
    assertEquals(2, accounts.size());
    assertEquals("carol", accounts.path(1).path("name").asString());
    assertTrue(result.json().path("warnings").path(0).asString().contains("bob.json"));
    WalletRun.Result text = wallet.run("list");
    assertEquals(2, text.out().lines().count());
    assertTrue(text.err().startsWith("warning: cannot use "), text::err);
  }

  @Test
  void listOfNothingIsAnEmptyList() {
    WalletRun.Result result = wallet.json("list");

    assertEquals(0, result.exit());
    assertEquals(0, result.json().path("data").path("accounts").size());
  }

  @Test
  void balanceTakesANameOrAnAddress() {
    String address = new Address(NetworkKind.TEST, wallet.account("alice").publicKey()).toString();

    for (String account : List.of("alice", address)) {
      JsonNode data = wallet.json("balance", account).json().path("data");
      assertEquals("1000000000000", data.path("balance").asString());
      assertEquals("1000000", data.path("balanceDecimal").asString());
      assertEquals(address, data.path("address").asString());
    }
    assertEquals("1000000 CRN\n", wallet.run("balance", "alice").out());
    assertEquals("UNKNOWN_ACCOUNT 2", wallet.json("balance", "nobody").failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{\"result\":{}}", "{\"result\":null}", "\u0000"})
  void whatIsNoNodeIsNone(String garbage) {
    wallet.account("alice");
    node.answer("chain_getInfo", _ -> garbage);

    assertEquals("NOT_A_NODE 3", wallet.json("balance", "alice").failure());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 19, 2_000_000_000})
  void decimalsThatNoNetworkHasAreGarbage(int decimals) {
    wallet.account("alice");
    node.answer("chain_getInfo", _ -> FakeNode.chainInfo("500", decimals));

    assertEquals("NOT_A_NODE 3", wallet.json("balance", "alice").failure());
  }

  @Test
  void waitWithoutANodeIsNoConnection() {
    node.close();

    assertEquals("NO_CONNECTION 3", wallet.json("wait", ID).failure());
  }

  @ParameterizedTest
  @CsvSource({
    "rejected,SOME_REASON 4",
    "expired,EXPIRED 5",
    "pending,OUTCOME_UNKNOWN 6",
    "unknown,OUTCOME_UNKNOWN 6",
  })
  void waitSaysTheEndByItsExit(String status, String failure) {
    node.answer("tx_wait", _ -> FakeNode.value(FakeNode.status(ID, status)));

    assertEquals(failure, wallet.json("wait", ID, "--timeout", "50ms").failure());
  }

  @Test
  void waitForAFinalOneSucceeds() {
    WalletRun.Result result = wallet.json("wait", ID);

    assertEquals(0, result.exit(), result::out);
    assertEquals("final", result.json().path("data").path("status").asString());
    assertEquals("BAD_ID 2", wallet.json("wait", "xyz").failure());
  }

  @Test
  void showTellsWhatAHashIs() {
    node.answer("tx_get", _ -> FakeNode.value(FakeNode.finished(ID)));
    JsonNode transaction = wallet.json("show", ID).json().path("data");
    assertEquals("transaction", transaction.path("kind").asString());
    assertEquals("12", transaction.path("height").asString());

    node.answer("tx_get", _ -> FakeNode.value(FakeNode.status(ID, "unknown")));
    node.answer("chain_getBlock", _ -> FakeNode.value("{\"height\":\"7\"}"));
    for (String thing : List.of(ID, "0x" + ID.toUpperCase(Locale.ROOT), "7")) {
      JsonNode block = wallet.json("show", thing).json().path("data");
      assertEquals("block", block.path("kind").asString());
      assertEquals("7", block.path("block").path("height").asString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1101,NOT_FOUND,NOT_FOUND 7",
    "-32003,OVERLOADED,OVERLOADED 11",
    "-32603,INTERNAL_ERROR,INTERNAL_ERROR 3",
  })
  void showDoesNotTakeEveryRefusalForAbsence(int number, String kind, String failure) {
    node.refuse("chain_getBlock", number, kind);

    assertEquals(failure, wallet.json("show", ID).failure());
  }

  @Test
  void showOfAnAccountHasItsNextNonce() {
    wallet.account("alice");

    JsonNode data = wallet.json("show", "alice").json().path("data");

    assertEquals("account", data.path("kind").asString());
    assertEquals("5", data.path("nextNonce").asString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "list", "balance", "send", "wait", "show"})
  void everyCommandTellsOfItself(String command) {
    WalletRun.Result help = wallet.run(command, "--help");

    assertEquals(0, help.exit(), help::err);
    assertTrue(help.out().startsWith("Usage: cairn " + command + " "), help::out);
    assertEquals(help.out(), wallet.run(command, "-h").out());
  }

  @ParameterizedTest
  @CsvSource({"sned,send", "lst,list", "balanec,balance"})
  void aSlipOfTheKeyboardIsAnsweredWithTheCommandThatWasMeant(String typed, String meant) {
    String err = wallet.run(typed).err();

    assertTrue(err.contains("Did you mean `" + meant + "`?"), err);
  }

  @Test
  void usageErrorsAreInTheFormThatWasAskedFor() {
    assertEquals("USAGE 2", wallet.json("balance", "alice", "--nod", "x").failure());
    assertEquals("USAGE 2", wallet.json("balanc").failure());
    assertEquals(2, wallet.run().exit());
    WalletRun.Result text = wallet.run("send", "--form", "alice");
    assertEquals(2, text.exit());
    assertEquals("", text.out());
    assertTrue(text.err().startsWith("error: "), text::err);
    assertEquals(0, wallet.run("--help").exit());
    assertTrue(wallet.run("--version").out().startsWith("cairn "));
  }
}

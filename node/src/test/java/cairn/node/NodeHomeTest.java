package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.Journal;
import cairn.crypto.KeyPair;
import cairn.disk.RealDisk;
import cairn.ledger.Amount;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.Height;
import cairn.ledger.NetworkKind;
import cairn.ledger.Parameters;
import cairn.ledger.Timestamp;
import cairn.ledger.ValidatorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeHomeTest {
  private static final KeyPair NODE = LocalNodes.key(1);
  private static final KeyPair VALIDATOR = LocalNodes.key(2);

  @TempDir Path directory;

  @Test
  void makesAHomeOnceAndOnlyFromASoundGenesis() {
    NodeHome made = make(genesis("test"), Map.of());

    assertEquals(NODE, KeyFile.read(made.nodeKeyFile(), KeyFile.Type.NODE, LocalNodes.ED25519));
    assertEquals(
        VALIDATOR,
        KeyFile.read(made.validatorKeyFile(), KeyFile.Type.VALIDATOR, LocalNodes.ED25519));
    assertEquals(genesis("test"), GenesisFile.read(made.genesisFile()));
    assertRefused("lives in", () -> make(genesis("test"), Map.of()));
    Genesis empty =
        Genesis.of(
            "x",
            NetworkKind.TEST,
            6,
            "CRN",
            new Timestamp(0),
            List.of(),
            List.of(),
            Parameters.standard());
    assertRefused(
        "not sound",
        () -> NodeHome.create(directory.resolve("other"), empty, NODE, Optional.empty(), Map.of()));
  }

  @Test
  void finishesAHomeThatWasNotFinished() throws IOException {
    Path home = home();
    make(genesis("test"), Map.of());
    // As if the first attempt had ended between the journal and the store.
    Files.move(home.resolve("data"), home.resolve("data.new"));
    Files.move(home.resolve("data.new/ledger"), home.resolve("data.new/ledger.new"));
    Files.delete(home.resolve("keys/validator.json"));

    NodeHome made = make(genesis("test"), Map.of());

    var disk = new RealDisk(made.data());
    assertEquals(List.of("LOCK", "journal", "ledger"), disk.list(""));
    assertFalse(Files.exists(home.resolve("data.new")));
    try (var store = DataFolder.openStore(disk, genesis("test"))) {
      assertEquals(Height.ZERO, store.head().height());
    }
  }

  @Test
  void overwritesNoConfiguration() throws IOException {
    Path toml = home().resolve("node.toml");
    Files.createDirectories(home());
    String own = "# mine\nname = \"a\"\nvalidator-key = \"keys/validator.json\"\n";
    Files.writeString(toml, own);

    assertRefused("nothing is overwritten", () -> make(genesis("test"), Map.of(Setting.NAME, "b")));
    make(genesis("test"), Map.of(Setting.NAME, "a"));

    assertEquals(own, Files.readString(toml));
  }

  @Test
  void saysThatTheConfigurationDoesNotNameTheValidatorKeyOfTheHome() throws IOException {
    Files.createDirectories(home());
    Files.writeString(home().resolve("node.toml"), "name = \"a\"\n");

    assertRefused("validator-key", () -> make(genesis("test"), Map.of()));
  }

  @Test
  void overwritesNoGenesis() throws IOException {
    Files.createDirectories(home());
    GenesisFile.write(home().resolve("genesis.json"), genesis("another"));

    assertRefused("another network's", () -> make(genesis("test"), Map.of()));

    assertEquals(genesis("another"), GenesisFile.read(home().resolve("genesis.json")));
  }

  @Test
  void makesNoNewJournalForAKeyThatMayHaveVoted() throws IOException {
    NodeHome made = make(genesis("test"), Map.of());
    Files.move(made.data().resolve("journal"), directory.resolve("journal-moved-away"));

    assertRefused("without a journal", () -> make(genesis("test"), Map.of()));
  }

  @Test
  void saysInOneSentenceThatItCannotWrite() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    Path home = directory.resolve("file/home");

    assertRefused(
        "cannot write into " + home,
        () -> NodeHome.create(home, genesis("test"), NODE, Optional.empty(), Map.of()));
  }

  @Test
  void makesAMissingStoreAgainFromTheGenesisButNeverTheJournal() throws IOException {
    NodeHome made = make(genesis("test"), Map.of());
    var disk = new RealDisk(made.data());
    for (String name : disk.list("ledger")) {
      disk.delete("ledger/" + name);
    }
    disk.delete("ledger");
    // A first attempt that a crash ended.
    disk.createDirectories("ledger.new");
    Files.writeString(made.data().resolve("ledger.new/CURRENT"), "rubbish");

    try (var store = DataFolder.openStore(disk, genesis("test"))) {
      assertEquals(Height.ZERO, store.head().height());
    }

    assertEquals(List.of("LOCK", "journal", "ledger"), disk.list(""));
    var owner = new Journal.Owner(Optional.of(VALIDATOR.publicKey()), genesis("test").hash());
    Journal.open(disk, "journal", owner).close();
  }

  private Path home() {
    return directory.resolve("home");
  }

  private NodeHome make(Genesis genesis, Map<Setting, String> settings) {
    return NodeHome.create(home(), genesis, NODE, Optional.of(VALIDATOR), settings);
  }

  private static void assertRefused(String named, Runnable attempt) {
    var refusal = assertThrows(RefusedException.class, attempt::run);
    String sentence = String.valueOf(refusal.getMessage());
    assertTrue(sentence.contains(named), sentence);
    assertEquals(ExitCode.CONFIGURATION, refusal.code());
  }

  private static Genesis genesis(String name) {
    return Genesis.of(
        name,
        NetworkKind.TEST,
        6,
        "CRN",
        new Timestamp(1_700_000_000_000L),
        List.of(new ValidatorEntry("node-1", VALIDATOR.publicKey(), 1, NODE.publicKey())),
        List.of(new GenesisAccount(NODE.publicKey(), Amount.of(1_000))),
        Parameters.localNetwork());
  }
}

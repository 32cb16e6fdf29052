package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GenesisTest {
  private static final Ed25519 ED25519 = new BouncyCastleEd25519();
  private static final PublicKey IDENTITY = PublicKey.parse("01" + "00".repeat(31));

  private final Genesis sound = TestNetwork.of(3, ED25519).genesis();

  @Test
  void soundGenesisHasNoProblems() {
    assertEquals(List.of(), sound.problems(ED25519));
    assertEquals(List.of(), Parameters.standard().problems());
    assertEquals(List.of(), Parameters.localNetwork().problems());
  }

  @Test
  void hashDoesNotDependOnHowAFileListsTheEntries() {
    List<ValidatorEntry> validators = new ArrayList<>(sound.validators());
    List<GenesisAccount> accounts = new ArrayList<>(sound.accounts());
    Collections.reverse(validators);
    Collections.rotate(accounts, 1);

    assertEquals(sound.hash(), with(validators, accounts).hash());
  }

  @Test
  void hashCoversEveryField() {
    Parameters local = Parameters.localNetwork();
    List<Genesis> others =
        List.of(
            named("x", sound.network(), sound.decimals(), sound.symbol(), sound.time()),
            named("test net", NetworkKind.MAIN, 6, "CRN", sound.time()),
            named("test net", NetworkKind.TEST, 7, "CRN", sound.time()),
            named("test net", NetworkKind.TEST, 6, "CRM", sound.time()),
            named("test net", NetworkKind.TEST, 6, "CRN", new Timestamp(0)),
            with(sound.validators().subList(1, 4), sound.accounts()),
            with(sound.validators(), sound.accounts().subList(1, 3)),
            Genesis.of(
                "test net",
                NetworkKind.TEST,
                6,
                "CRN",
                sound.time(),
                sound.validators(),
                sound.accounts(),
                local));

    assertEquals(8, others.stream().map(Genesis::hash).distinct().count());
    others.forEach(other -> assertNotEquals(sound.hash(), other.hash()));
  }

  @Test
  void summaryHasEveryAccountInItsRootAndStaysSmall() {
    GenesisSummary summary = TestNetwork.of(1_000).genesis().summary();
    List<byte[]> leaves = new ArrayList<>();
    TestNetwork.of(1_000).genesis().accounts().forEach(account -> leaves.add(account.encoded()));

    assertEquals(1_000, summary.accounts());
    assertEquals(MerkleTree.of(leaves).root(), summary.accountsRoot());
    assertTrue(summary.encoded().length < 1_024);
    assertEquals(sound.hash(), sound.summary().hash());
    assertEquals(sound.roster(), sound.summary().roster());
  }

  @Test
  void genesisBlockCommitsToTheInitialState() {
    Block block = sound.genesisBlock();
    BlockHeader header = block.header();
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    sound.initialState().forEach((key, entry) -> entries.put(key.treeKey(), entry));

    assertEquals(Height.ZERO, block.height());
    assertEquals(View.ZERO, header.view());
    assertEquals(Epoch.ZERO, header.epoch());
    assertEquals(sound.hash(), header.genesis());
    assertEquals(sound.time(), header.timestamp());
    assertEquals(StateTree.create(0, entries).root(), header.stateRoot());
    assertEquals(MerkleMountainRange.EMPTY.root(), header.historyRoot());
    assertEquals(sound.roster().set().hash(), header.signers());
    assertEquals(header.signers(), header.nextSigners());
    assertEquals(List.of(), block.transactions());
    assertEquals(block.id(), sound.genesisBlock().id());
  }

  @Test
  void initialStateHasTheAccountsTheRulesAndTheValidators() {
    LedgerView view = sound.initialView();

    for (GenesisAccount account : sound.accounts()) {
      assertEquals(new Account(0, account.balance()), view.account(account.key()));
    }
    assertEquals(sound.parameters(), view.parameters());
    assertEquals(sound.roster(), view.roster());
    assertEquals(sound.accounts().size() + 2, sound.initialState().size());
  }

  @Test
  void refusesNoValidators() {
    onlyProblem("There is no validator", with(List.of(), sound.accounts()));
  }

  @Test
  void refusesMoreValidatorsThanASetHolds() {
    Ed25519 keys = TestNetwork.of(1).ed25519();
    List<ValidatorEntry> many = new ArrayList<>();
    for (int i = 0; i < 257; i++) {
      many.add(
          new ValidatorEntry(
              "node-" + i,
              TestNetwork.key(keys, "validator", i).publicKey(),
              1,
              TestNetwork.key(keys, "operator", i).publicKey()));
    }

    List<String> problems = with(many, sound.accounts()).problems(keys);

    assertTrue(problems.toString().contains("257 validators"), problems.toString());
  }

  @Test
  void refusesAValidatorTwice() {
    List<ValidatorEntry> twice = new ArrayList<>(sound.validators());
    ValidatorEntry first = sound.validators().getFirst();
    twice.add(new ValidatorEntry("other", first.key(), 1, first.operator()));

    onlyProblem("stands there twice", with(twice, sound.accounts()));
  }

  @Test
  void refusesTwoValidatorsOfOneName() {
    onlyProblem(
        "The validator name node-1 stands there twice",
        withValidators(v -> v.name().equals("node-2") ? named(v, "node-1") : v));
  }

  @Test
  void refusesAValidatorWithoutPower() {
    onlyProblem(
        "The power of validator node-3 is 0",
        withValidators(v -> v.name().equals("node-3") ? powered(v, 0) : v));
  }

  @Test
  void refusesATotalPowerAboveItsLimit() {
    onlyProblem("above 2^60", withValidators(v -> powered(v, 1L << 59)));
    onlyProblem("above 2^60", withValidators(v -> powered(v, Long.MAX_VALUE)));
    assertEquals(List.of(), withValidators(v -> powered(v, 1L << 58)).problems(ED25519));
  }

  @Test
  void refusesAKeyThatCannotSign() {
    onlyProblem(
        "is no valid Ed25519 public key",
        withValidators(v ->
            v.name().equals("node-1")
                ? new ValidatorEntry("node-1", IDENTITY, 1, v.operator())
                : v));
    onlyProblem(
        "The operator of validator node-1",
        withValidators(v ->
            v.name().equals("node-1") ? new ValidatorEntry("node-1", v.key(), 1, IDENTITY) : v));
    List<GenesisAccount> accounts = new ArrayList<>(sound.accounts());
    accounts.add(new GenesisAccount(IDENTITY, Amount.of(1)));
    onlyProblem("is no valid Ed25519 public key", with(sound.validators(), accounts));
  }

  @Test
  void refusesAnAccountTwice() {
    List<GenesisAccount> twice = new ArrayList<>(sound.accounts());
    twice.add(new GenesisAccount(twice.getFirst().key(), Amount.of(1)));

    onlyProblem("stands there twice", with(sound.validators(), twice));
  }

  @Test
  void refusesASupplyThatOverflows() {
    List<GenesisAccount> accounts = new ArrayList<>(sound.accounts());
    accounts.set(0, new GenesisAccount(accounts.getFirst().key(), Amount.MAX));

    onlyProblem("more than 2^64-1", with(sound.validators(), accounts));
  }

  @Test
  void refusesNamesThatNobodyCanRead() {
    for (String name : List.of("", "x".repeat(65), "a\nb", "a\u0000")) {
      onlyProblem("chain name", named(name, NetworkKind.TEST, 6, "CRN", sound.time()));
    }
    onlyProblem("symbol", named("test net", NetworkKind.TEST, 6, "", sound.time()));
    onlyProblem("decimals", named("test net", NetworkKind.TEST, 19, "CRN", sound.time()));
  }

  @Test
  void refusesATimeInTheFarFuture() {
    onlyProblem(
        "before the year 3000",
        named("test net", NetworkKind.TEST, 6, "CRN", new Timestamp(Long.MAX_VALUE)));
  }

  @Test
  void namesEveryProblemAtOnce() {
    Genesis bad = named("", NetworkKind.TEST, 19, "", new Timestamp(Long.MAX_VALUE));

    assertEquals(4, bad.problems(ED25519).size());
  }

  private void onlyProblem(String part, Genesis genesis) {
    List<String> problems = genesis.problems(ED25519);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().contains(part), problems.toString());
    assertTrue(problems.getFirst().matches("[A-Z].*\\."), problems.toString());
  }

  private Genesis with(List<ValidatorEntry> validators, List<GenesisAccount> accounts) {
    return Genesis.of(
        sound.chainName(),
        sound.network(),
        sound.decimals(),
        sound.symbol(),
        sound.time(),
        validators,
        accounts,
        sound.parameters());
  }

  private Genesis withValidators(UnaryOperator<ValidatorEntry> change) {
    return with(sound.validators().stream().map(change).toList(), sound.accounts());
  }

  private Genesis named(
      String chain, NetworkKind network, int decimals, String symbol, Timestamp time) {
    return Genesis.of(
        chain,
        network,
        decimals,
        symbol,
        time,
        sound.validators(),
        sound.accounts(),
        sound.parameters());
  }

  private static ValidatorEntry named(ValidatorEntry validator, String name) {
    return new ValidatorEntry(name, validator.key(), validator.power(), validator.operator());
  }

  private static ValidatorEntry powered(ValidatorEntry validator, long power) {
    return new ValidatorEntry(validator.name(), validator.key(), power, validator.operator());
  }
}

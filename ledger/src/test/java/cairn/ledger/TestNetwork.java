package cairn.ledger;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.quorum.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A network for tests: four validators and some accounts with a million units each, all keys made
/// from their numbers, and fees of 100 + 10 an operation + 1 a byte.
public final class TestNetwork {
  public static final Amount MILLION = Amount.of(1_000_000);
  public static final Timestamp START = new Timestamp(1_000_000);

  private final Ed25519 ed25519;
  private final Genesis genesis;
  private final Hash genesisHash;
  private final TransactionVerifier verifier;

  private TestNetwork(Ed25519 ed25519, Genesis genesis) {
    this.ed25519 = ed25519;
    this.genesis = genesis;
    this.genesisHash = genesis.hash();
    this.verifier = new TransactionVerifier(genesisHash, ed25519);
  }

  public static TestNetwork of(int accounts) {
    return of(accounts, new KeyedHashEd25519());
  }

  public static TestNetwork of(int accounts, Ed25519 ed25519) {
    return of(accounts, ed25519, parameters());
  }

  static TestNetwork of(int accounts, Ed25519 ed25519, Parameters parameters) {
    return of(accounts, ed25519, parameters, 1);
  }

  /// @param power each validator's
  static TestNetwork of(int accounts, Ed25519 ed25519, Parameters parameters, long power) {
    List<ValidatorEntry> validators =
        IntStream.range(0, 4)
            .mapToObj(i ->
                new ValidatorEntry(
                    "node-" + (i + 1),
                    key(ed25519, "validator", i).publicKey(),
                    power,
                    key(ed25519, "operator", i).publicKey()))
            .toList();
    List<GenesisAccount> balances =
        IntStream.range(0, accounts)
            .mapToObj(i -> new GenesisAccount(key(ed25519, "account", i).publicKey(), MILLION))
            .toList();
    return new TestNetwork(
        ed25519,
        Genesis.of(
            "test net", NetworkKind.TEST, 6, "CRN", START, validators, balances, parameters));
  }

  static Parameters parameters() {
    Parameters standard = Parameters.standard();
    return new Parameters(
        standard.timing(),
        standard.blockLimits(),
        standard.maxValidity(),
        new Parameters.Fees(Amount.of(100), Amount.of(10), Amount.of(1), Amount.ZERO),
        standard.keptViews(),
        standard.keptEpochs(),
        false);
  }

  Ed25519 ed25519() {
    return ed25519;
  }

  public Genesis genesis() {
    return genesis;
  }

  public Hash genesisHash() {
    return genesisHash;
  }

  public TransactionVerifier verifier() {
    return verifier;
  }

  /// The key of account number `i`; those above the number of genesis accounts have no account yet.
  public KeyPair account(int i) {
    return key(ed25519, "account", i);
  }

  /// In the order of the set.
  public List<KeyPair> validatorKeys() {
    List<KeyPair> keys = new ArrayList<>();
    for (ValidatorEntry entry : genesis.roster().entries()) {
      int i = Integer.parseInt(entry.name().substring("node-".length())) - 1;
      keys.add(key(ed25519, "validator", i));
    }
    return keys;
  }

  /// The vote key of validator number `i`, from 0 as in the names less one; those above the genesis
  /// validators are none yet.
  KeyPair validator(int i) {
    return key(ed25519, "validator", i);
  }

  public KeyPair operator(int i) {
    return key(ed25519, "operator", i);
  }

  PublicKey address(int i) {
    return account(i).publicKey();
  }

  /// Where the block of view `height` stands on a chain without nullified views.
  BlockContext context(long height) {
    return context(genesis.roster(), height);
  }

  /// The same in the epoch of `roster`.
  static BlockContext context(Roster roster, long height) {
    View view = new View(height);
    return new BlockContext(
        roster.epoch(),
        view,
        new Height(height),
        new Timestamp(START.millis() + height * 100),
        roster.set().validator(roster.set().leader(roster.epoch(), view)).key());
  }

  /// The account that the fees of the block of view `height` go to.
  PublicKey payout(long height) {
    return genesis.roster().find(context(height).proposer()).orElseThrow().operator();
  }

  TransactionBody body(int from, long nonce, Operation... operations) {
    return new TransactionBody(
        Protocol.VERSION_1,
        address(from),
        nonce,
        Amount.of(5_000),
        new Timestamp(START.millis() + 60_000),
        "",
        List.of(operations));
  }

  Operation pay(int to, long units) {
    return new Operation.Transfer(address(to), Amount.of(units));
  }

  Transaction signed(TransactionBody body, KeyPair key) {
    return verifier.signed(body, List.of(key));
  }

  VerifiedTransaction verified(TransactionBody body, KeyPair key) {
    return switch (verifier.verify(signed(body, key))) {
      case VerifiedTransaction verified -> verified;
      case Rejection rejection -> throw new AssertionError(rejection.sentence());
    };
  }

  /// A verified transaction of account `from`, signed by its own key.
  VerifiedTransaction transaction(int from, long nonce, Operation... operations) {
    return verified(body(from, nonce, operations), account(from));
  }

  static KeyPair key(Ed25519 ed25519, String kind, int i) {
    byte[] seed =
        Hash.tagged(
                "test.key." + kind,
                Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .bytes();
    return KeyPair.of(SecretKey.of(seed), ed25519);
  }
}

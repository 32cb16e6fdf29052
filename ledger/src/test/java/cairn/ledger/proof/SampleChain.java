package cairn.ledger.proof;

import cairn.codec.Bytes;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.ledger.Account;
import cairn.ledger.Amount;
import cairn.ledger.Asset;
import cairn.ledger.AssetId;
import cairn.ledger.AssetSymbol;
import cairn.ledger.Deposit;
import cairn.ledger.EntryName;
import cairn.ledger.Escrow;
import cairn.ledger.EscrowId;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.Holding;
import cairn.ledger.Lock;
import cairn.ledger.Money;
import cairn.ledger.NetworkKind;
import cairn.ledger.Operation;
import cairn.ledger.OperationFailure;
import cairn.ledger.Parameters;
import cairn.ledger.Protocol;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.StoredRecord;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.ValidatorEntry;
import cairn.quorum.Validator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A [ProofChain] of three epochs with an entry of every kind, always the same: epoch 0 has the
/// heights 0 to 3 and four validators, epoch 1 heights 4 to 6 and five with unequal power, epoch 2
/// heights 7 to 10 and three.
final class SampleChain {
  static final Timestamp START = new Timestamp(1_700_000_000_000L);

  /// The last heights of epochs 0 and 1.
  static final long FIRST_END = 3;

  static final long SECOND_END = 6;
  static final long HEAD = 10;

  private final Ed25519 ed25519;
  private final TransactionVerifier signer;
  final ProofChain chain;
  final KeyPair alice;
  final KeyPair bob;

  SampleChain(Ed25519 ed25519) {
    this(ed25519, "proof vectors");
  }

  SampleChain(Ed25519 ed25519, String chainName) {
    this.ed25519 = ed25519;
    this.alice = ProofChain.key(ed25519, "alice");
    this.bob = ProofChain.key(ed25519, "bob");
    List<KeyPair> validators =
        IntStream.range(0, 7).mapToObj(i -> ProofChain.key(ed25519, "validator " + i)).toList();
    Genesis genesis = genesis(chainName, validators.subList(0, 4));
    this.signer = new TransactionVerifier(genesis.hash(), ed25519);
    this.chain = new ProofChain(ed25519, genesis, validators);
    entries();
    grow(validators);
  }

  private Genesis genesis(String chainName, List<KeyPair> validators) {
    List<ValidatorEntry> entries = new ArrayList<>();
    for (int i = 0; i < validators.size(); i++) {
      PublicKey key = validators.get(i).publicKey();
      entries.add(new ValidatorEntry("node-" + (i + 1), key, 1, alice.publicKey()));
    }
    List<GenesisAccount> accounts =
        IntStream.range(0, 20)
            .mapToObj(i ->
                new GenesisAccount(
                    ProofChain.key(ed25519, "account " + i).publicKey(), Amount.of(1000 + i)))
            .toList();
    return Genesis.of(
        chainName, NetworkKind.TEST, 6, "CRN", START, entries, accounts, Parameters.standard());
  }

  private void entries() {
    PublicKey owner = alice.publicKey();
    AssetId gold = asset();
    Deposit deposit = new Deposit(bob.publicKey(), Amount.of(50));
    chain.put(StateKey.account(owner), new Account(7, Amount.of(123_456)).encoded());
    chain.put(
        new StateKey.Asset(gold),
        new Asset(owner, new AssetSymbol("GOLD"), 2, Amount.of(900), Optional.empty()).encoded());
    chain.put(
        new StateKey.Holding(owner, gold),
        new Holding(Amount.of(900), Optional.of(deposit)).encoded());
    chain.put(
        record(),
        new StoredRecord(
                Bytes.of("a stamp".getBytes(StandardCharsets.UTF_8)), START, Optional.empty())
            .encoded());
    chain.put(
        escrow(),
        new Escrow(
                owner,
                bob.publicKey(),
                new Money(Optional.of(gold), Amount.of(5)),
                Hash.plain("secret".getBytes(StandardCharsets.UTF_8)),
                new Timestamp(START.millis() + 90_000),
                Optional.of(deposit))
            .encoded());
    chain.put(
        lock(),
        new Lock(
                List.of(bob.publicKey()),
                Optional.of(
                    new Lock.Lease(bob.publicKey(), 3, new Timestamp(START.millis() + 60_000))),
                Optional.empty())
            .encoded());
    chain.put(new StateKey.Fencing(), ProofChain.encoded(writer -> writer.u64(3)));
  }

  private void grow(List<KeyPair> validators) {
    chain.append(paid(0), paid(1), failed(2));
    chain.append();
    chain.appendLast(powers(validators.subList(1, 6), 10, 1, 5, 1, 3), paid(3));
    chain.put(StateKey.account(alice.publicKey()), new Account(8, Amount.of(100_000)).encoded());
    chain.append(paid(4), paid(5), paid(6), paid(7), paid(8));
    chain.append();
    chain.appendLast(powers(validators.subList(4, 7), 1, 1, 1), paid(9));
    chain.append(paid(10));
    chain.append(paid(11), paid(12));
    chain.append();
    chain.append(paid(13), paid(14));
  }

  private static List<Validator> powers(List<KeyPair> keys, long... powers) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> new Validator(keys.get(i).publicKey(), powers[i]))
        .toList();
  }

  AssetId asset() {
    return AssetId.of(alice.publicKey(), new AssetSymbol("GOLD"));
  }

  StateKey record() {
    return new StateKey.Stored(alice.publicKey(), new EntryName("contract é"));
  }

  StateKey escrow() {
    return new StateKey.Escrow(EscrowId.of(transaction(0).id(chain.genesisHash()), 0));
  }

  StateKey lock() {
    return new StateKey.Lock(alice.publicKey(), new EntryName("printer"));
  }

  /// A key of every kind that has an entry from height 1 on.
  List<StateKey> presentKeys() {
    return List.of(
        StateKey.account(alice.publicKey()),
        new StateKey.Rules(),
        new StateKey.Validators(),
        new StateKey.Asset(asset()),
        new StateKey.Holding(alice.publicKey(), asset()),
        record(),
        escrow(),
        lock(),
        new StateKey.Fencing());
  }

  /// A key of every kind, the singular ones apart, that never has an entry.
  List<StateKey> absentKeys() {
    PublicKey owner = bob.publicKey();
    AssetId silver = AssetId.of(owner, new AssetSymbol("SILVER"));
    return List.of(
        StateKey.account(owner),
        new StateKey.Asset(silver),
        new StateKey.Holding(alice.publicKey(), silver),
        new StateKey.Stored(owner, new EntryName("contract é")),
        new StateKey.Escrow(EscrowId.of(transaction(0).id(chain.genesisHash()), 1)),
        new StateKey.Lock(owner, new EntryName("printer")));
  }

  ProofChain.Done paid(long nonce) {
    return new ProofChain.Done(transaction(nonce), new Receipt.Succeeded());
  }

  private ProofChain.Done failed(long nonce) {
    return new ProofChain.Done(
        transaction(nonce),
        new Receipt.Failed(0, new OperationFailure.InsufficientFunds(Amount.of(1), Amount.of(5))));
  }

  Transaction transaction(long nonce) {
    return signer.signed(body(nonce, 60_000), List.of(alice));
  }

  /// A payment of alice's that is valid so long after the start.
  TransactionBody body(long nonce, long millis) {
    return new TransactionBody(
        Protocol.VERSION_1,
        alice.publicKey(),
        nonce,
        Amount.of(1000),
        new Timestamp(START.millis() + millis),
        "no. " + nonce,
        List.of(new Operation.Transfer(bob.publicKey(), Amount.of(5))));
  }
}

package cairn.ledger;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a network begins. The hash of its [#summary] is the network's identity: it stands in every
/// header and under every signature.
///
/// Validators and accounts are kept in the order of their keys, so that how a file lists or formats
/// them does not change the hash. A genesis may hold what is not sound, such as no validators;
/// whoever takes one from outside asks [#problems] first. Immutable; what is hashed is hashed once.
public final class Genesis {
  public static final int MAX_NAME_BYTES = 64;
  public static final int MAX_ACCOUNTS = 8_000_000;

  private static final PublicKey NOBODY = PublicKey.of(new byte[PublicKey.BYTES]);

  private final GenesisSummary summary;
  private final Hash hash;
  private final List<GenesisAccount> accounts;

  private Genesis(GenesisSummary summary, List<GenesisAccount> accounts) {
    this.summary = summary;
    this.hash = summary.hash();
    this.accounts = accounts;
  }

  /// The genesis with these entries, which may come in any order.
  public static Genesis of(
      String chainName,
      NetworkKind network,
      int decimals,
      String symbol,
      Timestamp time,
      List<ValidatorEntry> validators,
      List<GenesisAccount> accounts,
      Parameters parameters) {
    List<GenesisAccount> sorted =
        accounts.stream().sorted(Comparator.comparing(GenesisAccount::key)).toList();
    GenesisSummary summary =
        new GenesisSummary(
            chainName,
            network,
            decimals,
            symbol,
            time,
            validators.stream().sorted(Comparator.comparing(ValidatorEntry::key)).toList(),
            parameters,
            sorted.size(),
            GenesisSummary.rootOf(sorted));
    return new Genesis(summary, sorted);
  }

  public String chainName() {
    return summary.chainName();
  }

  public NetworkKind network() {
    return summary.network();
  }

  public int decimals() {
    return summary.decimals();
  }

  public String symbol() {
    return summary.symbol();
  }

  public Timestamp time() {
    return summary.time();
  }

  public List<ValidatorEntry> validators() {
    return summary.validators();
  }

  public List<GenesisAccount> accounts() {
    return accounts;
  }

  public Parameters parameters() {
    return summary.parameters();
  }

  /// All of it but the accounts, of which it has the number and a root.
  public GenesisSummary summary() {
    return summary;
  }

  /// The network's identity.
  public Hash hash() {
    return hash;
  }

  /// The rules that this genesis breaks, one sentence each; empty if a network can begin with it.
  public List<String> problems(Ed25519 ed25519) {
    return GenesisRules.problems(this, ed25519);
  }

  /// The validators of epoch 0.
  public Roster roster() {
    return new Roster(Epoch.ZERO, validators());
  }

  /// The state that the first block finds, in the order of the keys.
  public SortedMap<StateKey, byte[]> initialState() {
    TreeMap<StateKey, byte[]> state = new TreeMap<>();
    state.put(new StateKey.Rules(), parameters().encoded());
    state.put(new StateKey.Validators(), roster().encoded());
    for (GenesisAccount account : accounts) {
      state.put(StateKey.account(account.key()), new Account(0, account.balance()).encoded());
    }
    return state;
  }

  /// The initial state as a view.
  public LedgerView initialView() {
    SortedMap<StateKey, byte[]> state = initialState();
    return key -> Optional.ofNullable(state.get(key));
  }

  /// The block at height 0 and view 0, which nobody proposed and nobody signs.
  public Block genesisBlock() {
    SortedMap<Hash, byte[]> places = new TreeMap<>();
    initialState().forEach((key, entry) -> places.put(key.treeKey(), entry));
    return genesisBlock(StateTree.create(Height.ZERO.number(), places).root());
  }

  /// That block, where the root of the initial state is known.
  public Block genesisBlock(Hash stateRoot) {
    Hash set = roster().set().hash();
    BlockHeader header =
        new BlockHeader(
            Protocol.VERSION_1,
            hash,
            Epoch.ZERO,
            View.ZERO,
            Height.ZERO,
            new BlockId(Hash.ZERO),
            time(),
            NOBODY,
            MerkleTree.of(List.of()).root(),
            stateRoot,
            MerkleMountainRange.EMPTY.root(),
            set,
            set);
    return new Block(header, List.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Genesis that
        && summary.equals(that.summary)
        && accounts.equals(that.accounts);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "Genesis[" + chainName() + ", " + hash + "]";
  }
}

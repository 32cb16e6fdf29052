package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import cairn.quorum.View;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// How a network begins. Its hash is the network's identity: it stands in every header and under
/// every signature.
///
/// Validators and accounts are kept in the order of their keys, so that how a file lists or formats
/// them does not change the hash. A record may hold what is not sound, such as no validators;
/// whoever takes one from outside asks [#problems] first.
public record Genesis(
    String chainName,
    NetworkKind network,
    int decimals,
    String symbol,
    Timestamp time,
    List<ValidatorEntry> validators,
    List<GenesisAccount> accounts,
    Parameters parameters) {
  public static final int MAX_NAME_BYTES = 64;
  public static final int MAX_ACCOUNTS = 8_000_000;

  private static final String HASH_TAG = "cairn.genesis";
  private static final PublicKey NOBODY = PublicKey.of(new byte[PublicKey.BYTES]);

  public Genesis {
    validators = validators.stream().sorted(Comparator.comparing(ValidatorEntry::key)).toList();
    accounts = accounts.stream().sorted(Comparator.comparing(GenesisAccount::key)).toList();
  }

  public static Genesis read(BcsReader reader) {
    return new Genesis(
        reader.string(MAX_NAME_BYTES),
        reader.variant(2) == 0 ? NetworkKind.MAIN : NetworkKind.TEST,
        reader.u8(),
        reader.string(MAX_NAME_BYTES),
        Timestamp.read(reader),
        ascending(reader.list(ValidatorSet.MAX_SIZE, ValidatorEntry::read), ValidatorEntry::key),
        ascending(reader.list(MAX_ACCOUNTS, GenesisAccount::read), GenesisAccount::key),
        Parameters.read(reader));
  }

  /// Any other order would be a second encoding of the same genesis.
  private static <T> List<T> ascending(List<T> entries, Function<T, PublicKey> key) {
    for (int i = 1; i < entries.size(); i++) {
      if (key.apply(entries.get(i - 1)).compareTo(key.apply(entries.get(i))) > 0) {
        throw new MalformedException("genesis entries are not in the order of their keys");
      }
    }
    return entries;
  }

  public void write(BcsWriter writer) {
    writer.string(chainName);
    writer.uleb(
        switch (network) {
          case MAIN -> 0;
          case TEST -> 1;
        });
    writer.u8(decimals).string(symbol);
    time.write(writer);
    writer.list(validators, (w, validator) -> validator.write(w));
    writer.list(accounts, (w, account) -> account.write(w));
    parameters.write(writer);
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(512 + 40 * accounts.size());
    write(writer);
    return writer.toByteArray();
  }

  /// The network's identity. Computed anew by each call.
  public Hash hash() {
    return Hash.tagged(HASH_TAG, encoded());
  }

  /// The rules that this genesis breaks, one sentence each; empty if a network can begin with it.
  public List<String> problems(Ed25519 ed25519) {
    return GenesisRules.problems(this, ed25519);
  }

  /// The validators of epoch 0.
  public Roster roster() {
    return new Roster(Epoch.ZERO, validators);
  }

  /// The state that the first block finds, in the order of the keys.
  public SortedMap<StateKey, byte[]> initialState() {
    TreeMap<StateKey, byte[]> state = new TreeMap<>();
    state.put(new StateKey.Rules(), parameters.encoded());
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
            hash(),
            Epoch.ZERO,
            View.ZERO,
            Height.ZERO,
            new BlockId(Hash.ZERO),
            time,
            NOBODY,
            MerkleTree.of(List.of()).root(),
            stateRoot,
            MerkleMountainRange.EMPTY.root(),
            set,
            set);
    return new Block(header, List.of());
  }
}

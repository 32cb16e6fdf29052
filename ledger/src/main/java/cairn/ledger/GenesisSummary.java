package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import java.util.List;

/// What the genesis hash is the hash of: all that a network begins with, its accounts as a root
/// only. So it stays small however many accounts there are, and whoever knows the genesis hash can
/// take the first validator set from anybody.
///
/// @param validators in strictly ascending order of their keys
/// @param accounts how many there are
/// @param accountsRoot root of the [cairn.crypto.MerkleTree] over the accounts in strictly
///   ascending order of their keys, each as its key and its balance
public record GenesisSummary(
    String chainName,
    NetworkKind network,
    int decimals,
    String symbol,
    Timestamp time,
    List<ValidatorEntry> validators,
    Parameters parameters,
    long accounts,
    Hash accountsRoot) {
  /// No summary has more bytes in its encoding.
  public static final int MAX_BYTES = 64 * 1024;

  private static final String HASH_TAG = "cairn.genesis";

  public GenesisSummary {
    validators = List.copyOf(validators);
  }

  static Hash rootOf(List<GenesisAccount> accounts) {
    return MerkleMountainRange.of(accounts, GenesisAccount::encoded).root();
  }

  /// Throws [MalformedException] naming the broken rule.
  public static GenesisSummary decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("genesis summary of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, GenesisSummary::read);
  }

  public static GenesisSummary read(BcsReader reader) {
    return new GenesisSummary(
        reader.string(Genesis.MAX_NAME_BYTES),
        reader.variant(2) == 0 ? NetworkKind.MAIN : NetworkKind.TEST,
        reader.u8(),
        reader.string(Genesis.MAX_NAME_BYTES),
        Timestamp.read(reader),
        ascending(reader.list(ValidatorSet.MAX_SIZE, ValidatorEntry::read)),
        Parameters.read(reader),
        reader.count64(),
        Hash.read(reader));
  }

  /// Any other order would be a second encoding of the same genesis.
  private static List<ValidatorEntry> ascending(List<ValidatorEntry> entries) {
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i - 1).key().compareTo(entries.get(i).key()) > 0) {
        throw new MalformedException("genesis validators are not in the order of their keys");
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
    parameters.write(writer);
    writer.u64(accounts);
    accountsRoot.write(writer);
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(256 + 144 * validators.size());
    write(writer);
    return writer.toByteArray();
  }

  /// The network's identity. Computed anew by each call.
  public Hash hash() {
    return Hash.tagged(HASH_TAG, encoded());
  }

  /// The validators of epoch 0; throws [IllegalArgumentException] where they make no set.
  public Roster roster() {
    return new Roster(Epoch.ZERO, validators);
  }
}

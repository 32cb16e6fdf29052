package cairn.testnet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.SignatureProviders;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.NetworkKind;
import cairn.ledger.Parameters;
import cairn.ledger.Timestamp;
import cairn.ledger.ValidatorEntry;
import cairn.node.GenesisFile;
import cairn.node.NodeHome;
import cairn.node.Setting;
import cairn.p2p.NodeId;
import cairn.wallet.KeyDerivation;
import cairn.wallet.KeyFile;
import cairn.wallet.KeyStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the homes, the genesis and the wallets of a new local network. All keys come from the
/// seed.
final class NetworkHomes {
  /// The account that pays for what the network does for itself: probes and the accounts of a load.
  static final String FAUCET = "faucet";

  static final List<String> PEOPLE = List.of("alice", "bob");

  private static final Amount FAUCET_BALANCE = new Amount(1_000_000_000_000_000_000L);
  private static final Amount PERSON_BALANCE = new Amount(1_000_000_000_000L);
  private static final int DECIMALS = 6;
  private static final String SYMBOL = "CRN";

  private final Path directory;
  private final NetworkPlan plan;
  private final DevelopmentKeys keys;

  private NetworkHomes(Path directory, NetworkPlan plan, Ed25519 ed25519) {
    this.directory = directory;
    this.plan = plan;
    this.keys = new DevelopmentKeys(plan.seed(), ed25519);
  }

  /// Makes everything; `net.json` comes last, so that a directory with one is complete.
  static NetworkFile create(Path directory, NetworkPlan plan, Timestamp time) throws IOException {
    NetworkHomes homes = new NetworkHomes(directory, plan, SignatureProviders.best());
    new NetworkDirectory(directory).mark();
    Files.writeString(directory.resolve(".gitignore"), "*\n");
    Genesis genesis = homes.genesis(time);
    Path genesisFile = directory.resolve("genesis.json");
    GenesisFile.write(genesisFile, genesis);
    List<NetworkFile.Node> nodes = new ArrayList<>();
    for (int index : plan.indexes()) {
      nodes.add(homes.home(index, genesis));
    }
    Path wallets = Files.createDirectories(directory.resolve("wallets"));
    Path passwordFile = directory.resolve("wallets-password");
    NetworkFile file =
        NetworkFile.of(
            plan,
            genesis.chainName(),
            genesis.hash().toString(),
            genesisFile.toString(),
            nodes,
            wallets,
            passwordFile,
            homes.wallets(wallets, passwordFile));
    file.write(directory);
    return file;
  }

  private Genesis genesis(Timestamp time) {
    List<ValidatorEntry> validators = new ArrayList<>();
    List<GenesisAccount> accounts = new ArrayList<>();
    for (int index = 1; index <= plan.validators(); index++) {
      validators.add(
          new ValidatorEntry(
              NetworkPlan.name(index),
              keys.validator(index).publicKey(),
              1,
              keys.account("operator-" + index).publicKey()));
    }
    accounts.add(new GenesisAccount(keys.account(FAUCET).publicKey(), FAUCET_BALANCE));
    for (String person : PEOPLE) {
      accounts.add(new GenesisAccount(keys.account(person).publicKey(), PERSON_BALANCE));
    }
    return Genesis.of(
        "local-" + plan.seed(),
        NetworkKind.TEST,
        DECIMALS,
        SYMBOL,
        time,
        validators,
        accounts,
        Parameters.localNetwork());
  }

  private NetworkFile.Node home(int index, Genesis genesis) {
    Path path = directory.resolve(NetworkPlan.name(index));
    KeyPair nodeKey = keys.node(index);
    NodeHome home = NodeHome.create(path, genesis, nodeKey, validatorKey(index), settings(index));
    return new NetworkFile.Node(
        index,
        NetworkPlan.name(index),
        plan.isValidator(index) ? "validator" : "observer",
        plan.url(index),
        "127.0.0.1:" + plan.peerPort(index),
        Address.ofNode(NodeId.of(nodeKey.publicKey()).hash()),
        plan.isValidator(index) ? keys.validator(index).publicKey().toString() : "",
        home.path().toString(),
        NodeLog.path(home.path()).toString());
  }

  private Optional<KeyPair> validatorKey(int index) {
    return plan.isValidator(index) ? Optional.of(keys.validator(index)) : Optional.empty();
  }

  /// Every node but the first knows the first, and finds the others by itself.
  private Map<Setting, String> settings(int index) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.NAME, NetworkPlan.name(index));
    settings.put(Setting.HTTP_PORT, Integer.toString(plan.httpPort(index)));
    settings.put(Setting.P2P_HOST, "127.0.0.1");
    settings.put(Setting.P2P_PORT, Integer.toString(plan.peerPort(index)));
    if (index > 1) {
      settings.put(Setting.P2P_BOOTSTRAP, "127.0.0.1:" + plan.peerPort(1));
    }
    return settings;
  }

  /// The key files of the funded accounts, all under one password in a file beside them.
  private List<NetworkFile.Account> wallets(Path wallets, Path passwordFile) throws IOException {
    SecureRandom random = new SecureRandom();
    String password = "local network";
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(passwordFile, (password + "\n").getBytes(StandardCharsets.UTF_8));
    KeyStore store = new KeyStore(wallets);
    List<NetworkFile.Account> accounts = new ArrayList<>();
    for (String name : PEOPLE) {
      KeyPair key = keys.account(name);
      store.save(
          KeyFile.seal(name, key, password.toCharArray(), KeyDerivation.light(random), random));
      accounts.add(
          new NetworkFile.Account(
              name,
              new Address(NetworkKind.TEST, key.publicKey()).toString(),
              store.path(name).toString()));
    }
    return accounts;
  }
}

package cairn.testnet;

import cairn.node.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `net.json`: what programs need to know of a local network. All paths are absolute.
///
/// @param schema 1
/// @param seed what all keys are derived from
/// @param passwordFile opens all key files of `accounts`
public record NetworkFile(
    int schema,
    String chainName,
    String genesisHash,
    String genesisFile,
    String seed,
    int portBase,
    int validators,
    int observers,
    List<Node> nodes,
    String walletsDirectory,
    String passwordFile,
    List<Account> accounts) {
  static final String NAME = "net.json";

  private static final int SCHEMA = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public NetworkFile {
    nodes = List.copyOf(nodes);
    accounts = List.copyOf(accounts);
  }

  /// @param role `validator` or `observer`
  /// @param validatorKey in hex, empty for an observer
  public record Node(
      int index,
      String name,
      String role,
      String url,
      String peerAddress,
      String nodeId,
      String validatorKey,
      String home,
      String log) {}

  /// A funded account with its key file.
  public record Account(String name, String address, String keyFile) {}

  static NetworkFile of(
      NetworkPlan plan,
      String chainName,
      String genesisHash,
      String genesisFile,
      List<Node> nodes,
      Path wallets,
      Path passwordFile,
      List<Account> accounts) {
    return new NetworkFile(
        SCHEMA,
        chainName,
        genesisHash,
        genesisFile,
        plan.seed(),
        plan.portBase(),
        plan.validators(),
        plan.observers(),
        nodes,
        wallets.toString(),
        passwordFile.toString(),
        accounts);
  }

  NetworkPlan plan() {
    return new NetworkPlan(validators, observers, portBase, seed);
  }

  static boolean existsIn(Path directory) {
    return Files.exists(directory.resolve(NAME));
  }

  /// Reads the file of a network; throws [NetException] where there is none.
  static NetworkFile read(Path directory) {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "There is no local network in " + directory + ".",
          "`./testnet/net up` makes one; --dir names another directory.");
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (!json.isObject()) {
        throw broken(file, "it is no JSON object");
      }
      NetworkFile network = JSON.treeToValue(json, NetworkFile.class);
      if (network.schema != SCHEMA) {
        throw broken(file, "its schema is " + network.schema + ", not " + SCHEMA);
      }
      return network;
    } catch (JacksonException e) {
      throw broken(file, e.getOriginalMessage());
    } catch (IOException e) {
      throw broken(file, String.valueOf(e.getMessage()));
    }
  }

  /// Writes the file whole or not at all.
  void write(Path directory) throws IOException {
    Path temporary = directory.resolve(NAME + ".tmp");
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    Files.write(temporary, (text + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(temporary, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  private static NetException broken(Path file, String why) {
    return new NetException(
        ExitCode.CONFIGURATION,
        "Cannot read " + file + ": " + why + ".",
        "`./testnet/net up --fresh` begins anew.");
  }
}

package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.SecretKey;
import cairn.ledger.Amount;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.NetworkKind;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionVerifier;
import cairn.ledger.ValidatorEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Two validators of a network of their own, on free ports of the loopback. Belongs to one thread.
final class Rehearsal {
  private static final int NODES = 2;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final Ed25519 ed25519;
  private final KeyPair payer;
  private final List<NodeProcess> running = new ArrayList<>();

  Rehearsal(Path folder, Ed25519 ed25519) {
    this.folder = folder;
    this.ed25519 = ed25519;
    this.payer = KeyPair.of(SecretKey.of(new byte[SecretKey.BYTES]), ed25519);
  }

  /// Starts the nodes, makes a payment, stops them; whether the payment became final.
  boolean isPaid() throws IOException, InterruptedException {
    try {
      Genesis genesis = makeHomes();
      for (int i = 0; i < NODES; i++) {
        running.add(start(i));
      }
      return pay(genesis);
    } finally {
      running.reversed().forEach(NodeProcess::close);
    }
  }

  private Genesis makeHomes() {
    List<NodeInit> homes = new ArrayList<>();
    List<ValidatorEntry> validators = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      NodeInit home = new NodeInit(folder.resolve(name(i)), ed25519);
      homes.add(home);
      validators.add(new ValidatorEntry(name(i), home.validatorKey(), 1, payer.publicKey()));
    }
    Genesis genesis =
        Genesis.of(
            "rehearsal",
            NetworkKind.TEST,
            6,
            "CRN",
            new Timestamp(System.currentTimeMillis()),
            validators,
            List.of(new GenesisAccount(payer.publicKey(), Amount.of(1_000_000_000))),
            Parameters.localNetwork());
    homes.forEach(home -> home.complete(genesis, Map.of()));
    return genesis;
  }

  private NodeProcess start(int index) {
    Path home = folder.resolve(name(index));
    List<String> bootstrap =
        running.stream().map(process -> HOST + ":" + process.peerPort()).toList();
    NodeConfig config =
        new NodeConfig(
            home,
            name(index),
            "error",
            Optional.of(new NodeHome(home).validatorKeyFile()),
            new NodeConfig.Http(new NodeConfig.Endpoint(HOST, 0), List.of()),
            new NodeConfig.Peers(new NodeConfig.Endpoint(HOST, 0), HOST, bootstrap),
            MempoolLimits.DEFAULT,
            1,
            0);
    return NodeProcess.start(config, new FailStop(_ -> {}));
  }

  /// Sends a payment as a wallet does, and waits for its end; whether it became final.
  private boolean pay(Genesis genesis) throws IOException, InterruptedException {
    Parameters parameters = genesis.parameters();
    TransactionBody body =
        new TransactionBody(
            1,
            payer.publicKey(),
            0,
            parameters.fees().least(1, Transaction.MAX_BYTES),
            Timestamp.of(Instant.now()).plus(Duration.ofMinutes(1)),
            "",
            List.of(new Operation.Transfer(payer.publicKey(), Amount.of(1))));
    TransactionVerifier verifier = new TransactionVerifier(genesis.hash(), ed25519);
    Transaction signed = verifier.signed(body, List.of(payer));
    String id = signed.id(genesis.hash()).toString();
    try (HttpClient client = HttpClient.newHttpClient()) {
      rpc(client, "tx_submit", "\"" + HexFormat.of().formatHex(signed.encoded()) + "\"");
      String answer = rpc(client, "tx_wait", "\"" + id + "\"," + LIMIT.toMillis());
      return answer.contains("\"final\"");
    }
  }

  private String rpc(HttpClient client, String method, String parameters)
      throws IOException, InterruptedException {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, parameters);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(running.getFirst().rpcUrl()))
            .header("Content-Type", "application/json")
            .timeout(LIMIT.plusSeconds(5))
            .POST(HttpRequest.BodyPublishers.ofString(call))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String name(int index) {
    return "rehearsal-" + (index + 1);
  }
}

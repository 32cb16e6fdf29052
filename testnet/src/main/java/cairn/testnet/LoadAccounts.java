package cairn.testnet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Operation;
import cairn.ledger.Protocol;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionVerifier;
import cairn.node.ExitCode;
import cairn.wallet.NodeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Makes sure that the senders of a load have funds, and finds out where their nonces are.
final class LoadAccounts {
  /// Enough for about a million transfers of each.
  private static final Amount FUNDS = new Amount(1_000_000_000L);

  private static final Amount FUNDS_LEFT = new Amount(200_000_000L);
  private static final Duration VALIDITY = Duration.ofMinutes(5);
  private static final Duration FUNDING_LIMIT = Duration.ofMinutes(2);

  /// A node's mempool holds at most 1,000 transactions of one sender.
  private static final int MOST_WAITING = 500;

  private final NodeClient node;
  private final BatchClient batch;
  private final NodeClient.ChainFacts chain;
  private final DevelopmentKeys keys;

  LoadAccounts(
      NodeClient node, BatchClient batch, NodeClient.ChainFacts chain, DevelopmentKeys keys) {
    this.node = node;
    this.batch = batch;
    this.chain = chain;
    this.keys = keys;
  }

  /// `count` funded senders, spread over `nodes` nodes.
  List<List<LoadAccount>> prepare(int count, int nodes) {
    List<KeyPair> senders = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      senders.add(keys.account("load-" + i));
    }
    List<KeyPair> poor = new ArrayList<>();
    List<Long> nonces = read(senders, poor);
    if (!poor.isEmpty()) {
      fund(poor);
    }
    List<List<LoadAccount>> result = new ArrayList<>();
    for (int home = 0; home < nodes; home++) {
      result.add(new ArrayList<>());
    }
    for (int i = 0; i < count; i++) {
      int home = i % nodes;
      result.get(home).add(new LoadAccount(senders.get(i), home, nonces.get(i)));
    }
    return result;
  }

  /// The nonces of all senders; collects those with too little into `poor`.
  private List<Long> read(List<KeyPair> senders, List<KeyPair> poor) {
    List<Long> nonces = new ArrayList<>(senders.size());
    for (int from = 0; from < senders.size(); from += BatchClient.MAX_CALLS) {
      List<KeyPair> part =
          senders.subList(from, Math.min(senders.size(), from + BatchClient.MAX_CALLS));
      List<String> parameters =
          part.stream().map(key -> "{\"address\":\"" + address(key) + "\"}").toList();
      List<JsonNode> answers = batch.call("account_get", parameters);
      for (int i = 0; i < part.size(); i++) {
        JsonNode value = value(answers.get(i));
        nonces.add(Long.parseLong(value.path("nextNonce").asString()));
        if (Amount.parse(value.path("balance").asString()).isLessThan(FUNDS_LEFT)) {
          poor.add(part.get(i));
        }
      }
    }
    return nonces;
  }

  /// An error is no account without funds and nonce.
  private JsonNode value(JsonNode answer) {
    JsonNode value = answer.path("result").path("value");
    if (!value.path("nextNonce").isString() || !value.path("balance").isString()) {
      String why = answer.path("error").path("message").asString("its answer is no account");
      throw new NetException(
          ExitCode.UNHEALTHY,
          node.url() + " does not tell what the senders have: " + why,
          "`./testnet/net status` shows how the network is.");
    }
    return value;
  }

  private void fund(List<KeyPair> poor) {
    KeyPair faucet = keys.account(NetworkHomes.FAUCET);
    long nonce = node.account(new Address(chain.network(), faucet.publicKey())).nextNonce();
    List<TransactionId> ids = new ArrayList<>();
    for (int from = 0; from < poor.size(); from += TransactionBody.MAX_OPERATIONS) {
      List<KeyPair> part =
          poor.subList(from, Math.min(poor.size(), from + TransactionBody.MAX_OPERATIONS));
      Transaction transaction = funding(faucet, nonce++, part);
      ids.add(node.submit(transaction, chain.genesis()).id());
      if (ids.size() == MOST_WAITING) {
        ids.forEach(this::awaitFinal);
        ids.clear();
      }
    }
    ids.forEach(this::awaitFinal);
  }

  private Transaction funding(KeyPair faucet, long nonce, List<KeyPair> recipients) {
    Ed25519 ed25519 = keys.ed25519();
    TransactionVerifier signer = new TransactionVerifier(chain.genesis(), ed25519);
    List<Operation> transfers = new ArrayList<>();
    for (KeyPair recipient : recipients) {
      transfers.add(new Operation.Transfer(recipient.publicKey(), FUNDS));
    }
    Timestamp until = new Timestamp(System.currentTimeMillis()).plus(VALIDITY);
    int size =
        signer.signed(body(faucet, nonce, Amount.ZERO, until, transfers), List.of(faucet)).size();
    Amount fee = chain.fees().least(transfers.size(), size).orElseThrow();
    return signer.signed(body(faucet, nonce, fee, until, transfers), List.of(faucet));
  }

  private static TransactionBody body(
      KeyPair faucet, long nonce, Amount fee, Timestamp until, List<Operation> transfers) {
    return new TransactionBody(
        Protocol.VERSION_1, faucet.publicKey(), nonce, fee, until, "", transfers);
  }

  private void awaitFinal(TransactionId id) {
    NodeClient.TransactionFacts facts = node.await(id, FUNDING_LIMIT);
    if (facts.status() != NodeClient.Status.FINAL) {
      throw new NetException(
          ExitCode.UNHEALTHY,
          "The accounts for the load were not funded: %s is %s. %s"
              .formatted(id, facts.status().text(), facts.reason()),
          "`./testnet/net status` shows how the network is.");
    }
  }

  private String address(KeyPair key) {
    return new Address(chain.network(), key.publicKey()).toString();
  }
}

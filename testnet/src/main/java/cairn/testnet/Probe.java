package cairn.testnet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.node.ExitCode;
import cairn.wallet.NodeClient;
import cairn.wallet.NodeException;
import cairn.wallet.Payment;
import java.time.Duration;

/// Makes the network make a block, by a payment of the smallest amount from the faucet to itself:
/// an idle ledger makes none for a long time.
final class Probe {
  private static final Duration VALIDITY = Duration.ofMinutes(2);

  private final DevelopmentKeys keys;

  Probe(DevelopmentKeys keys) {
    this.keys = keys;
  }

  /// Submits the payment at `node`, under the account's nonce there.
  NodeClient.TransactionFacts submit(NodeClient node) {
    NodeClient.ChainFacts chain = node.chain();
    KeyPair faucet = keys.account(NetworkHomes.FAUCET);
    Address address = new Address(chain.network(), faucet.publicKey());
    Ed25519 ed25519 = keys.ed25519();
    Payment payment =
        new Payment(
            faucet.publicKey(),
            faucet.publicKey(),
            new Amount(1),
            node.account(address).nextNonce(),
            new Timestamp(System.currentTimeMillis()).plus(VALIDITY),
            "");
    Transaction transaction = payment.signed(chain, faucet, ed25519);
    return node.submit(transaction, chain.genesis());
  }

  /// Submits and waits for the end; the height of the block. Throws [NetException] where there is
  /// none in time.
  long await(NodeClient node, Duration limit) {
    try {
      NodeClient.TransactionFacts facts = node.await(submit(node).id(), limit);
      if (facts.status() == NodeClient.Status.FINAL) {
        return facts.height();
      }
      throw new NetException(
          ExitCode.UNHEALTHY,
          "No block became final within %d s: a payment is %s. %s"
              .formatted(limit.toSeconds(), facts.status().text(), facts.reason()),
          "`./testnet/net status` shows how the network is.");
    } catch (NodeException e) {
      throw new NetException(
          ExitCode.UNHEALTHY,
          "A node did not take a payment: " + e.text() + ".",
          "`./testnet/net status` shows how the network is.");
    }
  }
}

package cairn.wallet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn send RECIPIENT AMOUNT --from NAME`: a payment, and by default the wait for its end.
///
/// All that can be known before is checked before: amount, funds, recipient, validity. What was
/// handed to a node without an answer has an unknown outcome, never a wrong one.
@Command(name = "send", description = "Pay, and wait until the payment is final.")
final class SendCommand extends WalletCommand {
  @Parameters(index = "0", paramLabel = "RECIPIENT", description = "A name or an address.")
  String recipient = "";

  @Parameters(index = "1", paramLabel = "AMOUNT", description = "In whole units, as in 12.5.")
  String amount = "";

  @Option(names = "--from", required = true, paramLabel = "NAME", description = "Who pays.")
  String from = "";

  @Option(names = "--memo", defaultValue = "", description = "A text of at most 256 bytes.")
  String memo = "";

  @Option(
      names = "--valid-for",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "How long it may become final, as in 500ms, 60s, 10m (default: 60s).")
  DurationText validFor = new DurationText(Duration.ofSeconds(60));

  @Option(names = "--no-wait", description = "Do not wait for the end.")
  boolean isNoWait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "70s",
      description = "How long to wait for the end (default: 70s).")
  DurationText timeout = new DurationText(Duration.ofSeconds(70));

  SendCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  void run(Output output) {
    try (NodeClient node = options.client()) {
      NodeClient.ChainFacts chain = node.chain();
      KeyStore keys = options.keys();
      KeyFile keyFile = keys.load(from);
      Address to = new Accounts(keys, chain.network()).resolve(recipient);
      Amount units = units(chain);
      requireMemo();
      requireValidity(chain);
      KeyPair key = key(keyFile);
      Address sender = new Address(chain.network(), key.publicKey());
      NodeClient.AccountFacts account = node.account(sender);
      Transaction transaction = payment(chain, account, to, units, key);
      requireFunds(chain, account, units, transaction.body().fee());
      describe(output, chain, sender, to, units, transaction.body());
      submit(node, output, chain, transaction);
    }
  }

  private Transaction payment(
      NodeClient.ChainFacts chain,
      NodeClient.AccountFacts account,
      Address to,
      Amount units,
      KeyPair key) {
    Timestamp until = Timestamp.of(chain.headTime()).plus(validFor.value());
    Timestamp now = new Timestamp(System.currentTimeMillis()).plus(validFor.value());
    Payment payment =
        new Payment(
            key.publicKey(),
            to.key(),
            units,
            account.nextNonce(),
            until.isAfter(now) ? until : now,
            memo);
    return payment.signed(chain, key, GlobalOptions.ed25519());
  }

  private void submit(
      NodeClient node, Output output, NodeClient.ChainFacts chain, Transaction transaction) {
    TransactionId id = transaction.id(chain.genesis());
    long start = System.nanoTime();
    NodeClient.TransactionFacts facts;
    try {
      facts = node.submit(transaction, chain.genesis());
    } catch (NodeException.Unreachable | NodeException.Garbled e) {
      throw new CommandFailure(
          ExitCode.OUTCOME_UNKNOWN,
          "OUTCOME_UNKNOWN",
          "Transaction " + id + " was sent, but " + e.text() + ": it may become final.",
          "Do not pay again before it has an end: `cairn wait " + id + "`.");
    }
    output.step("✓ accepted by " + node.url() + "   " + millisSince(start) + " ms");
    if (isNoWait) {
      output.result(
          Ending.data(facts, Duration.ofNanos(System.nanoTime() - start)), List.of(id.toString()));
    } else {
      new Ending(node, output).await(id, timeout.value(), start);
    }
  }

  private KeyPair key(KeyFile file) {
    char[] password = options.password().ask(from);
    try {
      Ed25519 ed25519 = GlobalOptions.ed25519();
      return file.open(password, ed25519);
    } catch (KeyFileException e) {
      throw new KeyFileException(
          "The key file of " + from + " does not open: " + e.getMessage() + ".");
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private Amount units(NodeClient.ChainFacts chain) {
    String text =
        amount.endsWith(chain.symbol())
            ? amount.substring(0, amount.length() - chain.symbol().length())
            : amount;
    try {
      Amount units = Amount.parseDecimal(text, chain.decimals());
      if (units.isZero()) {
        throw new IllegalArgumentException("a payment moves more than nothing");
      }
      return units;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "BAD_AMOUNT",
          "'" + amount + "' is no amount: " + e.getMessage() + ".",
          "Example: 12.5");
    }
  }

  private void requireMemo() {
    if (memo.getBytes(StandardCharsets.UTF_8).length > TransactionBody.MAX_MEMO_BYTES) {
      throw new CommandFailure(
          ExitCode.USAGE, "MEMO_TOO_LONG", "The memo is longer than 256 bytes.", "Shorten it.");
    }
  }

  private void requireValidity(NodeClient.ChainFacts chain) {
    if (validFor.value().compareTo(chain.maxValidity()) > 0 || validFor.value().isZero()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "BAD_VALIDITY",
          "A transaction here is valid for at most " + chain.maxValidity().toSeconds() + " s.",
          "Give --valid-for less.");
    }
  }

  private void requireFunds(
      NodeClient.ChainFacts chain, NodeClient.AccountFacts account, Amount units, Amount fee) {
    boolean isEnough =
        units.plus(fee).filter(sum -> !account.balance().isLessThan(sum)).isPresent();
    if (!isEnough) {
      String needed = units.plus(fee).orElse(Amount.MAX).toDecimal(chain.decimals());
      throw new CommandFailure(
          ExitCode.REJECTED,
          "INSUFFICIENT_FUNDS",
          "%s has %s %s and needs %s %s (amount and fee); nothing was sent."
              .formatted(
                  from,
                  account.balance().toDecimal(chain.decimals()),
                  chain.symbol(),
                  needed,
                  chain.symbol()),
          "`cairn balance " + from + "` shows what there is.");
    }
  }

  private void describe(
      Output output,
      NodeClient.ChainFacts chain,
      Address sender,
      Address to,
      Amount units,
      TransactionBody body) {
    output.step(
        "%s %s   %s (%s) → %s   fee %s %s   nonce %d   valid until %s"
            .formatted(
                units.toDecimal(chain.decimals()),
                chain.symbol(),
                from,
                Accounts.abbreviated(sender),
                Accounts.abbreviated(to),
                body.fee().toDecimal(chain.decimals()),
                chain.symbol(),
                body.nonce(),
                body.validUntil().toInstant()));
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}

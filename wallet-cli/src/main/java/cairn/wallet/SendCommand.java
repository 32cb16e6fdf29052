package cairn.wallet;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
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
import java.util.Optional;
import java.util.OptionalLong;
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

  @Option(
      names = "--max-fee",
      paramLabel = "AMOUNT",
      defaultValue = "1",
      description = "Pay no higher fee than this, in whole units (default: 1).")
  String maxFee = "1";

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
      Accounts accounts = new Accounts(keys, chain);
      accounts.requireNetwork();
      Optional<ProvedAnswers> proofs = ProvedAnswers.open(options, node, output);
      Address to = accounts.resolve(recipient);
      Amount units = units(chain, amount, "a payment moves more than nothing");
      Amount mostFee = units(chain, maxFee, "no payment is free");
      requireMemo();
      requireValidity(chain);
      KeyPair key = key(keyFile);
      NodeClient.AccountFacts account = node.account(new Address(chain.network(), key.publicKey()));
      Payment payment = payment(chain, account, to, units, key.publicKey());
      Amount fee = fee(chain, payment, key, mostFee);
      requireFunds(chain, account, units, fee);
      describe(output, chain, payment, fee);
      Transaction transaction = payment.signed(chain, fee, key, GlobalOptions.ed25519());
      submit(new Ending(node, output, proofs, Optional.of(transaction)), chain, transaction);
    }
  }

  private Payment payment(
      NodeClient.ChainFacts chain,
      NodeClient.AccountFacts account,
      Address to,
      Amount units,
      PublicKey sender) {
    Timestamp until = Timestamp.of(chain.headTime()).plus(validFor.value());
    Timestamp now = new Timestamp(System.currentTimeMillis()).plus(validFor.value());
    return new Payment(
        sender, to.key(), units, account.nextNonce(), until.isAfter(now) ? until : now, memo);
  }

  /// The least fee that the node names, which may be anybody's: above a bound it is not signed.
  private static Amount fee(
      NodeClient.ChainFacts chain, Payment payment, KeyPair key, Amount most) {
    Amount fee = payment.leastFee(chain, key, GlobalOptions.ed25519()).orElse(Amount.MAX);
    if (most.isLessThan(fee)) {
      String text = fee.toDecimal(chain.decimals());
      throw new CommandFailure(
          ExitCode.REJECTED,
          "FEE_TOO_HIGH",
          "The node asks for a fee of %s %s, which is above %s; nothing was sent."
              .formatted(text, chain.symbol(), most.toDecimal(chain.decimals())),
          "Ask another node, or give --max-fee " + text + ".");
    }
    return fee;
  }

  private void submit(Ending ending, NodeClient.ChainFacts chain, Transaction transaction) {
    TransactionId id = transaction.id(chain.genesis());
    Output output = ending.output();
    output.notice("  transaction " + id);
    try (Interruption _ = Interruption.watch(id, output)) {
      long start = System.nanoTime();
      NodeClient.TransactionFacts facts = handIn(ending.node(), transaction, chain);
      output.step("  ✓ accepted by " + ending.node().url() + "   " + millisSince(start) + " ms");
      if (isNoWait && !facts.status().isEnd()) {
        output.result(Ending.data(facts, Optional.empty()), List.of(id.toString()));
      } else {
        ending.await(id, timeout.value(), OptionalLong.of(start));
      }
    }
  }

  /// A node that refuses did not take it; after any other failure it may have.
  private static NodeClient.TransactionFacts handIn(
      NodeClient node, Transaction transaction, NodeClient.ChainFacts chain) {
    try {
      return node.submit(transaction, chain.genesis());
    } catch (NodeException e) {
      if (e instanceof NodeException.Refused refused && !refused.isInternalError()) {
        throw e;
      }
      throw Ending.unknown(
          transaction.id(chain.genesis()),
          "It was sent, but the node does not tell (" + e.text() + ").");
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

  private static Amount units(NodeClient.ChainFacts chain, String amount, String whyNotZero) {
    String text =
        amount.endsWith(chain.symbol())
            ? amount.substring(0, amount.length() - chain.symbol().length())
            : amount;
    try {
      Amount units = Amount.parseDecimal(text, chain.decimals());
      if (units.isZero()) {
        throw new IllegalArgumentException(whyNotZero);
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

  private void describe(Output output, NodeClient.ChainFacts chain, Payment payment, Amount fee) {
    String to = new Address(chain.network(), payment.recipient()).abbreviated();
    output.step(
        "  %s %s   %s (%s) → %s   fee %s %s   nonce %d   valid until %s"
            .formatted(
                payment.amount().toDecimal(chain.decimals()),
                chain.symbol(),
                from,
                new Address(chain.network(), payment.sender()).abbreviated(),
                KeyStore.isName(recipient) && options.keys().contains(recipient)
                    ? recipient + " (" + to + ")"
                    : to,
                fee.toDecimal(chain.decimals()),
                chain.symbol(),
                payment.nonce(),
                payment.until().toInstant()));
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}

package cairn.wallet;

import cairn.crypto.Hash;
import cairn.ledger.Address;
import cairn.ledger.TransactionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `cairn show THING`: a transaction by id, a block by height or hash, an account by name or
/// address.
@Command(name = "show", description = "Show a transaction, a block or an account.")
final class ShowCommand extends WalletCommand {
  private static final Pattern HEIGHT = Pattern.compile("[0-9]{1,18}");
  private static final Pattern HASH = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

  @Parameters(
      paramLabel = "THING",
      description = "A transaction id, a block's height or hash, a name or an address.")
  String thing = "";

  ShowCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  void run(Output output) {
    try (NodeClient node = options.client()) {
      if (HEIGHT.matcher(thing).matches()) {
        block(output, node.block(thing));
      } else if (HASH.matcher(thing).matches()) {
        hash(output, node, Hash.parse(thing.toLowerCase(Locale.ROOT).replaceFirst("^0x", "")));
      } else {
        account(output, node);
      }
    }
  }

  /// Ids of transactions and of blocks look alike: a transaction is looked for first.
  private void hash(Output output, NodeClient node, Hash hash) {
    NodeClient.TransactionFacts facts = node.transaction(new TransactionId(hash));
    if (facts.status() != NodeClient.Status.UNKNOWN) {
      transaction(output, node, facts);
      return;
    }
    try {
      block(output, node.block(hash.toString()));
    } catch (NodeException.Refused e) {
      if (!e.kind().equals("NOT_FOUND")) {
        throw e;
      }
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "NOT_FOUND",
          "This node knows no transaction and no block " + hash + ".",
          "Another node may: --node.");
    }
  }

  private void transaction(Output output, NodeClient node, NodeClient.TransactionFacts facts) {
    boolean isProved = isIncluded(facts) && isProved(output, node, facts);
    String where =
        facts.height() > 0
            ? "   block %d, index %d, %d of %d signatures"
                .formatted(facts.height(), facts.index(), facts.signatures(), facts.validators())
            : "";
    String why = facts.reason().isEmpty() ? "" : "   " + facts.reason();
    ObjectNode data = Ending.data(facts, Optional.empty());
    data.put("kind", "transaction").put("proved", isProved);
    List<String> lines = new ArrayList<>();
    lines.add("transaction " + facts.id());
    lines.add(facts.status().text() + where + why + (isProved ? "   proved" : ""));
    if (facts.content().isObject()) {
      data.set("transaction", facts.content());
      lines.addAll(lines(facts.content(), ""));
    }
    output.result(data, lines);
  }

  private static boolean isIncluded(NodeClient.TransactionFacts facts) {
    return facts.height() > 0 && facts.status().isEnd();
  }

  private boolean isProved(Output output, NodeClient node, NodeClient.TransactionFacts facts) {
    Optional<ProvedAnswers> proofs = ProvedAnswers.open(options, node, output);
    proofs.ifPresent(proved -> proved.requireIncluded(facts.id(), facts.status()));
    return proofs.isPresent();
  }

  private static void block(Output output, JsonNode block) {
    ObjectNode data = Output.object().put("kind", "block");
    data.set("block", block);
    output.result(data, lines(block, ""));
  }

  /// What a node shows, one line a member, that of a nested one indented below it.
  private static List<String> lines(JsonNode node, String indent) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      JsonNode value = member.getValue();
      if (value.isContainer()) {
        lines.add(indent + member.getKey());
        lines.addAll(
            value.isArray() ? elements(value, indent + "  ") : lines(value, indent + "  "));
      } else {
        lines.add("%s%-10s %s".formatted(indent, member.getKey(), value.asString()));
      }
    }
    return lines;
  }

  private static List<String> elements(JsonNode array, String indent) {
    List<String> lines = new ArrayList<>();
    for (JsonNode element : array) {
      if (element.isContainer()) {
        List<String> below = lines(element, indent + "  ");
        for (int i = 0; i < below.size(); i++) {
          lines.add(i == 0 ? indent + "- " + below.get(i).strip() : below.get(i));
        }
      } else {
        lines.add(indent + "- " + element.asString());
      }
    }
    return lines;
  }

  private void account(Output output, NodeClient node) {
    NodeClient.ChainFacts chain = node.chain();
    Address address = new Accounts(options.keys(), chain).resolve(thing);
    AccountAnswer facts = AccountAnswer.of(address, options, node, output);
    ObjectNode data =
        Output.object()
            .put("kind", "account")
            .put("address", address.toString())
            .put("balance", facts.balance().toString())
            .put("nonce", Long.toString(facts.nonce()))
            .put("nextNonce", Long.toString(node.account(address).nextNonce()))
            .put("height", Long.toString(facts.height()));
    facts.describe(data);
    output.result(
        data,
        List.of(
            "account " + address,
            "balance " + facts.balance().toDecimal(chain.decimals()) + " " + chain.symbol(),
            "nonce   " + facts.nonce(),
            "height  " + facts.height() + facts.proved()));
  }
}

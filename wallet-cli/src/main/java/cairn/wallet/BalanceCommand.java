package cairn.wallet;

import cairn.ledger.Address;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `cairn balance ACCOUNT`: what an account has at the newest final height.
@Command(name = "balance", description = "Show what an account has.")
final class BalanceCommand extends WalletCommand {
  @Parameters(paramLabel = "ACCOUNT", description = "A name from `cairn list`, or an address.")
  String account = "";

  BalanceCommand(GlobalOptions options) {
    super(options);
  }

  @Override
  void run(Output output) {
    try (NodeClient node = options.client()) {
      NodeClient.ChainFacts chain = node.chain();
      Address address = new Accounts(options.keys(), chain).resolve(account);
      AccountAnswer facts = AccountAnswer.of(address, options, node, output);
      String whole = facts.balance().toDecimal(chain.decimals());
      ObjectNode data =
          Output.object()
              .put("address", address.toString())
              .put("balance", facts.balance().toString())
              .put("balanceDecimal", whole)
              .put("symbol", chain.symbol())
              .put("nonce", Long.toString(facts.nonce()))
              .put("height", Long.toString(facts.height()));
      facts.describe(data);
      output.result(data, List.of(whole + " " + chain.symbol()));
      output.step(address.abbreviated() + " at height " + facts.height() + facts.proved());
    }
  }
}

package cairn.wallet;

import cairn.ledger.Account;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.StateKey;
import cairn.ledger.proof.Proof;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What an account has: proved where a genesis hash is known, else as the node says.
///
/// @param age of the block that proves it; empty where nothing does
record AccountAnswer(Amount balance, long nonce, long height, Optional<Duration> age) {
  static AccountAnswer of(Address address, GlobalOptions options, NodeClient node, Output output) {
    Optional<ProvedAnswers> proofs = ProvedAnswers.open(options, node, output);
    if (proofs.isEmpty()) {
      NodeClient.AccountFacts facts = node.account(address);
      return new AccountAnswer(facts.balance(), facts.nonce(), facts.height(), Optional.empty());
    }
    Proof.Entry proof = proofs.get().entry(StateKey.account(address.key()));
    Account account = proof.account();
    return new AccountAnswer(
        account.balance(),
        account.nonce(),
        proof.header().height().number(),
        Optional.of(proofs.get().age()));
  }

  /// For people, after the height.
  String proved() {
    return age.isPresent() ? ", proved" : "";
  }

  void describe(ObjectNode data) {
    data.put("proved", age.isPresent());
    age.ifPresent(known -> data.put("ageMillis", known.toMillis()));
  }
}

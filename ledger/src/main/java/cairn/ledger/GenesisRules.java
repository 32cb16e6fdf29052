package cairn.ledger;

import cairn.crypto.Ed25519;
import cairn.crypto.PublicKey;
import cairn.quorum.ValidatorSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a [Genesis] must hold so that a network can begin with it. Validators and accounts come in
/// the order of their keys.
final class GenesisRules {
  private static final int MAX_DECIMALS = 18;
  private static final int MAX_SYMBOL_BYTES = 12;

  /// The start of the year 3000: block time grows from here, and must never run out.
  private static final Timestamp LATEST_TIME = new Timestamp(32_503_680_000_000L);

  /// Comes before all others; no valid key.
  private static final PublicKey NOBODY = PublicKey.of(new byte[PublicKey.BYTES]);

  private final Genesis genesis;
  private final Ed25519 ed25519;
  private final List<String> problems = new ArrayList<>();

  private GenesisRules(Genesis genesis, Ed25519 ed25519) {
    this.genesis = genesis;
    this.ed25519 = ed25519;
  }

  static List<String> problems(Genesis genesis, Ed25519 ed25519) {
    GenesisRules rules = new GenesisRules(genesis, ed25519);
    rules.names();
    rules.time();
    rules.validators();
    rules.accounts();
    rules.problems.addAll(genesis.parameters().problems());
    return List.copyOf(rules.problems);
  }

  private void names() {
    text("chain name", genesis.chainName(), Genesis.MAX_NAME_BYTES);
    text("symbol", genesis.symbol(), MAX_SYMBOL_BYTES);
    if (genesis.decimals() < 0 || genesis.decimals() > MAX_DECIMALS) {
      problems.add(
          "The decimals are " + genesis.decimals() + "; they must be 0 to " + MAX_DECIMALS + ".");
    }
  }

  private void time() {
    if (!genesis.time().isBefore(LATEST_TIME)) {
      problems.add(
          "The time is "
              + genesis.time()
              + " ms; it must be before the year 3000, in milliseconds.");
    }
  }

  private void validators() {
    if (genesis.validators().isEmpty()) {
      problems.add("There is no validator; at least one is needed.");
    }
    if (genesis.validators().size() > ValidatorSet.MAX_SIZE) {
      problems.add(
          "There are %d validators; at most %d can take part."
              .formatted(genesis.validators().size(), ValidatorSet.MAX_SIZE));
    }
    PublicKey previous = NOBODY;
    Set<String> names = new TreeSet<>();
    long total = 0;
    for (ValidatorEntry validator : genesis.validators()) {
      String who = "validator " + validator.name();
      text("name of validator " + validator.key(), validator.name(), ValidatorEntry.MAX_NAME_BYTES);
      key("The key of " + who, validator.key());
      key("The operator of " + who, validator.operator());
      if (validator.key().equals(previous)) {
        problems.add("The validator key " + validator.key() + " stands there twice.");
      }
      previous = validator.key();
      if (!names.add(validator.name())) {
        problems.add("The validator name " + validator.name() + " stands there twice.");
      }
      if (validator.power() < 1) {
        problems.add("The power of " + who + " is 0; it must be at least 1.");
      } else if (validator.power() > ValidatorSet.MAX_TOTAL_POWER - total) {
        problems.add("The total power is above 2^60 at " + who + ".");
        return;
      } else {
        total += validator.power();
      }
    }
  }

  private void accounts() {
    if (genesis.accounts().size() > Genesis.MAX_ACCOUNTS) {
      problems.add(
          "There are %d accounts; at most %d can be named."
              .formatted(genesis.accounts().size(), Genesis.MAX_ACCOUNTS));
    }
    PublicKey previous = NOBODY;
    Amount supply = Amount.ZERO;
    for (GenesisAccount account : genesis.accounts()) {
      key("The account", account.key());
      if (account.key().equals(previous)) {
        problems.add("The account " + account.key() + " stands there twice.");
      }
      previous = account.key();
      Optional<Amount> sum = supply.plus(account.balance());
      if (sum.isEmpty()) {
        problems.add("The balances add up to more than 2^64-1 base units.");
        return;
      }
      supply = sum.get();
    }
  }

  private void key(String what, PublicKey key) {
    if (!ed25519.isValid(key)) {
      problems.add(what + ", " + key + ", is no valid Ed25519 public key.");
    }
  }

  private void text(String what, String text, int maxBytes) {
    if (!isText(text, maxBytes)) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      problems.add(
          "The %s has %d bytes; it must be a text of 1 to %d without control characters."
              .formatted(what, bytes, maxBytes));
    }
  }

  static boolean isText(String text, int maxBytes) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes >= 1 && bytes <= maxBytes && text.chars().noneMatch(Character::isISOControl);
  }
}

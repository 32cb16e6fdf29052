package cairn.node.api;

import cairn.crypto.PublicKey;
import cairn.ledger.Address;
import cairn.ledger.Genesis;
import cairn.ledger.NetworkKind;
import cairn.ledger.ValidatorEntry;
import cairn.quorum.ValidatorId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How keys and moments are written in answers.
final class Names {
  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final NetworkKind network;
  private final Map<PublicKey, String> validators;
  private final List<ValidatorEntry> inOrder;

  private Names(
      NetworkKind network, Map<PublicKey, String> validators, List<ValidatorEntry> inOrder) {
    this.network = network;
    this.validators = validators;
    this.inOrder = inOrder;
  }

  static Names of(Genesis genesis) {
    return new Names(
        genesis.network(),
        genesis.validators().stream()
            .collect(Collectors.toMap(ValidatorEntry::key, ValidatorEntry::name)),
        genesis.validators());
  }

  String account(PublicKey key) {
    return new Address(network, key).toString();
  }

  /// A validator with its name, or its key in the place of a name that is not known.
  Answer.Signer validator(PublicKey key) {
    String text = Address.ofValidator(key);
    return new Answer.Signer(validators.getOrDefault(key, text), text);
  }

  /// The name of the validator at that place of the set.
  String validator(ValidatorId id) {
    return inOrder.get(id.index()).name();
  }

  static String time(long millis) {
    return RFC_3339.format(Instant.ofEpochMilli(millis));
  }
}

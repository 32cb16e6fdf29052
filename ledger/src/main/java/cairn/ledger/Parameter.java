package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import java.util.List;
import java.util.Optional;

/// One of the [Parameters] that operators may change while the network runs. In BCS an enum; times
/// are in milliseconds, fees in base units.
public enum Parameter {
  LEADER_TIMEOUT("leaderTimeoutMillis"),
  NOTARIZATION_TIMEOUT("notarizationTimeoutMillis"),
  RETRY_INTERVAL("retryIntervalMillis"),
  HEARTBEAT("heartbeatMillis"),
  MIN_BLOCK_INTERVAL("minBlockIntervalMillis"),
  BLOCK_BYTES("blockLimitBytes"),
  BLOCK_OPERATIONS("blockLimitOperations"),
  MAX_VALIDITY("maxValidityMillis"),
  BASE_FEE("feeBase"),
  FEE_PER_OPERATION("feePerOperation"),
  FEE_PER_BYTE("feePerByte"),
  DEPOSIT("deposit");

  private static final List<Parameter> ALL = List.of(values());

  private final String text;

  Parameter(String text) {
    this.text = text;
  }

  static Parameter read(BcsReader reader) {
    return ALL.get(reader.variant(ALL.size()));
  }

  void write(BcsWriter writer) {
    writer.uleb(ALL.indexOf(this));
  }

  /// What is wrong with the value, as a sentence; no other parameter has a say in that.
  Optional<String> problem(long value) {
    return Parameters.standard().with(this, value).problems().stream().findFirst();
  }

  /// As JSON and people read it.
  public String text() {
    return text;
  }
}

package cairn.node;

import cairn.crypto.PublicKey;
import cairn.disk.DurableFile;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.NetworkKind;
import cairn.ledger.Parameters;
import cairn.ledger.Timestamp;
import cairn.ledger.ValidatorEntry;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/// `genesis.json`: a [Genesis] as people write it. The hash is over the canonical bytes, so neither
/// the order nor the white space of this file is part of the network's identity.
public final class GenesisFile {
  /// What a node's heap of 512 MiB has room to make a ledger of: some 400,000 accounts.
  static final long MAX_BYTES = 48 << 20;

  private static final int MAX_DEPTH = 16;

  /// How the parser says that a field is missing.
  private static final Pattern MISSING =
      Pattern.compile("Missing (?:required )?creator property '([^']+)'");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
          .build();

  private GenesisFile() {}

  private record Document(
      String chainName,
      String network,
      int decimals,
      String symbol,
      long timeMillis,
      List<ValidatorText> validators,
      List<AccountText> accounts,
      ParametersText parameters) {}

  private record ValidatorText(String name, String key, String power, String operator) {}

  private record AccountText(String address, String balance) {}

  private record ParametersText(
      long leaderTimeoutMillis,
      long notarizationTimeoutMillis,
      long retryIntervalMillis,
      long heartbeatMillis,
      long minBlockIntervalMillis,
      int blockLimitBytes,
      int blockLimitOperations,
      long maxValidityMillis,
      String feeBase,
      String feePerOperation,
      String feePerByte,
      String deposit,
      int keptViews,
      int keptEpochs,
      boolean removesEquivocators) {}

  /// Reads a genesis; whether it is sound, [Genesis#problems] says. Throws [RefusedException] that
  /// names the file and the fault.
  public static Genesis read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw refused(file, "is larger than " + (MAX_BYTES >> 20) + " MiB");
      }
      Document document = JSON.readValue(file.toFile(), Document.class);
      return genesis(
          Optional.ofNullable(document).orElseThrow(() -> refused(file, "is not a genesis")));
    } catch (UnrecognizedPropertyException e) {
      List<String> known = e.getKnownPropertyIds().stream().map(String::valueOf).toList();
      throw refused(
          file,
          "has the unknown field %s; did you mean %s?"
              .formatted(e.getPropertyName(), Setting.nearest(e.getPropertyName(), known)));
    } catch (JacksonException e) {
      Matcher missing = MISSING.matcher(e.getOriginalMessage());
      throw refused(
          file,
          missing.lookingAt()
              ? "lacks the field " + missing.group(1)
              : "is not a genesis: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw refused(file, "is not a genesis: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw refused(file, "cannot be read: there is no such file");
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e.getMessage());
    }
  }

  /// Makes the file of a genesis, as [#read] reads it; one of that name is not overwritten.
  public static void write(Path file, Genesis genesis) throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document(genesis));
    DurableFile.create(
        file,
        (text + "\n").getBytes(StandardCharsets.UTF_8),
        PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static Genesis genesis(Document document) {
    NetworkKind network =
        switch (document.network) {
          case "main" -> NetworkKind.MAIN;
          case "test" -> NetworkKind.TEST;
          default ->
              throw new IllegalArgumentException(
                  "the network is \"main\" or \"test\", not \"" + document.network + "\"");
        };
    return Genesis.of(
        document.chainName,
        network,
        document.decimals,
        document.symbol,
        new Timestamp(document.timeMillis),
        document.validators.stream().map(text -> validator(network, text)).toList(),
        document.accounts.stream().map(text -> account(network, text)).toList(),
        parameters(document.parameters));
  }

  private static ValidatorEntry validator(NetworkKind network, ValidatorText text) {
    return new ValidatorEntry(
        text.name,
        PublicKey.parse(text.key),
        Long.parseLong(text.power),
        Address.parse(text.operator, network).key());
  }

  private static GenesisAccount account(NetworkKind network, AccountText text) {
    return new GenesisAccount(
        Address.parse(text.address, network).key(), Amount.parse(text.balance));
  }

  private static Parameters parameters(ParametersText text) {
    return new Parameters(
        new Parameters.Timing(
            Duration.ofMillis(text.leaderTimeoutMillis),
            Duration.ofMillis(text.notarizationTimeoutMillis),
            Duration.ofMillis(text.retryIntervalMillis),
            Duration.ofMillis(text.heartbeatMillis),
            Duration.ofMillis(text.minBlockIntervalMillis)),
        new Parameters.BlockLimits(text.blockLimitBytes, text.blockLimitOperations),
        Duration.ofMillis(text.maxValidityMillis),
        new Parameters.Fees(
            Amount.parse(text.feeBase),
            Amount.parse(text.feePerOperation),
            Amount.parse(text.feePerByte),
            Amount.parse(text.deposit)),
        text.keptViews,
        text.keptEpochs,
        text.removesEquivocators);
  }

  private static Document document(Genesis genesis) {
    NetworkKind network = genesis.network();
    return new Document(
        genesis.chainName(),
        network.name().toLowerCase(Locale.ROOT),
        genesis.decimals(),
        genesis.symbol(),
        genesis.time().millis(),
        genesis.validators().stream().map(entry -> text(network, entry)).toList(),
        genesis.accounts().stream().map(account -> text(network, account)).toList(),
        text(genesis.parameters()));
  }

  private static ValidatorText text(NetworkKind network, ValidatorEntry entry) {
    return new ValidatorText(
        entry.name(),
        entry.key().toString(),
        Long.toString(entry.power()),
        new Address(network, entry.operator()).toString());
  }

  private static AccountText text(NetworkKind network, GenesisAccount account) {
    return new AccountText(
        new Address(network, account.key()).toString(), account.balance().toString());
  }

  private static ParametersText text(Parameters parameters) {
    Parameters.Timing timing = parameters.timing();
    Parameters.Fees fees = parameters.fees();
    return new ParametersText(
        timing.leaderTimeout().toMillis(),
        timing.notarizationTimeout().toMillis(),
        timing.retryInterval().toMillis(),
        timing.heartbeat().toMillis(),
        timing.minBlockInterval().toMillis(),
        parameters.blockLimits().bytes(),
        parameters.blockLimits().operations(),
        parameters.maxValidity().toMillis(),
        fees.base().toString(),
        fees.perOperation().toString(),
        fees.perByte().toString(),
        fees.deposit().toString(),
        parameters.keptViews(),
        parameters.keptEpochs(),
        parameters.removesEquivocators());
  }

  private static RefusedException refused(Path file, String fault) {
    return new RefusedException(ExitCode.CONFIGURATION, "the genesis " + file + " " + fault + ".");
  }
}

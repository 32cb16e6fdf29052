package cairn.ledger;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsWriter;
import cairn.codec.Decoder;
import cairn.codec.DecoderTrial;
import cairn.codec.JavaScript;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Somebody else's BCS, the package @mysten/bcs of npm, makes the same bytes of our types and reads
/// them; `bcs/cairn.mjs` describes the types to it, as docs/protocol.md does.
class MystenBcsTest {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "@mysten/bcs", "npm/@mysten/bcs/dist/index.mjs",
          "@mysten/utils", "npm/@mysten/utils/dist/index.mjs",
          "@scure/base", "npm/@scure/base/index.js");

  /// Decoders of this module, and what `cairn.mjs` calls their types.
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          entry("ledger.Signers.read", "Signers"),
          entry("ledger.Money.read", "Money"),
          entry("ledger.Operation.read", "Operation"),
          entry("ledger.TransactionBody.read", "Body"),
          entry("ledger.Transaction.decode", "Transaction"),
          entry("ledger.OperationFailure.read", "Reason"),
          entry("ledger.Receipt.read", "Receipt"),
          entry("ledger.BlockHeader.decode", "Header"),
          entry("ledger.Block.decode", "Block"),
          entry("quorum.Vote.read", "Vote"),
          entry("quorum.SignedVote.read", "SignedVote"),
          entry("quorum.Evidence.read", "Evidence"),
          entry("quorum.ValidatorSet.read", "ValidatorSet"),
          entry("quorum.Certificate.read", "Certificate"),
          entry("ledger.StateKey.read", "StateKey"),
          entry("ledger.Account.decode", "Account"),
          entry("ledger.Asset.decode", "Asset"),
          entry("ledger.Holding.decode", "Holding"),
          entry("ledger.StoredRecord.decode", "StoredRecord"),
          entry("ledger.Escrow.decode", "Escrow"),
          entry("ledger.Lock.decode", "Lock"),
          entry("ledger.Parameters.decode", "Parameters"),
          entry("ledger.Roster.decode", "Roster"),
          entry("ledger.OpenChanges.decode", "OpenChanges"),
          entry("ledger.ProtocolSchedule.decode", "ProtocolSchedule"),
          entry("ledger.Offence.decode", "Offence"),
          entry("ledger.GenesisSummary.decode", "GenesisSummary"));

  private static JavaScript script;
  private static Value module;

  @BeforeAll
  static void load() {
    script = JavaScript.of(PACKAGES);
    module = script.module("bcs/cairn.mjs");
  }

  @AfterAll
  static void close() {
    script.close();
  }

  @Test
  void makesTheSameBytesOfTheSameValues() {
    for (MystenBcsTable.Row row : MystenBcsTable.rows()) {
      assertEquals(row.hex(), call("encode", row.type(), row.json()), row.json());
      assertEquals(row.json(), call("decode", row.type(), row.hex()));
    }
  }

  @Test
  void hasARowOfEachOperationAndVote() {
    String rows =
        MystenBcsTable.rows().stream()
            .map(MystenBcsTable.Row::json)
            .collect(Collectors.joining("\n"));

    for (Class<?> operation : Operation.class.getPermittedSubclasses()) {
      assertTrue(rows.contains("{\"" + operation.getSimpleName() + "\":"), operation.getName());
    }
    for (Class<?> vote : cairn.quorum.Vote.class.getPermittedSubclasses()) {
      assertTrue(rows.contains("{\"" + vote.getSimpleName() + "\":"), vote.getName());
    }
  }

  @Test
  void readsAndWritesRandomValuesOfEveryType() {
    Map<String, Decoder> decoders =
        LedgerDecoders.all().stream().collect(Collectors.toMap(Decoder::name, Function.identity()));
    TYPES.forEach((name, type) -> {
      DecoderTrial trial =
          new DecoderTrial(decoders.get("cairn." + name), LedgerDecoders.values(7));
      for (byte[] bytes : trial.valuesComeBack().subList(0, 5)) {
        String hex = HexFormat.of().formatHex(bytes);
        assertEquals(hex, call("recode", type, hex), type);
      }
    });
  }

  @Test
  void readsAndWritesWhatOurWriterWrites() {
    Map<String, BcsWriter> primitives =
        Map.ofEntries(
            entry("u8", new BcsWriter().u8(255)),
            entry("u16", new BcsWriter().u16(0xFEDC)),
            entry("u32", new BcsWriter().u32(0xFEDC_BA98L)),
            entry("u64", new BcsWriter().u64(-2)),
            entry("bool", new BcsWriter().bool(true)),
            entry("text", new BcsWriter().string("h\u00e9 \u4e2d \ud83d\ude00")),
            entry("bytes", new BcsWriter().bytes(new byte[300])),
            entry("uleb", new BcsWriter().uleb(0xABCDEF)),
            entry("vector<u16>", new BcsWriter().list(List.of(1, 2, 3), BcsWriter::u16)),
            entry("option<u64>", new BcsWriter().bool(true).u64(7)),
            entry(
                "vector<option<text>>",
                new BcsWriter().uleb(2).bool(false).bool(true).string("a")));

    primitives.forEach((type, writer) -> {
      String hex = HexFormat.of().formatHex(writer.toByteArray());
      assertEquals(hex, call("recode", type, hex), type);
    });
  }

  private static String call(String function, String type, String argument) {
    return module.getMember(function).execute(type, argument).asString();
  }
}

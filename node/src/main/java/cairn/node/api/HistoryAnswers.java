package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.EntryName;
import cairn.ledger.Height;
import cairn.ledger.Receipt;
import cairn.ledger.store.Place;
import cairn.ledger.store.RecordPlace;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers the methods that list what happened, page by page. Immutable.
final class HistoryAnswers {
  private static final int USUAL_LIMIT = 50;
  private static final int MOST = 1000;
  private static final String CURSOR = "what nextCursor said";
  private static final Pattern PLACE = Pattern.compile("(0|[1-9][0-9]{0,17})-([0-9]{1,7})");
  private static final Pattern RECORD = Pattern.compile("(0|[1-9][0-9]{0,17})-([0-9a-f]{2,256})");

  private final LedgerNode node;
  private final Hash genesisHash;
  private final TransactionAnswers transactions;

  HistoryAnswers(LedgerNode node, TransactionAnswers transactions) {
    this.node = node;
    this.genesisHash = node.genesisHash();
    this.transactions = transactions;
  }

  Answer.History history(HistoryView view) {
    return new Answer.History(
        view.entries().stream().map(this::entry).toList(),
        view.next().map(place -> place.height() + "-" + place.index()),
        Optional.of(view.earliest()).filter(earliest -> earliest.isAfter(Height.ZERO)));
  }

  private Answer.HistoryEntry entry(HistoryView.Entry entry) {
    Receipt receipt = entry.inclusion().receipt();
    Answer.Included included = transactions.inBlock(entry.transaction(), receipt);
    return new Answer.HistoryEntry(
        entry.transaction().id(genesisHash),
        included.status(),
        included.reason(),
        entry.inclusion().height(),
        entry.inclusion().index(),
        Names.time(entry.time().millis()),
        entry.time().millis(),
        included.transaction());
  }

  HistoryView history(PublicKey account, Arguments arguments) {
    Optional<Place> after = arguments.optionalText("cursor", CURSOR).map(HistoryAnswers::place);
    return node.history(account, after, arguments.count("limit", USUAL_LIMIT, MOST));
  }

  private static Place place(String cursor) {
    Matcher matcher = PLACE.matcher(cursor);
    if (!matcher.matches()) {
      throw noCursor(cursor);
    }
    return new Place(
        new Height(Long.parseLong(matcher.group(1))), Integer.parseInt(matcher.group(2)));
  }

  RecordsView records(PublicKey owner, Arguments arguments) {
    Optional<RecordPlace> after =
        arguments.optionalText("cursor", CURSOR).map(HistoryAnswers::recordPlace);
    String prefix = arguments.optionalText("prefix", "the beginning of names").orElse("");
    return node.records(owner, prefix, after, arguments.count("limit", USUAL_LIMIT, MOST));
  }

  Answer.Records records(RecordsView view) {
    List<Answer.RecordEntry> items =
        view.entries().stream()
            .map(entry ->
                new Answer.RecordEntry(
                    entry.place().name().text(),
                    HexFormat.of().formatHex(entry.record().value().toByteArray()),
                    entry.place().height(),
                    Names.time(entry.record().time().millis()),
                    entry.record().time().millis()))
            .toList();
    return new Answer.Records(items, view.next().map(HistoryAnswers::cursor));
  }

  private static String cursor(RecordPlace place) {
    byte[] name = place.name().text().getBytes(StandardCharsets.UTF_8);
    return place.height() + "-" + HexFormat.of().formatHex(name);
  }

  private static RecordPlace recordPlace(String cursor) {
    Matcher matcher = RECORD.matcher(cursor);
    if (!matcher.matches() || matcher.group(2).length() % 2 != 0) {
      throw noCursor(cursor);
    }
    try {
      ByteBuffer name = ByteBuffer.wrap(HexFormat.of().parseHex(matcher.group(2)));
      String text = StandardCharsets.UTF_8.newDecoder().decode(name).toString();
      return new RecordPlace(new Height(Long.parseLong(matcher.group(1))), new EntryName(text));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw noCursor(cursor);
    }
  }

  private static RpcException noCursor(String cursor) {
    return new RpcException(RpcError.invalidParam("cursor", CURSOR, cursor));
  }
}

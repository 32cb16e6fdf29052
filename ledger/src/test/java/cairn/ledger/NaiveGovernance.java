package cairn.ledger;

import static cairn.ledger.NaiveLedger.require;

import cairn.crypto.PublicKey;
import cairn.ledger.NaiveEntry.Council;
import cairn.ledger.NaiveEntry.Numbers;
import cairn.ledger.NaiveEntry.Reported;
import cairn.ledger.NaiveEntry.Schedule;
import cairn.ledger.NaiveEntry.Seat;
import cairn.ledger.NaiveEntry.Wish;
import cairn.ledger.NaiveEntry.Wishes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The part of the [NaiveLedger] that changes the network, in one block: "Changes of the network"
/// and "Equivocation" of docs/operations.md. What the block changes it keeps among the entries; who
/// counts and which rules hold, the entries say that were there before the block.
final class NaiveGovernance {
  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final BigInteger MOST_POWER = BigInteger.TWO.pow(60);
  private static final int MOST_VALIDATORS = 256;
  private static final int MOST_OPEN = 8;

  private final SortedMap<String, NaiveEntry> before;
  private final BigInteger height;

  /// @param before what there was before the block
  NaiveGovernance(SortedMap<String, NaiveEntry> before, long height) {
    this.before = new TreeMap<>(before);
    this.height = BigInteger.valueOf(height);
  }

  long height() {
    return height.longValueExact();
  }

  /// One of the rules that hold in the block.
  BigInteger rule(String name) {
    return ((Numbers) before.get("rules")).values().get(name);
  }

  /// The validators of the block's epoch.
  Council council() {
    return (Council) before.get("validators");
  }

  /// Whom the block's fees go to: the operator of the leader, and the leaders take turns. Heights
  /// and views are the same in this chain.
  PublicKey payout() {
    List<Seat> seats = List.copyOf(council().seats().values());
    BigInteger turn = council().epoch().add(height).mod(BigInteger.valueOf(seats.size()));
    return seats.get(turn.intValueExact()).operator();
  }

  void approve(Map<String, NaiveEntry> entries, PublicKey sender, Change change) {
    require(operators().contains(sender), "NOT_OPERATOR", sender);
    require(!isEpochOver(entries), "EPOCH_ENDS", council().epoch());
    check(entries, change);
    List<Wish> open = new ArrayList<>(open(entries));
    int place = open.stream().map(Wish::change).toList().indexOf(change);
    boolean isRepeated = place >= 0 && open.get(place).operators().contains(sender);
    require(!isRepeated, "ALREADY_APPROVED", sender);
    takeBackTheOldest(open, sender);
    TreeSet<PublicKey> approvers = new TreeSet<>(List.of(sender));
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).change().equals(change)) {
        approvers.addAll(open.get(i).operators());
        open.set(i, new Wish(change, approvers));
      }
    }
    if (approvers.size() == 1) {
      open.add(new Wish(change, approvers));
    }
    boolean happens = isEnough(approvers);
    if (happens) {
      open.removeIf(wish -> wish.change().equals(change));
    }
    entries.put("changes", new Wishes(council().epoch(), open));
    if (open.isEmpty()) {
      entries.remove("changes");
    }
    if (happens) {
      carryOut(entries, change);
    }
  }

  void report(
      Map<String, NaiveEntry> entries,
      PublicKey sender,
      Operation.ReportEquivocation report,
      long now) {
    PublicKey culprit = report.culprit();
    BigInteger epoch = BigInteger.valueOf(report.evidence().first().vote().epoch().number());
    boolean isNow = epoch.equals(council().epoch());
    require(isNow || before.containsKey(past(epoch)), "EVIDENCE_TOO_OLD", epoch);
    Council judged = isNow ? council() : (Council) before.get(past(epoch));
    int place = List.copyOf(judged.seats().keySet()).indexOf(culprit);
    boolean isNamed = place == report.evidence().first().signer().index();
    require(isNamed, "WRONG_CULPRIT", culprit, epoch);
    String key = "offence " + culprit + " " + epoch;
    require(!entries.containsKey(key), "ALREADY_REPORTED", culprit, epoch);
    boolean goes =
        rule("removesEquivocators").signum() > 0
            && council().seats().containsKey(culprit)
            && council().seats().size() > 1;
    require(!goes || !isEpochOver(entries), "EPOCH_ENDS", council().epoch());
    entries.put(key, new Reported(report.evidence(), sender, now));
    if (goes) {
      remove(entries, culprit);
    }
  }

  private TreeSet<PublicKey> operators() {
    TreeSet<PublicKey> operators = new TreeSet<>();
    council().seats().values().forEach(seat -> operators.add(seat.operator()));
    return operators;
  }

  private boolean isEpochOver(Map<String, NaiveEntry> entries) {
    return !entries.get("validators").equals(council());
  }

  private static List<Wish> open(Map<String, NaiveEntry> entries) {
    return entries.get("changes") instanceof Wishes wishes ? wishes.open() : List.of();
  }

  /// Makes room for one more approval of `sender`'s.
  private static void takeBackTheOldest(List<Wish> open, PublicKey sender) {
    List<Wish> own = open.stream().filter(wish -> wish.operators().contains(sender)).toList();
    if (own.size() < MOST_OPEN) {
      return;
    }
    TreeSet<PublicKey> others = new TreeSet<>(own.getFirst().operators());
    others.remove(sender);
    int place = open.indexOf(own.getFirst());
    if (others.isEmpty()) {
      open.remove(place);
    } else {
      open.set(place, new Wish(own.getFirst().change(), others));
    }
  }

  private boolean isEnough(Collection<PublicKey> operators) {
    BigInteger power = BigInteger.ZERO;
    for (Seat seat : council().seats().values()) {
      power = power.add(operators.contains(seat.operator()) ? seat.power() : BigInteger.ZERO);
    }
    return power.multiply(THREE).compareTo(total().multiply(BigInteger.TWO)) > 0;
  }

  private BigInteger total() {
    return council().seats().values().stream()
        .map(Seat::power)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private void check(Map<String, NaiveEntry> entries, Change change) {
    SortedMap<PublicKey, Seat> seats = council().seats();
    switch (change) {
      case Change.AddValidator(var added, _) -> {
        seats.forEach((key, seat) -> {
          boolean isOther = !key.equals(added.key()) && !seat.name().equals(added.name());
          require(isOther, "VALIDATOR_EXISTS", key);
        });
        boolean hasRoom = seats.size() < MOST_VALIDATORS;
        require(hasRoom, "POWER_OUT_OF_BOUNDS", added.key(), added.power());
        mayAdd(added.key(), BigInteger.valueOf(added.power()));
      }
      case Change.RemoveValidator(var key) -> {
        require(seats.containsKey(key), "VALIDATOR_NOT_FOUND", key);
        require(seats.size() > 1, "LAST_VALIDATOR", key);
      }
      case Change.SetPower(var key, long power) -> {
        require(seats.containsKey(key), "VALIDATOR_NOT_FOUND", key);
        BigInteger more = BigInteger.valueOf(power).subtract(seats.get(key).power());
        require(more.signum() != 0, "POWER_OUT_OF_BOUNDS", key, power);
        if (more.signum() > 0) {
          mayAdd(key, more);
        }
      }
      case Change.SetParameter _ -> {}
      case Change.StartProtocol(int protocol, var from) -> {
        boolean isToCome = BigInteger.valueOf(from.number()).compareTo(height) > 0;
        boolean isNext = isToCome && protocol > protocol(entries);
        require(isNext, "PROTOCOL_NOT_NEXT", protocol, from);
      }
    }
  }

  /// Less than a third of the resulting power.
  private void mayAdd(PublicKey key, BigInteger more) {
    BigInteger result = total().add(more);
    boolean may = more.multiply(THREE).compareTo(result) < 0 && result.compareTo(MOST_POWER) <= 0;
    require(may, "POWER_OUT_OF_BOUNDS", key, more);
  }

  private void carryOut(Map<String, NaiveEntry> entries, Change change) {
    TreeMap<PublicKey, Seat> seats = new TreeMap<>(council().seats());
    switch (change) {
      case Change.AddValidator(var added, _) -> {
        BigInteger power = BigInteger.valueOf(added.power());
        seats.put(added.key(), new Seat(added.name(), power, added.operator()));
        beginEpoch(entries, seats);
      }
      case Change.RemoveValidator(var key) -> remove(entries, key);
      case Change.SetPower(var key, long power) -> {
        Seat seat = seats.get(key);
        seats.put(key, new Seat(seat.name(), BigInteger.valueOf(power), seat.operator()));
        beginEpoch(entries, seats);
      }
      case Change.SetParameter(var parameter, long value) -> {
        TreeMap<String, BigInteger> values =
            new TreeMap<>(((Numbers) entries.get("rules")).values());
        values.put(parameter.text(), BigInteger.valueOf(value));
        entries.put("rules", new Numbers(values));
      }
      case Change.StartProtocol(int protocol, var from) -> {
        BigInteger start = BigInteger.valueOf(from.number());
        entries.put("protocols", new Schedule(protocol(entries), protocol, start));
      }
    }
  }

  private void remove(Map<String, NaiveEntry> entries, PublicKey key) {
    TreeMap<PublicKey, Seat> seats = new TreeMap<>(council().seats());
    seats.remove(key);
    beginEpoch(entries, seats);
  }

  /// Of the past epochs the last few are kept, and with the epoch the open approvals end.
  private void beginEpoch(Map<String, NaiveEntry> entries, SortedMap<PublicKey, Seat> seats) {
    BigInteger epoch = council().epoch();
    entries.put("validators", new Council(epoch.add(BigInteger.ONE), seats));
    entries.put(past(epoch), council());
    entries.remove(past(epoch.subtract(rule("keptEpochs"))));
    entries.remove("changes");
  }

  /// The protocol in force for the block.
  private int protocol(Map<String, NaiveEntry> entries) {
    if (entries.get("protocols") instanceof Schedule schedule) {
      return schedule.from().compareTo(height) <= 0 ? schedule.next() : schedule.before();
    }
    return 1;
  }

  private static String past(BigInteger epoch) {
    return "past validators " + epoch;
  }
}

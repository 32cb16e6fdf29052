package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.crypto.PublicKey;
import cairn.ledger.NaiveEntry.Coin;
import cairn.ledger.NaiveEntry.Council;
import cairn.ledger.NaiveEntry.Counter;
import cairn.ledger.NaiveEntry.Held;
import cairn.ledger.NaiveEntry.Latch;
import cairn.ledger.NaiveEntry.Lease;
import cairn.ledger.NaiveEntry.Note;
import cairn.ledger.NaiveEntry.Numbers;
import cairn.ledger.NaiveEntry.Parked;
import cairn.ledger.NaiveEntry.Purse;
import cairn.ledger.NaiveEntry.Reported;
import cairn.ledger.NaiveEntry.Reserved;
import cairn.ledger.NaiveEntry.Schedule;
import cairn.ledger.NaiveEntry.Seat;
import cairn.ledger.NaiveEntry.Wish;
import cairn.ledger.NaiveEntry.Wishes;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The ledger's own entries and receipts in the words of the [NaiveLedger].
final class RealEntries {
  private RealEntries() {}

  static TreeMap<String, NaiveEntry> of(Map<StateKey, byte[]> state) {
    TreeMap<String, NaiveEntry> result = new TreeMap<>();
    state.forEach((key, bytes) -> {
      switch (key) {
        case StateKey.Account(var owner) -> result.put("account " + owner, purse(bytes));
        case StateKey.Asset(var id) -> result.put("asset " + id, coin(bytes));
        case StateKey.Holding(var owner, var id) ->
            result.put("holding " + owner + " " + id, held(bytes));
        case StateKey.Stored(var owner, var name) ->
            result.put("record " + owner + " " + name, note(bytes));
        case StateKey.Escrow(var id) -> result.put("escrow " + id, parked(bytes));
        case StateKey.Lock(var owner, var name) ->
            result.put("lock " + owner + " " + name, latch(bytes));
        case StateKey.Fencing() ->
            result.put(
                "fencing",
                new Counter(BigInteger.valueOf(BcsReader.decode(bytes, BcsReader::count64))));
        case StateKey.Rules() -> result.put("rules", numbers(Parameters.decode(bytes)));
        case StateKey.Validators() -> result.put("validators", council(Roster.decode(bytes)));
        case StateKey.PastValidators(var epoch) ->
            result.put("past validators " + epoch, council(Roster.decode(bytes)));
        case StateKey.OpenChanges() -> result.put("changes", wishes(bytes));
        case StateKey.Protocols() -> result.put("protocols", schedule(bytes));
        case StateKey.Offence(var culprit, var epoch) ->
            result.put("offence " + culprit + " " + epoch, reported(bytes));
      }
    });
    return result;
  }

  static Numbers numbers(Parameters parameters) {
    Parameters.Timing timing = parameters.timing();
    Parameters.Fees fees = parameters.fees();
    TreeMap<String, BigInteger> values = new TreeMap<>();
    values.put("leaderTimeoutMillis", exact(timing.leaderTimeout()));
    values.put("notarizationTimeoutMillis", exact(timing.notarizationTimeout()));
    values.put("retryIntervalMillis", exact(timing.retryInterval()));
    values.put("heartbeatMillis", exact(timing.heartbeat()));
    values.put("minBlockIntervalMillis", exact(timing.minBlockInterval()));
    values.put("blockLimitBytes", BigInteger.valueOf(parameters.blockLimits().bytes()));
    values.put("blockLimitOperations", BigInteger.valueOf(parameters.blockLimits().operations()));
    values.put("maxValidityMillis", exact(parameters.maxValidity()));
    values.put("feeBase", exact(fees.base()));
    values.put("feePerOperation", exact(fees.perOperation()));
    values.put("feePerByte", exact(fees.perByte()));
    values.put("deposit", exact(fees.deposit()));
    values.put("keptViews", BigInteger.valueOf(parameters.keptViews()));
    values.put("keptEpochs", BigInteger.valueOf(parameters.keptEpochs()));
    values.put(
        "removesEquivocators", parameters.removesEquivocators() ? BigInteger.ONE : BigInteger.ZERO);
    return new Numbers(values);
  }

  static Council council(Roster roster) {
    TreeMap<PublicKey, Seat> seats = new TreeMap<>();
    for (ValidatorEntry entry : roster.entries()) {
      BigInteger power = BigInteger.valueOf(entry.power());
      seats.put(entry.key(), new Seat(entry.name(), power, entry.operator()));
    }
    return new Council(BigInteger.valueOf(roster.epoch().number()), seats);
  }

  static String receipt(Receipt receipt) {
    return switch (receipt) {
      case Receipt.Succeeded() -> "OK";
      case Receipt.Failed(int place, OperationFailure reason) ->
          place + " " + reason.code() + " " + fields(reason);
    };
  }

  private static String fields(OperationFailure reason) {
    return switch (reason) {
      case OperationFailure.InsufficientFunds(var balance, var needed) -> balance + " " + needed;
      case OperationFailure.BalanceOverflow(var account) -> account.toString();
      case OperationFailure.AssetExists(var asset) -> asset.toString();
      case OperationFailure.AssetNotFound(var asset) -> asset.toString();
      case OperationFailure.NotIssuer(var asset) -> asset.toString();
      case OperationFailure.SupplyOverflow(var asset) -> asset.toString();
      case OperationFailure.InsufficientAsset(var asset, var held, var needed) ->
          asset + " " + held + " " + needed;
      case OperationFailure.RecordNotFound(var name) -> name.toString();
      case OperationFailure.EscrowNotFound(var escrow) -> escrow.toString();
      case OperationFailure.WrongPreimage(var escrow) -> escrow.toString();
      case OperationFailure.EscrowOver(var escrow, var deadline) -> escrow + " " + deadline;
      case OperationFailure.EscrowNotOver(var escrow, var deadline) -> escrow + " " + deadline;
      case OperationFailure.DeadlinePassed(var deadline, var now) -> deadline + " " + now;
      case OperationFailure.LockNotFound(var owner, var name) -> owner + " " + name;
      case OperationFailure.LockHeld(var holder, var until) -> holder + " " + until;
      case OperationFailure.NotAllowed(var owner, var name) -> owner + " " + name;
      case OperationFailure.NotHolder(var owner, var name, long token) ->
          owner + " " + name + " " + token;
      case OperationFailure.NotOperator(var sender) -> sender.toString();
      case OperationFailure.AlreadyApproved(var sender) -> sender.toString();
      case OperationFailure.EpochEnds(var epoch) -> epoch.toString();
      case OperationFailure.ValidatorExists(var key) -> key.toString();
      case OperationFailure.ValidatorNotFound(var key) -> key.toString();
      case OperationFailure.LastValidator(var key) -> key.toString();
      case OperationFailure.PowerOutOfBounds(var key, long power) -> key + " " + power;
      case OperationFailure.ProtocolNotNext(int protocol, var from) -> protocol + " " + from;
      case OperationFailure.EvidenceTooOld(var epoch) -> epoch.toString();
      case OperationFailure.WrongCulprit(var culprit, var epoch) -> culprit + " " + epoch;
      case OperationFailure.AlreadyReported(var culprit, var epoch) -> culprit + " " + epoch;
    };
  }

  private static Purse purse(byte[] bytes) {
    Account account = Account.decode(bytes);
    TreeMap<PublicKey, Integer> members = new TreeMap<>();
    account.signers().members().forEach(member -> members.put(member.key(), member.weight()));
    return new Purse(
        BigInteger.valueOf(account.nonce()),
        exact(account.balance()),
        account.signers().threshold(),
        members,
        reserved(account.deposit()));
  }

  private static Coin coin(byte[] bytes) {
    Asset asset = Asset.decode(bytes);
    return new Coin(
        asset.issuer(),
        asset.symbol().text(),
        asset.decimals(),
        exact(asset.supply()),
        reserved(asset.deposit()));
  }

  private static Held held(byte[] bytes) {
    Holding holding = Holding.decode(bytes);
    return new Held(exact(holding.amount()), reserved(holding.deposit()));
  }

  private static Note note(byte[] bytes) {
    StoredRecord stored = StoredRecord.decode(bytes);
    return new Note(stored.value().toString(), stored.time().millis(), reserved(stored.deposit()));
  }

  private static Parked parked(byte[] bytes) {
    Escrow escrow = Escrow.decode(bytes);
    return new Parked(
        escrow.opener(),
        escrow.recipient(),
        escrow.money().asset().map(AssetId::toString).orElse(""),
        exact(escrow.money().amount()),
        escrow.lock().toString(),
        escrow.deadline().millis(),
        reserved(escrow.deposit()));
  }

  private static Latch latch(byte[] bytes) {
    Lock lock = Lock.decode(bytes);
    return new Latch(
        lock.allowed(),
        lock.lease()
            .map(lease ->
                new Lease(
                    lease.holder(), BigInteger.valueOf(lease.token()), lease.until().millis())),
        reserved(lock.deposit()));
  }

  private static Wishes wishes(byte[] bytes) {
    OpenChanges open = OpenChanges.decode(bytes);
    return new Wishes(
        BigInteger.valueOf(open.epoch().number()),
        open.changes().stream()
            .map(one -> new Wish(one.change(), new TreeSet<>(one.operators())))
            .toList());
  }

  private static Schedule schedule(byte[] bytes) {
    ProtocolSchedule schedule = ProtocolSchedule.decode(bytes);
    BigInteger from = BigInteger.valueOf(schedule.from().number());
    return new Schedule(schedule.before(), schedule.next(), from);
  }

  private static Reported reported(byte[] bytes) {
    Offence offence = Offence.decode(bytes);
    return new Reported(offence.evidence(), offence.reporter(), offence.time().millis());
  }

  private static Optional<Reserved> reserved(Optional<Deposit> deposit) {
    return deposit.map(given -> new Reserved(given.payer(), exact(given.amount())));
  }

  private static BigInteger exact(Amount amount) {
    return new BigInteger(amount.toString());
  }

  private static BigInteger exact(Duration duration) {
    return BigInteger.valueOf(duration.toMillis());
  }
}

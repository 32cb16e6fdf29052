package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.ledger.NaiveEntry.Coin;
import cairn.ledger.NaiveEntry.Counter;
import cairn.ledger.NaiveEntry.Held;
import cairn.ledger.NaiveEntry.Latch;
import cairn.ledger.NaiveEntry.Lease;
import cairn.ledger.NaiveEntry.Note;
import cairn.ledger.NaiveEntry.Parked;
import cairn.ledger.NaiveEntry.Purse;
import cairn.ledger.NaiveEntry.Reserved;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The ledger as docs/operations.md tells it, in the slowest and simplest way: one sorted map, big
/// integers, and a copy of all of it to go back to. It has no tree and no store, and shares only
/// what a transaction is with the ledger that it checks.
final class NaiveLedger {
  private static final BigInteger MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final Purse NO_PURSE =
      new Purse(BigInteger.ZERO, BigInteger.ZERO, 0, new TreeMap<>(), Optional.empty());

  /// Ends a transaction; the message is the reason as a receipt gives it.
  static final class Failure extends RuntimeException {
    Failure(Object... reason) {
      super(String.join(" ", List.of(reason).stream().map(Object::toString).toList()));
    }
  }

  private TreeMap<String, NaiveEntry> entries = new TreeMap<>();
  private NaiveGovernance block;

  /// @param rules and `validators` those of genesis
  NaiveLedger(NaiveEntry.Numbers rules, NaiveEntry.Council validators) {
    entries.put("rules", rules);
    entries.put("validators", validators);
    this.block = new NaiveGovernance(entries, 0);
  }

  /// Begins a block, which keeps the rules that it begins with.
  void begin(long height) {
    block = new NaiveGovernance(entries, height);
  }

  NaiveGovernance block() {
    return block;
  }

  SortedMap<String, NaiveEntry> entries() {
    return entries;
  }

  void endow(PublicKey key, BigInteger units) {
    entries.put("account " + key, NO_PURSE.with(units));
  }

  Purse purse(PublicKey key) {
    return entries.get("account " + key) instanceof Purse purse ? purse : NO_PURSE;
  }

  /// All that there is of the native asset: in accounts, deposits and escrows.
  BigInteger supply() {
    BigInteger sum = BigInteger.ZERO;
    for (NaiveEntry entry : entries.values()) {
      sum = sum.add(entry.reserved().map(Reserved::units).orElse(BigInteger.ZERO));
      if (entry instanceof Purse purse) {
        sum = sum.add(purse.balance());
      }
      if (entry instanceof Parked parked && parked.asset().isEmpty()) {
        sum = sum.add(parked.units());
      }
    }
    return sum;
  }

  /// What holdings and escrows have of an asset.
  BigInteger held(String asset) {
    BigInteger sum = BigInteger.ZERO;
    for (var entry : entries.entrySet()) {
      if (entry.getValue() instanceof Held held && entry.getKey().endsWith(" " + asset)) {
        sum = sum.add(held.units());
      }
      if (entry.getValue() instanceof Parked parked && parked.asset().equals(asset)) {
        sum = sum.add(parked.units());
      }
    }
    return sum;
  }

  /// Pays a block's fees out.
  void payOut(BigInteger fees) {
    PublicKey key = block.payout();
    if (fees.signum() > 0) {
      entries.put("account " + key, purse(key).with(purse(key).balance().add(fees)));
    }
  }

  /// Takes the fee, then does all operations or none; returns the receipt.
  String apply(TransactionBody body, TransactionId id, long now) {
    Purse sender = purse(body.sender());
    entries.put(
        "account " + body.sender(),
        new Purse(
            sender.nonce().add(BigInteger.ONE),
            sender.balance().subtract(exact(body.fee())),
            sender.threshold(),
            sender.members(),
            sender.reserved()));
    TreeMap<String, NaiveEntry> before = new TreeMap<>(entries);
    int place = 0;
    try {
      for (Operation operation : body.operations()) {
        apply(body.sender(), operation, id, place, now);
        place++;
      }
      return "OK";
    } catch (Failure failure) {
      entries = before;
      return place + " " + failure.getMessage();
    }
  }

  private void apply(PublicKey sender, Operation operation, TransactionId id, int place, long now) {
    switch (operation) {
      case Operation.Transfer(var to, var amount) -> move(sender, to, "", exact(amount));
      case Operation.TransferAsset(var asset, var to, var amount) ->
          move(sender, to, asset.toString(), exact(amount));
      case Operation.CreateAsset(var symbol, int decimals) ->
          create(sender, symbol.text(), decimals);
      case Operation.Mint(var asset, var to, var amount) ->
          mint(sender, asset.toString(), to, exact(amount));
      case Operation.Burn(var asset, var amount) -> burn(sender, asset.toString(), exact(amount));
      case Operation.SetSigners(var signers) -> setSigners(sender, signers);
      case Operation.PutRecord(var name, var value) -> put(sender, name, value.toString(), now);
      case Operation.DeleteRecord(var name) -> {
        String key = "record " + sender + " " + name;
        require(entries.containsKey(key), "RECORD_NOT_FOUND", name);
        delete(key);
      }
      case Operation.OpenEscrow open -> open(sender, open, escrowId(id, place), now);
      case Operation.ClaimEscrow(var escrow, var preimage) ->
          claim(sender, escrow.toString(), preimage.toByteArray(), now);
      case Operation.RefundEscrow(var escrow) -> refund(sender, escrow.toString(), now);
      case Operation.AcquireLock acquire -> acquire(sender, acquire, now);
      case Operation.RenewLock renew -> renew(sender, renew, now);
      case Operation.ReleaseLock release -> release(sender, release);
      case Operation.ApproveChange(var change) -> block.approve(entries, sender, change);
      case Operation.ReportEquivocation report -> block.report(entries, sender, report, now);
    }
  }

  private void move(PublicKey from, PublicKey to, String asset, BigInteger units) {
    take(from, asset, units);
    give(from, to, asset, units);
  }

  private void create(PublicKey issuer, String symbol, int decimals) {
    String id =
        NaiveHash.tagged("cairn.asset", issuer.bytes(), symbol.getBytes(StandardCharsets.US_ASCII));
    require(!entries.containsKey("asset " + id), "ASSET_EXISTS", id);
    entries.put("asset " + id, new Coin(issuer, symbol, decimals, BigInteger.ZERO, due(issuer)));
    payDeposit(issuer);
  }

  private void mint(PublicKey sender, String asset, PublicKey to, BigInteger units) {
    require(entries.containsKey("asset " + asset), "ASSET_NOT_FOUND", asset);
    Coin coin = (Coin) entries.get("asset " + asset);
    require(coin.issuer().equals(sender), "NOT_ISSUER", asset);
    BigInteger supply = coin.supply().add(units);
    require(supply.compareTo(MOST) <= 0, "SUPPLY_OVERFLOW", asset);
    entries.put("asset " + asset, coin.with(supply));
    give(sender, to, asset, units);
  }

  private void burn(PublicKey sender, String asset, BigInteger units) {
    take(sender, asset, units);
    Coin coin = (Coin) entries.get("asset " + asset);
    entries.put("asset " + asset, coin.with(coin.supply().subtract(units)));
  }

  private void setSigners(PublicKey sender, Signers signers) {
    TreeMap<PublicKey, Integer> members = new TreeMap<>();
    signers.members().forEach(member -> members.put(member.key(), member.weight()));
    Purse purse = purse(sender);
    entries.put(
        "account " + sender,
        new Purse(purse.nonce(), purse.balance(), signers.threshold(), members, purse.reserved()));
  }

  private void put(PublicKey sender, EntryName name, String value, long now) {
    String key = "record " + sender + " " + name;
    boolean isNew = !entries.containsKey(key);
    Optional<Reserved> reserved = isNew ? due(sender) : entries.get(key).reserved();
    entries.put(key, new Note(value, now, reserved));
    if (isNew) {
      payDeposit(sender);
    }
  }

  private void open(PublicKey sender, Operation.OpenEscrow open, String id, long now) {
    require(open.deadline().millis() > now, "DEADLINE_PASSED", open.deadline(), now);
    String asset = open.money().asset().map(AssetId::toString).orElse("");
    BigInteger units = exact(open.money().amount());
    take(sender, asset, units);
    entries.put(
        "escrow " + id,
        new Parked(
            sender,
            open.recipient(),
            asset,
            units,
            open.lock().toString(),
            open.deadline().millis(),
            due(sender)));
    payDeposit(sender);
  }

  private void claim(PublicKey sender, String id, byte[] preimage, long now) {
    Parked parked = escrow(id);
    require(now <= parked.deadline(), "ESCROW_OVER", id, parked.deadline());
    require(NaiveHash.plain(preimage).equals(parked.hash()), "WRONG_PREIMAGE", id);
    delete("escrow " + id);
    give(sender, parked.recipient(), parked.asset(), parked.units());
  }

  private void refund(PublicKey sender, String id, long now) {
    Parked parked = escrow(id);
    require(now > parked.deadline(), "ESCROW_NOT_OVER", id, parked.deadline());
    delete("escrow " + id);
    give(sender, parked.opener(), parked.asset(), parked.units());
  }

  private Parked escrow(String id) {
    require(entries.containsKey("escrow " + id), "ESCROW_NOT_FOUND", id);
    return (Parked) entries.get("escrow " + id);
  }

  private void acquire(PublicKey sender, Operation.AcquireLock acquire, long now) {
    String key = "lock " + acquire.owner() + " " + acquire.name();
    boolean isOwner = sender.equals(acquire.owner());
    Optional<Latch> before = Optional.ofNullable((Latch) entries.get(key));
    require(isOwner || before.isPresent(), "LOCK_NOT_FOUND", acquire.owner(), acquire.name());
    if (before.isPresent()) {
      boolean mayTake = isOwner || before.get().allowed().contains(sender);
      require(mayTake, "NOT_ALLOWED", acquire.owner(), acquire.name());
      before
          .get()
          .lease()
          .ifPresent(held -> require(now > held.until(), "LOCK_HELD", held.holder(), held.until()));
    }
    Counter last = (Counter) entries.getOrDefault("fencing", new Counter(BigInteger.ZERO));
    Counter next = new Counter(last.value().add(BigInteger.ONE));
    entries.put("fencing", next);
    Lease lease = new Lease(sender, next.value(), now + acquire.lease().toMillis());
    List<PublicKey> allowed = isOwner ? acquire.allowed() : before.get().allowed();
    Optional<Reserved> reserved = before.isPresent() ? before.get().reserved() : due(sender);
    entries.put(key, new Latch(allowed, Optional.of(lease), reserved));
    if (before.isEmpty()) {
      payDeposit(sender);
    }
  }

  private void renew(PublicKey sender, Operation.RenewLock renew, long now) {
    String key = "lock " + renew.owner() + " " + renew.name();
    Latch latch = heldBy(sender, renew.owner(), renew.name(), renew.token());
    boolean lasts = now <= latch.lease().get().until();
    require(lasts, "NOT_HOLDER", renew.owner(), renew.name(), renew.token());
    Lease longer = new Lease(sender, latch.lease().get().token(), now + renew.lease().toMillis());
    entries.put(key, new Latch(latch.allowed(), Optional.of(longer), latch.reserved()));
  }

  private void release(PublicKey sender, Operation.ReleaseLock release) {
    String key = "lock " + release.owner() + " " + release.name();
    Latch latch = heldBy(sender, release.owner(), release.name(), release.token());
    if (sender.equals(release.owner()) && latch.allowed().isEmpty()) {
      delete(key);
    } else {
      entries.put(key, new Latch(latch.allowed(), Optional.empty(), latch.reserved()));
    }
  }

  private Latch heldBy(PublicKey sender, PublicKey owner, EntryName name, long token) {
    Latch latch = (Latch) entries.get("lock " + owner + " " + name);
    boolean holds =
        latch != null
            && latch.lease().isPresent()
            && latch.lease().get().holder().equals(sender)
            && latch.lease().get().token().equals(BigInteger.valueOf(token));
    require(holds, "NOT_HOLDER", owner, name, token);
    return latch;
  }

  private void take(PublicKey from, String asset, BigInteger units) {
    if (asset.isEmpty()) {
      BigInteger balance = purse(from).balance();
      require(balance.compareTo(units) >= 0, "INSUFFICIENT_FUNDS", balance, units);
      entries.put("account " + from, purse(from).with(balance.subtract(units)));
      return;
    }
    String key = "holding " + from + " " + asset;
    Held held = (Held) entries.getOrDefault(key, new Held(BigInteger.ZERO, Optional.empty()));
    require(held.units().compareTo(units) >= 0, "INSUFFICIENT_ASSET", asset, held.units(), units);
    if (held.units().equals(units)) {
      delete(key);
    } else {
      entries.put(key, new Held(held.units().subtract(units), held.reserved()));
    }
  }

  private void give(PublicKey payer, PublicKey to, String asset, BigInteger units) {
    if (!asset.isEmpty()) {
      String key = "holding " + to + " " + asset;
      if (entries.get(key) instanceof Held held) {
        entries.put(key, new Held(held.units().add(units), held.reserved()));
      } else {
        entries.put(key, new Held(units, due(payer)));
        payDeposit(payer);
      }
      return;
    }
    if (!entries.containsKey("account " + to)) {
      payDeposit(payer);
      entries.put(
          "account " + to,
          new Purse(BigInteger.ZERO, BigInteger.ZERO, 0, new TreeMap<>(), due(payer)));
    }
    BigInteger balance = purse(to).balance().add(units);
    require(balance.compareTo(MOST) <= 0, "BALANCE_OVERFLOW", to);
    entries.put("account " + to, purse(to).with(balance));
  }

  private Optional<Reserved> due(PublicKey payer) {
    return deposit().signum() == 0 ? Optional.empty() : Optional.of(new Reserved(payer, deposit()));
  }

  private BigInteger deposit() {
    return block.rule("deposit");
  }

  private void payDeposit(PublicKey payer) {
    if (deposit().signum() > 0) {
      take(payer, "", deposit());
    }
  }

  private void delete(String key) {
    Optional<Reserved> reserved = entries.remove(key).reserved();
    reserved.ifPresent(given -> {
      Purse payer = purse(given.payer());
      entries.put("account " + given.payer(), payer.with(payer.balance().add(given.units())));
    });
  }

  static BigInteger exact(Amount amount) {
    return new BigInteger(amount.toString());
  }

  private static String escrowId(TransactionId id, int place) {
    return NaiveHash.tagged("cairn.escrow", id.hash().bytes(), new byte[] {(byte) place, 0, 0, 0});
  }

  static void require(boolean holds, Object... reason) {
    if (!holds) {
      throw new Failure(reason);
    }
  }
}

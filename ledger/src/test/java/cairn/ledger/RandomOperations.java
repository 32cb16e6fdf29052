package cairn.ledger;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Operations of every kind, of few accounts, names and assets, so that they meet. It looks at the
/// [NaiveLedger] in order to come to success and to every reason of failure.
final class RandomOperations {
  private static final int KINDS = 14;

  /// As long as some blocks, so that one of them makes an account and uses it again.
  private static final long FRESH_KEY_MILLIS = 500;

  private final SplittableRandom random;
  private final List<PublicKey> accounts;
  private final PublicKey vault;
  private final NaiveLedger ledger;
  private final RandomGovernance governance;

  /// @param vault an account that can hold little more, and that nobody signs for
  RandomOperations(
      SplittableRandom random,
      List<PublicKey> accounts,
      PublicKey vault,
      NaiveLedger ledger,
      RandomGovernance governance) {
    this.random = random;
    this.accounts = accounts;
    this.vault = vault;
    this.ledger = ledger;
    this.governance = governance;
  }

  /// @param now around which deadlines lie
  Operation next(PublicKey sender, long now) {
    if (governance.isNext(sender)) {
      return governance.next(sender);
    }
    return switch (random.nextInt(KINDS)) {
      case 0 -> new Operation.Transfer(recipient(now), amount(sender));
      case 1 -> new Operation.TransferAsset(asset(sender), account(), assetAmount());
      case 2 -> new Operation.CreateAsset(symbol(), random.nextInt(19));
      case 3 -> mint(sender);
      case 4 -> new Operation.Burn(asset(sender), assetAmount());
      case 5 -> new Operation.SetSigners(signers());
      case 6 -> new Operation.PutRecord(name(), bytes(random.nextInt(40)));
      case 7 -> new Operation.DeleteRecord(name());
      case 8 ->
          new Operation.OpenEscrow(
              recipient(now),
              random.nextBoolean()
                  ? Money.ofNative(amount(sender))
                  : Money.of(asset(sender), assetAmount()),
              Hash.plain(preimage().toByteArray()),
              new Timestamp(now + 50 * random.nextInt(-1, 12)));
      case 9 -> new Operation.ClaimEscrow(escrow(), preimage());
      case 10 -> new Operation.RefundEscrow(escrow());
      case 11 -> acquire(sender);
      case 12 -> renew(sender);
      default -> release(sender);
    };
  }

  private PublicKey account() {
    return accounts.get(random.nextInt(accounts.size()));
  }

  /// An account, the vault, or a key that has no account yet and soon gets one.
  private PublicKey recipient(long now) {
    int chosen = random.nextInt(40);
    if (chosen > 1) {
      return account();
    }
    return chosen == 0 ? vault : PublicKey.of(Hash.tagged("test.fresh", number(now)).bytes());
  }

  private static byte[] number(long now) {
    return Long.toString(now / FRESH_KEY_MILLIS).getBytes(StandardCharsets.US_ASCII);
  }

  private Operation mint(PublicKey sender) {
    AssetId asset = random.nextInt(4) == 0 ? asset() : AssetId.of(sender, symbol());
    Amount amount = random.nextInt(4) == 0 ? new Amount(random.nextLong() | 1) : assetAmount();
    return new Operation.Mint(asset, account(), amount);
  }

  private Operation acquire(PublicKey sender) {
    if (random.nextBoolean()) {
      return new Operation.AcquireLock(account(), name(), lease(), List.of());
    }
    TreeSet<PublicKey> allowed = new TreeSet<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      allowed.add(account());
    }
    return new Operation.AcquireLock(sender, name(), lease(), List.copyOf(allowed));
  }

  private Operation renew(PublicKey sender) {
    String[] held = heldLock(sender);
    return new Operation.RenewLock(
        PublicKey.parse(held[1]), new EntryName(held[2]), token(held), lease());
  }

  private Operation release(PublicKey sender) {
    String[] held = heldLock(sender);
    return new Operation.ReleaseLock(PublicKey.parse(held[1]), new EntryName(held[2]), token(held));
  }

  /// The key of a lock, mostly of one that the sender holds or held last.
  private String[] heldLock(PublicKey sender) {
    String any = "lock " + account() + " " + name();
    String key =
        random.nextInt(4) == 0
            ? any
            : some(
                "lock ",
                any,
                entry ->
                    entry instanceof NaiveEntry.Latch latch
                        && latch.lease().filter(held -> held.holder().equals(sender)).isPresent());
    return key.split(" ", 3);
  }

  private long token(String[] key) {
    NaiveEntry entry = ledger.entries().get(String.join(" ", key));
    return random.nextInt(6) > 0
            && entry instanceof NaiveEntry.Latch latch
            && latch.lease().isPresent()
        ? latch.lease().get().token().longValueExact()
        : 1 + random.nextInt(20);
  }

  /// An asset of anybody's, mostly one that the sender has.
  private AssetId asset(PublicKey sender) {
    String prefix = "holding " + sender + " ";
    String key =
        random.nextInt(4) == 0 ? prefix + asset() : some(prefix, prefix + asset(), _ -> true);
    return new AssetId(Hash.parse(key.substring(prefix.length())));
  }

  private AssetId asset() {
    return AssetId.of(account(), symbol());
  }

  private EscrowId escrow() {
    String none = "escrow " + Hash.ZERO;
    String key = random.nextInt(10) == 0 ? none : some("escrow ", none, _ -> true);
    return new EscrowId(Hash.parse(key.substring("escrow ".length())));
  }

  /// A key of the ledger's with that prefix, or `none`.
  private String some(String prefix, String none, Predicate<NaiveEntry> wanted) {
    List<String> keys = new ArrayList<>();
    ledger
        .entries()
        .subMap(prefix, prefix + Character.MAX_VALUE)
        .forEach((key, entry) -> {
          if (wanted.test(entry)) {
            keys.add(key);
          }
        });
    return keys.isEmpty() ? none : keys.get(random.nextInt(keys.size()));
  }

  private Signers signers() {
    if (random.nextInt(3) > 0) {
      return Signers.OWN_KEY;
    }
    TreeMap<PublicKey, Integer> members = new TreeMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      members.put(account(), 1 + random.nextInt(3));
    }
    int sum = members.values().stream().mapToInt(Integer::intValue).sum();
    return new Signers(
        1 + random.nextInt(sum),
        members.entrySet().stream()
            .map(entry -> new Signers.Member(entry.getKey(), entry.getValue()))
            .toList());
  }

  private AssetSymbol symbol() {
    return new AssetSymbol(random.nextBoolean() ? "GOLD" : "OIL7");
  }

  private EntryName name() {
    int number = random.nextInt(3);
    return new EntryName(number == 0 ? "a b\u00e9" : "n" + number);
  }

  private Duration lease() {
    return Duration.ofMillis(random.nextInt(4) == 0 ? 1 : 50 * random.nextInt(1, 10));
  }

  private Bytes preimage() {
    return Bytes.of(new byte[] {(byte) random.nextInt(2)});
  }

  /// Up to an eighth of what the sender has; at times more than it can have.
  private Amount amount(PublicKey sender) {
    BigInteger share = ledger.purse(sender).balance().shiftRight(3);
    return random.nextInt(10) == 0
        ? new Amount(random.nextLong() | 1)
        : Amount.of(1 + random.nextLong(share.longValueExact() + 1));
  }

  private Amount assetAmount() {
    return Amount.of(1 + random.nextLong(random.nextInt(8) == 0 ? 2_000_000 : 5_000));
  }

  private Bytes bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }
}

package cairn.ledger;

import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Operations of every kind, of few accounts, names and assets, so that they meet.
final class RandomOperations {
  private static final int KINDS = 14;
  private static final int ACCOUNTS = 6;

  private final SplittableRandom random;
  private final TestNetwork network;
  private final List<EscrowId> escrows = new ArrayList<>();

  RandomOperations(SplittableRandom random, TestNetwork network) {
    this.random = random;
    this.network = network;
  }

  /// The escrows that claims and refunds may name.
  void opened(EscrowId escrow) {
    escrows.add(escrow);
  }

  /// @param now around which deadlines lie
  Operation next(PublicKey sender, Timestamp now) {
    return switch (random.nextInt(KINDS)) {
      case 0 -> new Operation.Transfer(account(), amount());
      case 1 -> new Operation.TransferAsset(asset(), account(), amount());
      case 2 -> new Operation.CreateAsset(symbol(), random.nextInt(19));
      case 3 ->
          new Operation.Mint(
              random.nextInt(4) == 0 ? asset() : AssetId.of(sender, symbol()), account(), amount());
      case 4 -> new Operation.Burn(asset(), amount());
      case 5 -> new Operation.SetSigners(Signers.OWN_KEY);
      case 6 -> new Operation.PutRecord(name(), bytes(random.nextInt(40)));
      case 7 -> new Operation.DeleteRecord(name());
      case 8 ->
          new Operation.OpenEscrow(
              account(),
              random.nextBoolean() ? Money.ofNative(amount()) : Money.of(asset(), amount()),
              Hash.plain(preimage().toByteArray()),
              new Timestamp(now.millis() + random.nextInt(-50, 1_000)));
      case 9 -> new Operation.ClaimEscrow(escrow(), preimage());
      case 10 -> new Operation.RefundEscrow(escrow());
      case 11 -> acquire(sender);
      case 12 -> new Operation.RenewLock(account(), name(), 1 + random.nextInt(20), lease());
      default -> new Operation.ReleaseLock(account(), name(), 1 + random.nextInt(20));
    };
  }

  PublicKey account() {
    return network.address(random.nextInt(ACCOUNTS));
  }

  AssetId asset() {
    return AssetId.of(account(), symbol());
  }

  private Operation acquire(PublicKey sender) {
    if (random.nextBoolean()) {
      return new Operation.AcquireLock(account(), name(), lease(), List.of());
    }
    TreeSet<PublicKey> allowed = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      allowed.add(account());
    }
    return new Operation.AcquireLock(sender, name(), lease(), List.copyOf(allowed));
  }

  private AssetSymbol symbol() {
    return new AssetSymbol(random.nextBoolean() ? "GOLD" : "OIL7");
  }

  private EntryName name() {
    return new EntryName("n" + random.nextInt(3));
  }

  private Duration lease() {
    return Duration.ofMillis(1 + random.nextInt(500));
  }

  private EscrowId escrow() {
    return escrows.isEmpty()
        ? new EscrowId(Hash.ZERO)
        : escrows.get(random.nextInt(escrows.size()));
  }

  private Bytes preimage() {
    return Bytes.of(new byte[] {(byte) random.nextInt(2)});
  }

  private Amount amount() {
    return Amount.of(1 + random.nextLong(random.nextInt(8) == 0 ? 2_000_000 : 5_000));
  }

  private Bytes bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }
}

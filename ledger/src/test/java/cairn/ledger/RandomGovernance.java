package cairn.ledger;

import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.ledger.NaiveEntry.Council;
import cairn.ledger.NaiveEntry.Schedule;
import cairn.ledger.NaiveEntry.Seat;
import cairn.ledger.NaiveEntry.Wish;
import cairn.ledger.NaiveEntry.Wishes;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Changes of the network and reports of equivocation, of few validators and operators. It looks at
/// the [NaiveLedger], so that operators come to agree; and it takes turns, so that validators come,
/// go until one is left, and come again, and approvals wait in between.
final class RandomGovernance {
  /// Operators have several validators each.
  static final int OPERATORS = 7;

  private static final int VALIDATORS = 10;
  private static final int BLOCKS_A_TURN = 25;

  private enum Turn {
    COME,
    WAIT,
    GO
  }

  private final SplittableRandom random;
  private final TestNetwork network;
  private final NaiveLedger ledger;
  private final BlockId block;

  RandomGovernance(SplittableRandom random, TestNetwork network, NaiveLedger ledger) {
    this.random = random;
    this.network = network;
    this.ledger = ledger;
    this.block = network.genesis().genesisBlock().id();
  }

  /// Whether the next operation of `sender` is one of governance: the few operators have much to
  /// say.
  boolean isNext(PublicKey sender) {
    return random.nextInt(12) < (isOperator(sender) ? 9 : 1);
  }

  Operation next(PublicKey sender) {
    return random.nextInt(isOperator(sender) ? 12 : 2) == 0
        ? report()
        : new Operation.ApproveChange(change(sender));
  }

  private boolean isOperator(PublicKey account) {
    return council().seats().values().stream().anyMatch(seat -> seat.operator().equals(account));
  }

  private Council council() {
    return (Council) ledger.entries().get("validators");
  }

  private Turn turn() {
    return Turn.values()[(int) (ledger.block().height() / BLOCKS_A_TURN % 3)];
  }

  private Change change(PublicKey sender) {
    boolean mayRepeat = random.nextInt(10) == 0;
    List<Change> open =
        ledger.entries().get("changes") instanceof Wishes wishes
            ? wishes.open().stream()
                .filter(wish -> mayRepeat || !wish.operators().contains(sender))
                .map(Wish::change)
                .toList()
            : List.of();
    boolean agrees = random.nextInt(10) < (turn() == Turn.WAIT ? 4 : 9);
    return agrees && !open.isEmpty() ? open.get(random.nextInt(open.size())) : ofTurn();
  }

  private Change ofTurn() {
    if (random.nextInt(4) == 0) {
      return any();
    }
    return switch (turn()) {
      case COME -> random.nextInt(3) > 0 ? addition() : morePower();
      case WAIT -> random.nextInt(4) == 0 ? protocol() : parameter();
      case GO ->
          council().seats().size() > 2 || random.nextInt(4) == 0
              ? new Change.RemoveValidator(validator())
              : lessPower();
    };
  }

  private Change any() {
    return switch (random.nextInt(6)) {
      case 0 -> addition();
      case 1 -> new Change.RemoveValidator(validator());
      case 2 -> lessPower();
      case 3 -> morePower();
      case 4 -> parameter();
      default -> protocol();
    };
  }

  private Change addition() {
    int number = random.nextInt(VALIDATORS);
    int named = random.nextInt(8) == 0 ? random.nextInt(VALIDATORS) : number;
    ValidatorEntry entry =
        new ValidatorEntry(
            "node-" + (named + 1),
            network.validator(number).publicKey(),
            Math.min(1 + total() / 4 + random.nextLong(total() / 3 + 2), most()),
            network.operator(number % OPERATORS).publicKey());
    Signature consent =
        network
            .ed25519()
            .sign(network.validator(number), Change.consentMessage(entry, network.genesisHash()));
    return new Change.AddValidator(entry, consent);
  }

  private Change morePower() {
    PublicKey key = validator();
    long least = total() / 2 - 1 + total() % 2;
    long more = random.nextBoolean() ? random.nextLong(total() / 2 + 2) : least + random.nextInt(3);
    return new Change.SetPower(key, Math.min(power(key) + more, most()));
  }

  private Change lessPower() {
    PublicKey key = validator();
    return new Change.SetPower(key, Math.max(10, power(key) - random.nextLong(power(key) / 4 + 1)));
  }

  private Change parameter() {
    Parameter parameter = Parameter.values()[random.nextInt(Parameter.values().length)];
    return new Change.SetParameter(
        parameter,
        switch (parameter) {
          case LEADER_TIMEOUT, NOTARIZATION_TIMEOUT, RETRY_INTERVAL, HEARTBEAT ->
              1 + random.nextInt(5_000);
          case MIN_BLOCK_INTERVAL -> random.nextInt(1_000);
          // Each block of the run fits.
          case BLOCK_BYTES -> (4 << 20) + random.nextInt(1 << 20);
          case BLOCK_OPERATIONS -> 2_500 + random.nextInt(100_000);
          case MAX_VALIDITY -> 1_000 + random.nextInt(3_600_000);
          case BASE_FEE -> 1 + random.nextInt(300);
          case FEE_PER_OPERATION -> random.nextInt(20);
          case FEE_PER_BYTE -> random.nextInt(3);
          case DEPOSIT -> List.of(0, 30, 70, 1_000).get(random.nextInt(4));
        });
  }

  private Change protocol() {
    int next = ledger.entries().get("protocols") instanceof Schedule schedule ? schedule.next() : 1;
    int ahead = random.nextBoolean() ? random.nextInt(-1, 4) : random.nextInt(25);
    long from = Math.max(0, ledger.block().height() + ahead);
    return new Change.StartProtocol(next + random.nextInt(-1, 3), new Height(from));
  }

  /// The key of a validator, mostly of one that there is.
  private PublicKey validator() {
    List<PublicKey> present = List.copyOf(council().seats().keySet());
    return random.nextInt(6) == 0
        ? network.validator(random.nextInt(VALIDATORS)).publicKey()
        : present.get(random.nextInt(present.size()));
  }

  private long power(PublicKey key) {
    Seat seat = council().seats().get(key);
    return seat == null ? 1 : seat.power().longValueExact();
  }

  private long total() {
    return council().seats().values().stream()
        .mapToLong(seat -> seat.power().longValueExact())
        .sum();
  }

  private static long most() {
    return ValidatorSet.MAX_TOTAL_POWER;
  }

  /// With votes that are really signed; at times of another epoch, or by another place.
  private Operation report() {
    long past = random.nextInt(8) == 0 ? -1 : random.nextInt(4);
    Epoch epoch = new Epoch(Math.max(0, council().epoch().longValueExact() - past));
    List<PublicKey> judged = judged(epoch);
    int number = culprit(judged);
    PublicKey key = network.validator(number).publicKey();
    int seat = judged.indexOf(key);
    ValidatorId place =
        new ValidatorId(seat < 0 || random.nextInt(5) == 0 ? random.nextInt(4) : seat);
    VoteVerifier votes =
        new VoteVerifier(
            epoch, network.genesis().roster().set(), network.genesisHash(), network.ed25519());
    View view = new View(1 + random.nextInt(100));
    Vote finalize = new Vote.Finalize(epoch, view, block);
    Evidence evidence =
        new Evidence(
            votes.sign(new Vote.Nullify(epoch, view), place, network.validator(number)),
            votes.sign(finalize, place, network.validator(number)));
    return new Operation.ReportEquivocation(key, evidence);
  }

  /// The validators of an epoch; nobody where it is not kept.
  private List<PublicKey> judged(Epoch epoch) {
    NaiveEntry entry =
        BigInteger.valueOf(epoch.number()).equals(council().epoch())
            ? council()
            : ledger.entries().get("past validators " + epoch);
    return entry instanceof Council council ? List.copyOf(council.seats().keySet()) : List.of();
  }

  /// Mostly one of `judged`. Where culprits are removed, mostly one that is gone or the last one:
  /// else nobody would be left.
  private int culprit(List<PublicKey> judged) {
    boolean spares =
        ledger.block().rule("removesEquivocators").signum() > 0
            && council().seats().size() > 1
            && random.nextInt(12) > 0;
    boolean isAny = random.nextInt(5) == 0;
    List<Integer> wanted =
        IntStream.range(0, VALIDATORS)
            .filter(i -> {
              PublicKey key = network.validator(i).publicKey();
              boolean isSpared = spares && council().seats().containsKey(key);
              return !isSpared && (isAny || spares && judged.isEmpty() || judged.contains(key));
            })
            .boxed()
            .toList();
    return wanted.isEmpty()
        ? random.nextInt(VALIDATORS)
        : wanted.get(random.nextInt(wanted.size()));
  }
}

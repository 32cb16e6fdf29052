package cairn.ledger.proof;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.ledger.BlockHeader;
import cairn.ledger.GenesisSummary;
import cairn.ledger.Protocol;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VoteVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Checks proofs from nothing but the genesis hash, or a trusted block, and the chain of validator
/// sets. It knows the validators of one epoch and the newest header that it has verified, and hands
/// back what it knows after each proof. Immutable; no store, no network, no clock.
///
/// **It never goes below its newest header**: a proof whose anchor, the header with the
/// certificate, is lower is refused as [Verdict.Older], whatever block below its anchor it is
/// about; at the same height it must be the same header. So a verifier that is kept is not fooled
/// by keys that leave the set and are stolen later, nor shown an old state as the newest.
///
/// Encoded as a version (u8), the genesis hash, the epoch, its validator set, and the newest header
/// as an option.
public final class LightVerifier {
  /// No verifier has more bytes in its encoding.
  public static final int MAX_BYTES = 16 * 1024;

  private static final int VERSION = 1;

  private final Hash genesis;
  private final Epoch epoch;
  private final ValidatorSet signers;
  private final Optional<BlockHeader> newest;

  private LightVerifier(
      Hash genesis, Epoch epoch, ValidatorSet signers, Optional<BlockHeader> newest) {
    this.genesis = genesis;
    this.epoch = epoch;
    this.signers = signers;
    this.newest = newest;
  }

  /// Begins with the genesis hash; the summary may come from anybody.
  public static Verdict of(Hash genesis, GenesisSummary summary) {
    if (!summary.hash().equals(genesis)) {
      return new Verdict.Fails(
          "The genesis summary is not the one that has the hash " + genesis + ".");
    }
    ValidatorSet first;
    try {
      first = summary.roster().set();
    } catch (IllegalArgumentException e) {
      return new Verdict.Fails("The genesis has no validator set: " + e.getMessage() + ".");
    }
    return new Verdict.Holds(new LightVerifier(genesis, Epoch.ZERO, first, Optional.empty()));
  }

  /// Begins with a block that its user trusts; header and set may come from anybody.
  public static Verdict of(
      Hash genesis, TrustedBlock trusted, BlockHeader header, ValidatorSet signers) {
    if (!header.genesis().equals(genesis)) {
      return new Verdict.Fails(otherNetwork(header));
    }
    if (!header.id().equals(trusted.id()) || !header.height().equals(trusted.height())) {
      return new Verdict.Fails("The header is not that of the trusted block " + trusted + ".");
    }
    if (FinalHeader.isClosing(header)) {
      return new Verdict.Fails(
          "The trusted block is a closing block, which proves nothing of its own.");
    }
    return header.signers().equals(signers.hash())
        ? new Verdict.Holds(
            new LightVerifier(genesis, header.epoch(), signers, Optional.of(header)))
        : new Verdict.Fails("The validators are not those that the trusted block names.");
  }

  public Hash genesis() {
    return genesis;
  }

  /// The epoch whose proofs can be checked.
  public Epoch epoch() {
    return epoch;
  }

  /// The validators of that epoch.
  public ValidatorSet signers() {
    return signers;
  }

  /// The newest header that was verified; empty if only genesis is known.
  public Optional<BlockHeader> newest() {
    return newest;
  }

  /// How long before `now` the newest verified block was proposed; none before `now` if it is
  /// later.
  public Optional<Duration> age(Instant now) {
    return newest.map(header -> {
      Duration age = Duration.between(header.timestamp().toInstant(), now);
      return age.isNegative() ? Duration.ZERO : age;
    });
  }

  /// Whether what is known may be out of date: nothing is known, or its age is above `bound`.
  public boolean isStale(Instant now, Duration bound) {
    return age(now).map(age -> age.compareTo(bound) > 0).orElse(true);
  }

  /// Checks a proof; the signatures come last, because they cost most.
  public Verdict verify(Proof proof, Ed25519 ed25519) {
    FinalHeader anchor = proof.block().anchor();
    Optional<Verdict> refusal =
        refusal(anchor)
            .or(() -> otherProtocol(proof.header()))
            .or(() -> proof.problem().map(Verdict.Fails::new))
            .or(() -> unsigned(anchor, ed25519));
    return refusal.orElseGet(() -> new Verdict.Holds(after(anchor.header())));
  }

  /// Goes on to the next epoch.
  public Verdict follow(EpochStep step, Ed25519 ed25519) {
    FinalHeader last = step.last();
    Optional<Verdict> refusal =
        refusal(last)
            .or(() -> stepProblem(step).map(Verdict.Fails::new))
            .or(() -> last.problem().map(Verdict.Fails::new))
            .or(() -> unsigned(last, ed25519));
    return refusal.orElseGet(() ->
        new Verdict.Holds(
            new LightVerifier(genesis, epoch.next(), step.next(), Optional.of(last.header()))));
  }

  private Optional<String> stepProblem(EpochStep step) {
    BlockHeader last = step.last().header();
    if (!last.epoch().equals(epoch)) {
      return Optional.of("The step begins in epoch " + last.epoch() + ", not in " + epoch + ".");
    }
    if (!FinalHeader.endsEpoch(last)) {
      return Optional.of("The header does not end epoch " + epoch + ".");
    }
    return last.nextSigners().equals(step.next().hash())
        ? Optional.empty()
        : Optional.of("The next validators are not those that the epoch's last header names.");
  }

  /// Why a header can be no anchor here, before anything is hashed but itself.
  private Optional<Verdict> refusal(FinalHeader anchor) {
    BlockHeader header = anchor.header();
    if (!header.genesis().equals(genesis)) {
      return Optional.of(new Verdict.Fails(otherNetwork(header)));
    }
    Optional<Verdict> protocol = otherProtocol(header);
    if (protocol.isPresent()) {
      return protocol;
    }
    Optional<Verdict> place = newest.flatMap(known -> misplaced(header, known));
    if (place.isPresent()) {
      return place;
    }
    if (header.epoch().isAfter(epoch)) {
      return Optional.of(new Verdict.Ahead(epoch, header.epoch()));
    }
    boolean isKnown = isNewest(header);
    if (header.epoch().isBefore(epoch) && !isKnown) {
      return Optional.of(
          new Verdict.Fails(
              "Epoch " + header.epoch() + " is over, and the header is not its last."));
    }
    return isKnown || header.signers().equals(signers.hash())
        ? Optional.empty()
        : Optional.of(
            new Verdict.Fails(
                "The header names other validators than those of epoch " + epoch + "."));
  }

  private Optional<Verdict> misplaced(BlockHeader header, BlockHeader known) {
    if (header.height().isBefore(known.height())) {
      return Optional.of(new Verdict.Older(known.height(), header.height()));
    }
    if (header.height().equals(known.height())) {
      return header.id().equals(known.id())
          ? Optional.empty()
          : Optional.of(
              new Verdict.Fails(
                  "Another block is known to be final at height " + known.height() + "."));
    }
    return header.epoch().equals(known.epoch()) && FinalHeader.endsEpoch(known)
        ? Optional.of(
            new Verdict.Fails(
                "Epoch %s ended at height %s, and the header is above it."
                    .formatted(known.epoch(), known.height())))
        : Optional.empty();
  }

  private boolean isNewest(BlockHeader header) {
    return newest.filter(header::equals).isPresent();
  }

  private static Optional<Verdict> otherProtocol(BlockHeader header) {
    return Protocol.isKnown(header.protocol())
        ? Optional.empty()
        : Optional.of(
            new Verdict.Fails(
                "The header is of protocol %d, which this version does not know."
                    .formatted(header.protocol())));
  }

  private static String otherNetwork(BlockHeader header) {
    return "The header is of the network " + header.genesis() + ".";
  }

  /// The last header of the epoch before was verified when this one began, and its validators are
  /// not known any more.
  private Optional<Verdict> unsigned(FinalHeader anchor, Ed25519 ed25519) {
    if (anchor.header().epoch().isBefore(epoch)) {
      return Optional.empty();
    }
    VoteVerifier votes = new VoteVerifier(epoch, signers, genesis, ed25519);
    return votes.verify(anchor.finalization()).isPresent()
        ? Optional.empty()
        : Optional.of(new Verdict.Fails("The certificate lacks a quorum of valid signatures."));
  }

  private LightVerifier after(BlockHeader header) {
    return new LightVerifier(genesis, epoch, signers, Optional.of(header));
  }

  /// Throws [MalformedException] naming the broken rule.
  public static LightVerifier decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("verifier of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, LightVerifier::read);
  }

  public static LightVerifier read(BcsReader reader) {
    if (reader.u8() != VERSION) {
      throw new MalformedException("verifier of another version than " + VERSION);
    }
    Hash genesis = Hash.read(reader);
    Epoch epoch = Epoch.read(reader);
    ValidatorSet signers = ValidatorSet.read(reader);
    Optional<BlockHeader> newest = reader.optional(BlockHeader::read);
    if (!newest.map(header -> isOf(header, genesis, epoch, signers)).orElse(true)) {
      throw new MalformedException("verifier with a header that is not of its epoch");
    }
    return new LightVerifier(genesis, epoch, signers, newest);
  }

  private static boolean isOf(BlockHeader header, Hash genesis, Epoch epoch, ValidatorSet signers) {
    boolean isOfEpoch =
        header.epoch().equals(epoch)
            ? header.signers().equals(signers.hash())
            : header.epoch().next().equals(epoch) && header.nextSigners().equals(signers.hash());
    return header.genesis().equals(genesis) && isOfEpoch;
  }

  public void write(BcsWriter writer) {
    writer.u8(VERSION);
    genesis.write(writer);
    epoch.write(writer);
    signers.write(writer);
    writer.optional(newest, (w, header) -> header.write(w));
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(512 + 40 * signers.size());
    write(writer);
    return writer.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LightVerifier that
        && genesis.equals(that.genesis)
        && epoch.equals(that.epoch)
        && signers.equals(that.signers)
        && newest.equals(that.newest);
  }

  @Override
  public int hashCode() {
    return 31 * genesis.hashCode() + newest.hashCode();
  }

  @Override
  public String toString() {
    return "LightVerifier[epoch "
        + epoch
        + ", height "
        + newest.map(header -> header.height().toString()).orElse("unknown")
        + "]";
  }
}

package cairn.consensus;

import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.SecretKey;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.SignedVote;
import cairn.quorum.Validator;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.VerifiedVote;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The keys of a whole validator set, to cast any vote and certificate for a test. Validators are
/// named by their place in the set.
final class Committee {
  static final Hash GENESIS = Hash.tagged("test.genesis");
  static final Epoch EPOCH = Epoch.ZERO;
  static final BlockId ROOT = block("root");
  static final int VIEWS_KEPT = 8;
  static final Timing TIMING =
      new Timing(
          Duration.ofMillis(1000),
          Duration.ofMillis(2000),
          Duration.ofMillis(700),
          Duration.ofMillis(10_000));

  private final List<KeyPair> keys = new ArrayList<>();
  private final Optional<ValidatorId> absent;
  private final long[] powers;
  private final ValidatorSet set;
  private final VoteVerifier verifier;

  private Committee(Optional<ValidatorId> absent, long... powers) {
    this.absent = absent;
    this.powers = powers;
    KeyedHashEd25519 ed25519 = new KeyedHashEd25519();
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < powers.length; i++) {
      byte[] seed = Hash.tagged("test.validator", new byte[] {(byte) i}).bytes();
      keys.add(KeyPair.of(SecretKey.of(seed), ed25519));
    }
    keys.sort(Comparator.comparing(KeyPair::publicKey));
    for (int i = 0; i < powers.length; i++) {
      validators.add(new Validator(keys.get(i).publicKey(), powers[i]));
    }
    this.set = ValidatorSet.of(validators);
    this.verifier = new VoteVerifier(EPOCH, set, GENESIS, ed25519);
  }

  /// A committee of equal power.
  static Committee of(int size) {
    long[] powers = new long[size];
    Arrays.fill(powers, 1);
    return new Committee(Optional.empty(), powers);
  }

  static Committee withPowers(long... powers) {
    return new Committee(Optional.empty(), powers);
  }

  /// The same committee, whose certificates are signed by others where nobody else is named.
  Committee without(ValidatorId validator) {
    return new Committee(Optional.of(validator), powers);
  }

  static BlockId block(String name) {
    return new BlockId(Hash.tagged("test.block", name.getBytes(StandardCharsets.UTF_8)));
  }

  ValidatorSet set() {
    return set;
  }

  VoteVerifier verifier() {
    return verifier;
  }

  KeyPair key(int validator) {
    return keys.get(validator);
  }

  ConsensusConfig config(Optional<ValidatorId> self) {
    return new ConsensusConfig(EPOCH, set, self, ROOT, TIMING, VIEWS_KEPT);
  }

  int leader(long view) {
    return set.leader(EPOCH, new View(view)).index();
  }

  VerifiedVote cast(int validator, Vote vote) {
    return verifier.cast(vote, new ValidatorId(validator), keys.get(validator));
  }

  VerifiedVote verify(SignedVote vote) {
    return verifier.verify(vote).orElseThrow();
  }

  /// The certificate of a vote by the given validators, or by all that are present.
  VerifiedCertificate certificate(Vote vote, int... signers) {
    int[] chosen = signers.length > 0 ? signers : allPresent();
    return VerifiedCertificate.assemble(
        set, Arrays.stream(chosen).mapToObj(signer -> cast(signer, vote)).toList());
  }

  VerifiedCertificate notarization(long view, long parent, String block, int... signers) {
    return certificate(notarize(view, parent, block), signers);
  }

  VerifiedCertificate nullification(long view, int... signers) {
    return certificate(nullify(view), signers);
  }

  VerifiedCertificate finalization(long view, String block, int... signers) {
    return certificate(toFinalize(view, block), signers);
  }

  static Vote.Notarize notarize(long view, long parent, String block) {
    return new Vote.Notarize(EPOCH, new View(view), new View(parent), block(block));
  }

  static Vote.Nullify nullify(long view) {
    return new Vote.Nullify(EPOCH, new View(view));
  }

  static Vote.Finalize toFinalize(long view, String block) {
    return new Vote.Finalize(EPOCH, new View(view), block(block));
  }

  private int[] allPresent() {
    return IntStream.range(0, set.size())
        .filter(i -> absent.filter(id -> id.index() == i).isEmpty())
        .toArray();
  }
}

package cairn.quorum;

import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.KeyedHashEd25519;
import cairn.crypto.SecretKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A validator set with its keys, in the order of the set, and what its members sign. For tests.
final class QuorumFixture {
  static final Hash GENESIS = Hash.tagged("test", new byte[] {1});
  static final BlockId BLOCK = new BlockId(Hash.tagged("test", new byte[] {2}));
  static final BlockId OTHER_BLOCK = new BlockId(Hash.tagged("test", new byte[] {3}));

  final Ed25519 ed25519;
  final List<KeyPair> keys = new ArrayList<>();
  final ValidatorSet set;
  final VoteVerifier verifier;

  QuorumFixture(long... powers) {
    this(new KeyedHashEd25519(), powers);
  }

  QuorumFixture(Ed25519 ed25519, long... powers) {
    this.ed25519 = ed25519;
    for (int i = 0; i < powers.length; i++) {
      byte[] seed = new byte[32];
      seed[0] = (byte) i;
      seed[1] = (byte) (i >> 8);
      keys.add(KeyPair.of(SecretKey.of(seed), ed25519));
    }
    keys.sort(Comparator.comparing(KeyPair::publicKey));
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < powers.length; i++) {
      validators.add(new Validator(keys.get(i).publicKey(), powers[i]));
    }
    this.set = ValidatorSet.of(validators);
    this.verifier = verifier(Epoch.ZERO, GENESIS);
  }

  VoteVerifier verifier(Epoch epoch, Hash genesis) {
    return new VoteVerifier(epoch, set, genesis, ed25519);
  }

  static long[] equal(int count) {
    long[] powers = new long[count];
    java.util.Arrays.fill(powers, 1);
    return powers;
  }

  static Vote notarizing(long view) {
    return new Vote.Notarize(Epoch.ZERO, new View(view), new View(view - 1), BLOCK);
  }

  static Vote nullifying(long view) {
    return new Vote.Nullify(Epoch.ZERO, new View(view));
  }

  static Vote finalizing(long view) {
    return new Vote.Finalize(Epoch.ZERO, new View(view), BLOCK);
  }

  SignedVote sign(int signer, Vote vote) {
    return verifier.sign(vote, new ValidatorId(signer), keys.get(signer));
  }

  VerifiedVote verified(int signer, Vote vote) {
    return verifier.verify(sign(signer, vote)).orElseThrow();
  }

  Certificate certificate(Vote vote, int... signers) {
    List<ValidatorId> ids = new ArrayList<>();
    List<cairn.crypto.Signature> signatures = new ArrayList<>();
    for (int signer : signers) {
      ids.add(new ValidatorId(signer));
      signatures.add(sign(signer, vote).signature());
    }
    return new Certificate(vote, set.size(), ids, signatures);
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorSet;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.Optional;

/// What an account was like after a final block, or that there was none, with all that proves it:
/// the header, a quorum's finalization of it, and the account's way in the state tree.
///
/// Whoever knows the genesis hash and the validator set of the header's epoch needs to trust nobody
/// else: given that less than a third of that set's power ever was corrupt. The block at height 0
/// has no finalization and so no proof.
///
/// Encoded as header, certificate, account key, the account's entry as an optional list of bytes,
/// and the state proof.
public record AccountProof(
    BlockHeader header,
    Certificate finalization,
    PublicKey key,
    Optional<Account> account,
    StateProof path) {
  /// No proof has more bytes in its encoding.
  public static final int MAX_BYTES =
      BlockHeader.BYTES
          + (1 + 3 * 8 + Hash.BYTES + 2 + ValidatorSet.MAX_SIZE / 8 + ValidatorSet.MAX_SIZE * 64)
          + PublicKey.BYTES
          + (2 + Account.MAX_BYTES)
          + StateProof.MAX_BYTES;

  /// What a verification comes to.
  public sealed interface Verdict {
    /// The account is proved.
    record Holds() implements Verdict {}

    /// It is not, because of `why`, a sentence.
    record Fails(String why) implements Verdict {}
  }

  /// Throws [MalformedException] naming the broken rule.
  public static AccountProof decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("account proof of " + bytes.length + " bytes");
    }
    return BcsReader.decode(bytes, AccountProof::read);
  }

  private static AccountProof read(BcsReader reader) {
    return new AccountProof(
        BlockHeader.read(reader),
        Certificate.read(reader),
        PublicKey.read(reader),
        reader.optional(r -> Account.decode(r.bytes(Account.MAX_BYTES))),
        StateProof.read(reader));
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(2048);
    header.write(writer);
    finalization.write(writer);
    key.write(writer);
    writer.optional(account, (w, entry) -> w.bytes(entry.encoded()));
    path.write(writer);
    return writer.toByteArray();
  }

  /// Checks the proof; the signatures come last, because they cost most.
  ///
  /// @param signers the validators of the header's epoch
  public Verdict verify(Hash genesis, ValidatorSet signers, Ed25519 ed25519) {
    if (!header.genesis().equals(genesis)) {
      return new Verdict.Fails("The header is of the network " + header.genesis() + ".");
    }
    if (!header.signers().equals(signers.hash())) {
      return new Verdict.Fails("The header names other validators than those that are known.");
    }
    Vote expected = new Vote.Finalize(header.epoch(), header.view(), header.id());
    if (!finalization.vote().equals(expected)) {
      return new Verdict.Fails("The certificate does not make this header final.");
    }
    Hash place = StateKey.account(key).treeKey();
    if (!path.verify(header.stateRoot(), place, account.map(Account::encoded))) {
      return new Verdict.Fails("The state root of the header does not have the account like this.");
    }
    VoteVerifier votes = new VoteVerifier(header.epoch(), signers, genesis, ed25519);
    return votes.verify(finalization).isPresent()
        ? new Verdict.Holds()
        : new Verdict.Fails("The certificate lacks a quorum of valid signatures.");
  }
}

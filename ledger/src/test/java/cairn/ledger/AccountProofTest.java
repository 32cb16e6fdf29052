package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.SignatureProviders;
import cairn.quorum.Certificate;
import cairn.quorum.ValidatorSet;
import cairn.quorum.Vote;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountProofTest {
  private static final Ed25519 ED25519 = SignatureProviders.best();

  private final TestNetwork network = TestNetwork.of(20, ED25519);
  private final TestChain chain = new TestChain(network);
  private final ValidatorSet set = network.genesis().roster().set();

  @BeforeEach
  void payOnce() {
    chain.append(network.transaction(0, 0, network.pay(1, 5)));
  }

  @Test
  void provesWhatAnAccountIsLike() {
    AccountProof proof = proof(0, 3);

    assertEquals(Optional.of(new Account(1, Amount.of(994_995))), proof.account());
    assertEquals(new AccountProof.Verdict.Holds(), verify(proof));
  }

  @Test
  void provesThatThereIsNoAccount() {
    AccountProof proof = proof(99, 4);

    assertEquals(Optional.empty(), proof.account());
    assertEquals(new AccountProof.Verdict.Holds(), verify(proof));
  }

  @Test
  void decodesWhatItEncodes() {
    for (int account : List.of(0, 99)) {
      AccountProof proof = proof(account, 3);

      AccountProof decoded = AccountProof.decode(proof.encoded());

      assertEquals(proof, decoded);
      assertEquals(new AccountProof.Verdict.Holds(), verify(decoded));
      assertTrue(proof.encoded().length <= AccountProof.MAX_BYTES);
    }
    assertThrows(
        MalformedException.class, () -> AccountProof.decode(new byte[AccountProof.MAX_BYTES + 1]));
  }

  @Test
  void everyChangedByteBreaksIt() {
    byte[] bytes = proof(0, 3).encoded();

    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 4;
      AccountProof proof;
      try {
        proof = AccountProof.decode(changed);
      } catch (MalformedException e) {
        continue;
      }
      assertInstanceOf(AccountProof.Verdict.Fails.class, verify(proof), "byte " + i);
    }
  }

  @Test
  void refusesAnotherEntryThanTheOneInTheState() {
    AccountProof proof = proof(0, 3);
    Account richer = new Account(1, Amount.MAX);

    fails(
        "state root",
        new AccountProof(
            proof.header(), proof.finalization(), proof.key(), Optional.of(richer), proof.path()));
    fails(
        "state root",
        new AccountProof(
            proof.header(), proof.finalization(), proof.key(), Optional.empty(), proof.path()));
    AccountProof absent = proof(99, 3);
    fails(
        "state root",
        new AccountProof(
            absent.header(),
            absent.finalization(),
            absent.key(),
            Optional.of(Account.EMPTY),
            absent.path()));
    PublicKey other = network.address(2);
    fails(
        "state root",
        new AccountProof(
            proof.header(), proof.finalization(), other, proof.account(), proof.path()));
  }

  @Test
  void refusesAHeaderThatIsNotFinal() {
    AccountProof proof = proof(0, 3);
    Certificate earlier = proof.finalization();
    chain.append();
    AccountProof later = proof(0, 3);

    fails("does not make this header final", with(later, earlier));
    Certificate notarization =
        new Certificate(
            new Vote.Notarize(
                later.header().epoch(),
                later.header().view(),
                proof.header().view(),
                later.header().id()),
            4,
            later.finalization().signers(),
            later.finalization().signatures());
    fails("does not make this header final", with(later, notarization));
  }

  @Test
  void refusesLessThanAQuorum() {
    AccountProof proof = proof(0, 3);
    Certificate full = proof.finalization();
    Certificate two =
        new Certificate(
            full.vote(), 4, full.signers().subList(0, 2), full.signatures().subList(0, 2));

    fails("quorum", with(proof, two));
  }

  @Test
  void refusesAnotherNetworkAndOtherValidators() {
    AccountProof proof = proof(0, 3);
    ValidatorSet others = ValidatorSet.of(set.validators().subList(0, 3));

    assertInstanceOf(AccountProof.Verdict.Fails.class, proof.verify(Hash.ZERO, set, ED25519));
    assertInstanceOf(
        AccountProof.Verdict.Fails.class, proof.verify(network.genesisHash(), others, ED25519));
  }

  @Test
  void sentencesAreWhole() {
    AccountProof proof = proof(0, 3);

    assertTrue(why(proof.verify(Hash.ZERO, set, ED25519)).matches("[A-Z].*\\."));
    byte[] bytes = proof.encoded();
    assertThrows(
        MalformedException.class,
        () -> AccountProof.decode(Arrays.copyOf(bytes, bytes.length - 1)));
  }

  private AccountProof proof(int account, int signers) {
    StateKey key = StateKey.account(network.address(account));
    return new AccountProof(
        chain.head(),
        chain.finalization(signers),
        network.address(account),
        chain.state().read(key).map(Account::decode),
        chain.proof(key));
  }

  private static AccountProof with(AccountProof proof, Certificate finalization) {
    return new AccountProof(
        proof.header(), finalization, proof.key(), proof.account(), proof.path());
  }

  private void fails(String part, AccountProof proof) {
    String why = why(verify(proof));
    assertTrue(why.contains(part), why);
  }

  private AccountProof.Verdict verify(AccountProof proof) {
    return proof.verify(network.genesisHash(), set, ED25519);
  }

  private static String why(AccountProof.Verdict verdict) {
    return assertInstanceOf(AccountProof.Verdict.Fails.class, verdict).why();
  }
}

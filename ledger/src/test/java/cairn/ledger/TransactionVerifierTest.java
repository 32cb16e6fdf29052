package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.BouncyCastleEd25519;
import cairn.crypto.Ed25519;
import cairn.crypto.Hash;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.crypto.Signature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionVerifierTest {
  private static final PublicKey IDENTITY = PublicKey.parse("01" + "00".repeat(31));

  private final TestNetwork network = TestNetwork.of(2, new BouncyCastleEd25519());
  private final TransactionBody body = network.body(0, 0, network.pay(1, 5));

  @Test
  void saysWhichKeysSignedTheBytes() {
    Transaction transaction = network.signed(body, network.account(0));

    VerifiedTransaction verified = verified(transaction);

    assertEquals(List.of(network.address(0)), verified.signers());
    assertEquals(transaction, verified.transaction());
    assertEquals(transaction.id(network.genesisHash()), verified.id());
    assertEquals(verified, network.verifier().verify(transaction.encoded()));
  }

  /// Whether they suffice is decided against the account at execution.
  @Test
  void acceptsSignaturesOfOtherKeysThanTheSenders() {
    Transaction transaction =
        network.verifier().signed(body, List.of(network.account(1), network.account(0)));

    List<PublicKey> signers = verified(transaction).signers();

    assertEquals(2, signers.size());
    assertTrue(signers.get(0).compareTo(signers.get(1)) < 0);
  }

  @Test
  void idLeavesTheSignaturesOutAndTheHashDoesNot() {
    Transaction one = network.signed(body, network.account(0));
    Transaction other = network.signed(body, network.account(1));

    assertEquals(one.id(network.genesisHash()), other.id(network.genesisHash()));
    assertNotEquals(one.hash(), other.hash());
    assertNotEquals(one.id(network.genesisHash()), one.id(Hash.ZERO));
    assertNotEquals(
        one.id(network.genesisHash()),
        network.signed(Bodies.withMemo(body, "x"), network.account(0)).id(network.genesisHash()));
  }

  @Test
  void refusesATransactionOfAnotherNetwork() {
    TransactionVerifier elsewhere = new TransactionVerifier(Hash.ZERO, network.ed25519());

    Rejection rejection = rejected(elsewhere.signed(body, List.of(network.account(0))));

    assertEquals(new Rejection.BadSignature(network.address(0)), rejection);
    assertEquals(RejectionCode.BAD_SIGNATURE, rejection.code());
    assertFalse(rejection.isForEveryState());
  }

  @Test
  void refusesEveryChangedBitOfTheSignedBytes() {
    byte[] bytes = network.signed(body, network.account(0)).encoded();

    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;

      assertInstanceOf(Rejection.class, network.verifier().verify(changed), "byte " + i);
    }
  }

  @Test
  void oneBadSignatureAmongGoodOnesIsEnough() {
    TransactionSignature good = network.verifier().sign(body, network.account(0));
    TransactionSignature bad =
        new TransactionSignature(network.address(1), Signature.of(new byte[64]));

    assertEquals(
        new Rejection.BadSignature(network.address(1)),
        rejected(Transaction.of(body, List.of(good, bad))));
  }

  @Test
  void refusesBytesThatAreNoTransaction() {
    for (byte[] bytes : List.of(new byte[0], new byte[1], new byte[100], new byte[4096])) {
      Rejection rejection =
          assertInstanceOf(Rejection.Malformed.class, network.verifier().verify(bytes));
      assertTrue(rejection.isForEveryState());
      assertEquals(RejectionCode.MALFORMED, rejection.code());
    }
  }

  @Test
  void refusesAnUnknownOperation() {
    byte[] bytes = network.signed(body, network.account(0)).encoded();
    int tag = 2 + 32 + 8 + 8 + 8 + 1 + 1;
    bytes[tag] = 16;

    assertEquals(new Rejection.Malformed("unknown variant 16"), network.verifier().verify(bytes));
  }

  @Test
  void refusesTooManyBytesBeforeItDecodesThem() {
    byte[] bytes = new byte[Transaction.MAX_BYTES + 1];

    assertEquals(
        new Rejection.TooLarge(Transaction.MAX_BYTES + 1, Transaction.MAX_BYTES),
        network.verifier().verify(bytes));
  }

  @Test
  void refusesATransactionThatDoesNothing() {
    assertEquals(
        new Rejection.Malformed("it has no operation"),
        rejected(network.signed(network.body(0, 0), network.account(0))));
  }

  @Test
  void refusesATransferOfNothing() {
    TransactionBody nothing = network.body(0, 0, network.pay(1, 5), network.pay(1, 0));

    Rejection rejection = rejected(network.signed(nothing, network.account(0)));

    assertEquals(new Rejection.Malformed("a transfer moves more than nothing"), rejection);
  }

  @Test
  void refusesTheLastNonce() {
    TransactionBody last = network.body(0, Long.MAX_VALUE, network.pay(1, 5));

    assertInstanceOf(Rejection.Malformed.class, rejected(network.signed(last, network.account(0))));
  }

  @Test
  void refusesAProtocolThatIsNotInForce() {
    for (int protocol : List.of(0, 2, 0xFFFF)) {
      TransactionBody other = Bodies.withProtocol(body, protocol);

      assertEquals(
          new Rejection.UnsupportedProtocol(protocol),
          rejected(network.signed(other, network.account(0))));
    }
  }

  @Test
  void refusesARecipientThatNobodyCanSignFor() {
    TransactionBody toNobody =
        Bodies.withOperations(body, List.of(new Operation.Transfer(IDENTITY, Amount.of(1))));

    Rejection rejection = rejected(network.signed(toNobody, network.account(0)));

    assertEquals(new Rejection.InvalidKey(IDENTITY), rejection);
    assertTrue(rejection.isForEveryState());
  }

  @Test
  void refusesASenderThatNobodyCanSignFor() {
    TransactionBody fromNobody =
        new TransactionBody(1, IDENTITY, 0, body.fee(), body.validUntil(), "", body.operations());

    assertEquals(
        new Rejection.InvalidKey(IDENTITY),
        rejected(network.signed(fromNobody, network.account(0))));
  }

  @Test
  void takesTheMostThatATransactionMayHold() {
    TransactionBody most =
        Bodies.withMemo(
            Bodies.withOperations(
                body, Collections.nCopies(TransactionBody.MAX_OPERATIONS, network.pay(1, 1))),
            "é".repeat(TransactionBody.MAX_MEMO_BYTES / 2));

    verified(network.signed(most, network.account(0)));
  }

  @Test
  void cannotEvenMakeABodyThatHoldsMore() {
    String longer = "é".repeat(TransactionBody.MAX_MEMO_BYTES / 2) + "x";
    assertThrows(IllegalArgumentException.class, () -> Bodies.withMemo(body, longer));
    assertThrows(IllegalArgumentException.class, () -> Bodies.withMemo(body, "\ud800"));
    List<Operation> more =
        Collections.nCopies(TransactionBody.MAX_OPERATIONS + 1, network.pay(1, 1));
    assertThrows(IllegalArgumentException.class, () -> Bodies.withOperations(body, more));
    assertThrows(IllegalArgumentException.class, () -> Transaction.of(body, List.of()));
    TransactionSignature signature = network.verifier().sign(body, network.account(0));
    assertThrows(
        IllegalArgumentException.class, () -> Transaction.of(body, List.of(signature, signature)));
  }

  /// Checking a signature costs a hundred times more than all other checks together.
  @Test
  void checksNoSignatureOfABrokenStructure() {
    Ed25519 noSignatures =
        new Ed25519() {
          @Override
          public PublicKey derive(SecretKey secret) {
            throw new AssertionError("derives a key");
          }

          @Override
          public Signature sign(KeyPair key, byte[] message) {
            throw new AssertionError("signs");
          }

          @Override
          public boolean verify(PublicKey key, byte[] message, Signature signature) {
            throw new AssertionError("checks a signature");
          }

          @Override
          public boolean isValid(PublicKey key) {
            return !key.equals(network.address(1));
          }

          @Override
          public String name() {
            return "refuses to check signatures";
          }
        };
    TransactionVerifier verifier = new TransactionVerifier(network.genesisHash(), noSignatures);

    assertInstanceOf(
        Rejection.class, verifier.verify(network.signed(network.body(0, 0), network.account(0))));
    assertEquals(
        new Rejection.InvalidKey(network.address(1)),
        verifier.verify(network.signed(body, network.account(0))));
  }

  @Test
  void everyReasonHasAnOwnNumberAndASentence() {
    assertEquals(
        RejectionCode.values().length,
        Arrays.stream(RejectionCode.values()).map(RejectionCode::number).distinct().count());
    for (Rejection rejection :
        List.of(
            new Rejection.TooLarge(2, 1),
            new Rejection.Malformed("it is not"),
            new Rejection.UnsupportedProtocol(9),
            new Rejection.InvalidKey(IDENTITY),
            new Rejection.BadSignature(IDENTITY),
            new Rejection.WrongSigners(IDENTITY),
            new Rejection.WrongChain(Hash.ZERO, Hash.ZERO),
            new Rejection.NonceTooLow(2, 1),
            new Rejection.NonceGap(1, 2),
            new Rejection.Expired(new Timestamp(0), new Timestamp(1)),
            new Rejection.ValidUntilTooFar(new Timestamp(Long.MAX_VALUE), new Timestamp(1)),
            new Rejection.FeeTooLow(Amount.of(2), Amount.of(1)),
            new Rejection.InsufficientFunds(Amount.of(1), Amount.of(2)),
            new Rejection.MempoolFull(Amount.of(1)),
            new Rejection.SenderLimit(64),
            new Rejection.ReplacementFeeTooLow(Amount.of(2), Amount.of(1)),
            new Rejection.Replaced(new TransactionId(Hash.ZERO)),
            new Rejection.Evicted(Amount.of(1)))) {
      assertTrue(rejection.sentence().matches("[A-Z].*\\."), rejection.sentence());
      assertTrue(rejection.code().number() > 1000);
    }
  }

  private VerifiedTransaction verified(Transaction transaction) {
    return assertInstanceOf(VerifiedTransaction.class, network.verifier().verify(transaction));
  }

  private Rejection rejected(Transaction transaction) {
    return assertInstanceOf(Rejection.class, network.verifier().verify(transaction));
  }
}

package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import cairn.quorum.View;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One value has one encoding: what decodes, encodes back to the same bytes.
class EncodingTest {
  private final TestNetwork network = TestNetwork.of(3);

  @Test
  void transactionHasTheDocumentedBytes() {
    TransactionBody body =
        new TransactionBody(
            1,
            PublicKey.of(filled(32, 0x11)),
            7,
            Amount.of(1000),
            new Timestamp(0x0102030405L),
            "hé",
            List.of(new Operation.Transfer(PublicKey.of(filled(32, 0x22)), Amount.of(5))));
    TransactionSignature signature =
        new TransactionSignature(PublicKey.of(filled(32, 0x11)), Signature.of(filled(64, 0x33)));

    Transaction transaction = Transaction.of(body, List.of(signature));
    String hex = HexFormat.of().formatHex(transaction.encoded());

    assertEquals(
        "0100"
            + "11".repeat(32)
            + "0700000000000000"
            + "e803000000000000"
            + "0504030201000000"
            + "0368c3a9"
            + "01"
            + "00"
            + "22".repeat(32)
            + "0500000000000000"
            + "01"
            + "11".repeat(32)
            + "33".repeat(64),
        hex);
    assertEquals(
        "df5dc95377568ef3db623b64f7065e994e8d929cefc808cc82fb6fe69282f013",
        transaction.id(Hash.of(filled(32, 0x44))).toString());
    assertEquals(
        "a91147498a004764f7411e60ba5617c2b7535e43f6c00d4b560d82834609b670",
        transaction.hash().toString());
    assertEquals(
        "3a6da07fec722e8ef3646c5da2d86c1744cc56bcd4db55cdaea1003afc2b9ab6",
        StateKey.account(body.sender()).treeKey().toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decodesWhatItEncodes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      Transaction transaction = randomTransaction(random);
      BlockHeader header = randomHeader(random);
      Block block = new Block(header, List.of(transaction, randomTransaction(random)));

      Transaction decoded = Transaction.decode(transaction.encoded());
      assertEquals(transaction, decoded);
      assertEquals(transaction.body(), decoded.body());
      assertEquals(transaction.hash(), decoded.hash());
      assertEquals(header, BlockHeader.decode(header.encoded()));
      assertEquals(BlockHeader.BYTES, header.encoded().length);
      assertEquals(block, Block.decode(block.encoded()));
      assertEquals(block.id(), Block.decode(block.encoded()).id());
      assertEquals(block.size(), block.encoded().length);
    }
  }

  @Test
  void everyOtherRecordDecodesWhatItEncodes() {
    Account account = new Account(Long.MAX_VALUE, Amount.MAX);
    assertEquals(account, Account.decode(account.encoded()));
    Roster roster = network.genesis().roster();
    assertEquals(roster, Roster.decode(roster.encoded()));
    assertEquals(roster.set(), Roster.decode(roster.encoded()).set());
    assertEquals(Parameters.standard(), Parameters.decode(Parameters.standard().encoded()));
    for (Receipt receipt :
        List.of(
            new Receipt.Succeeded(),
            new Receipt.Failed(99, new OperationFailure.InsufficientFunds(Amount.MAX, Amount.ZERO)),
            new Receipt.Failed(0, new OperationFailure.BalanceOverflow(network.address(1))))) {
      assertEquals(receipt, BcsReader.decode(receipt.encoded(), Receipt::read));
    }
    for (StateKey key :
        List.of(
            StateKey.account(network.address(1)),
            new StateKey.Rules(),
            new StateKey.Validators())) {
      assertEquals(key, BcsReader.decode(key.encoded(), StateKey::read));
    }
    GenesisSummary summary = network.genesis().summary();
    assertEquals(summary, GenesisSummary.decode(summary.encoded()));
  }

  /// Bytes of hostile peers: each mutation is refused, or is the one encoding of what it decodes
  /// to.
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void mutatedBytesAreMalformedOrCanonical(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Transaction transaction = randomTransaction(random);
    Block block = new Block(randomHeader(random), List.of(transaction));
    byte[] summary = network.genesis().summary().encoded();
    for (int i = 0; i < 5_000; i++) {
      isMalformedOrCanonical(
          mutated(random, transaction.encoded()), b -> Transaction.decode(b).encoded());
      isMalformedOrCanonical(mutated(random, block.encoded()), b -> Block.decode(b).encoded());
      isMalformedOrCanonical(
          mutated(random, new Account(3, Amount.of(9)).encoded()),
          b -> Account.decode(b).encoded());
    }
    for (int i = 0; i < 500; i++) {
      isMalformedOrCanonical(mutated(random, summary), b -> GenesisSummary.decode(b).encoded());
    }
  }

  @Test
  void everyTruncationIsMalformed() {
    byte[] bytes = network.transaction(0, 0, network.pay(1, 5)).transaction().encoded();

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(MalformedException.class, () -> Transaction.decode(cut));
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThrows(MalformedException.class, () -> Transaction.decode(longer));
  }

  @Test
  void genesisListedInAnotherOrderIsMalformed() {
    GenesisSummary summary = network.genesis().summary();
    BcsWriter writer = new BcsWriter();
    writer.string(summary.chainName()).uleb(1).u8(summary.decimals()).string(summary.symbol());
    summary.time().write(writer);
    writer.list(summary.validators().reversed(), (w, validator) -> validator.write(w));
    summary.parameters().write(writer);
    writer.u64(summary.accounts());
    summary.accountsRoot().write(writer);

    assertThrows(MalformedException.class, () -> GenesisSummary.decode(writer.toByteArray()));
  }

  @Test
  void listsLongerThanAllowedAreMalformedBeforeTheyAreRead() {
    TransactionBody body = network.body(0, 0);
    BcsWriter writer = new BcsWriter();
    writer.u16(1);
    body.sender().write(writer);
    writer.u64(0).u64(0).u64(0).string("").uleb(101);

    var e = assertThrows(MalformedException.class, () -> Transaction.decode(writer.toByteArray()));
    assertEquals("length 101 is above the maximum 100", e.getMessage());
  }

  @Test
  void signaturesOutOfOrderOrTwiceAreMalformed() {
    Transaction two =
        network
            .verifier()
            .signed(
                network.body(0, 0, network.pay(1, 5)),
                List.of(network.account(0), network.account(1)));
    byte[] bytes = two.encoded();
    int first = bytes.length - 2 * 96;
    byte[] swapped = bytes.clone();
    System.arraycopy(bytes, first + 96, swapped, first, 96);
    System.arraycopy(bytes, first, swapped, first + 96, 96);
    byte[] twice = bytes.clone();
    System.arraycopy(bytes, first, twice, first + 96, 96);

    assertThrows(MalformedException.class, () -> Transaction.decode(swapped));
    assertThrows(MalformedException.class, () -> Transaction.decode(twice));
    assertEquals(two, Transaction.decode(bytes));
  }

  @Test
  void transactionWithoutASignatureIsMalformed() {
    byte[] bytes = network.transaction(0, 0, network.pay(1, 5)).transaction().encoded();
    byte[] none = Arrays.copyOf(bytes, bytes.length - 96);
    none[none.length - 1] = 0;

    assertThrows(MalformedException.class, () -> Transaction.decode(none));
  }

  private static void isMalformedOrCanonical(byte[] bytes, Function<byte[], byte[]> recode) {
    byte[] recoded;
    try {
      recoded = recode.apply(bytes.clone());
    } catch (MalformedException e) {
      return;
    }
    assertArrayEquals(bytes, recoded);
  }

  private static byte[] mutated(SplittableRandom random, byte[] bytes) {
    byte[] result = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> result[random.nextInt(result.length)] = (byte) random.nextInt();
      case 2 -> result = Arrays.copyOf(result, random.nextInt(result.length + 8));
      default -> {
        int at = random.nextInt(result.length);
        int length = Math.min(result.length - at, 1 + random.nextInt(8));
        Arrays.fill(result, at, at + length, (byte) (random.nextBoolean() ? 0xFF : 0x80));
      }
    }
    return result;
  }

  private static Transaction randomTransaction(SplittableRandom random) {
    TransactionBody body =
        new TransactionBody(
            random.nextInt(0x10000),
            randomKey(random),
            random.nextLong() >>> 1,
            new Amount(random.nextLong()),
            new Timestamp(random.nextLong() >>> 1),
            "é".repeat(random.nextInt(129)),
            IntStream.range(0, random.nextInt(101))
                .<Operation>mapToObj(
                    _ -> new Operation.Transfer(randomKey(random), new Amount(random.nextLong())))
                .toList());
    List<TransactionSignature> signatures =
        IntStream.range(0, 1 + random.nextInt(4))
            .mapToObj(_ ->
                new TransactionSignature(randomKey(random), Signature.of(randomBytes(random, 64))))
            .toList();
    return Transaction.of(body, signatures);
  }

  private static BlockHeader randomHeader(SplittableRandom random) {
    return new BlockHeader(
        random.nextInt(0x10000),
        randomHash(random),
        new Epoch(random.nextLong() >>> 1),
        new View(random.nextLong() >>> 1),
        new Height(random.nextLong() >>> 1),
        new BlockId(randomHash(random)),
        new Timestamp(random.nextLong() >>> 1),
        randomKey(random),
        randomHash(random),
        randomHash(random),
        randomHash(random),
        randomHash(random),
        randomHash(random));
  }

  private static PublicKey randomKey(SplittableRandom random) {
    return PublicKey.of(randomBytes(random, 32));
  }

  private static Hash randomHash(SplittableRandom random) {
    return Hash.of(randomBytes(random, 32));
  }

  private static byte[] randomBytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}

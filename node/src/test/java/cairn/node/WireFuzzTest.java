package cairn.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.consensus.Want;
import cairn.ledger.Block;
import cairn.ledger.Height;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.SignedVote;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every decoder of what peers send: any bytes are decoded to what encodes to the same bytes, or
/// refused as malformed; nothing else is ever thrown.
class WireFuzzTest {
  private static final int CHANGES = 2_000;

  /// @param recode decodes and encodes again
  @SuppressWarnings("ArrayRecordComponent")
  record Message(String name, byte[] good, UnaryOperator<byte[]> recode) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Message> messages() {
    ChainSide side = new ChainSide(1);
    Block block = side.built(1, 0, side.genesis, side.ledger.pay(0, 0), side.ledger.pay(1, 0));
    VerifiedCertificate certified = side.finalization(block);
    Certificate certificate = certified.certificate();
    SignedVote vote =
        new SignedVote(
            certificate.vote(),
            certificate.signers().getFirst(),
            certificate.signatures().getFirst());
    BlockRanges.Answer range =
        new BlockRanges.Answer(
            new Height(1), List.of(block), List.of(block.header()), Optional.of(certificate));
    return Stream.of(
        new Message("vote", written(vote::write), WireFuzzTest::vote),
        new Message(
            "certificate",
            certificate.encoded(),
            bytes -> BcsReader.decode(bytes, Certificate::read).encoded()),
        new Message(
            "certificate wanted",
            written(new Want(Epoch.ZERO, new View(5), Want.Kind.NOTARIZATION)::write),
            WireFuzzTest::want),
        new Message(
            "range wanted",
            new BlockRanges.Wanted(new Height(3), new Height(300)).encoded(),
            bytes -> BlockRanges.Wanted.decode(bytes).encoded()),
        new Message("range", range.encoded(), bytes -> BlockRanges.Answer.decode(bytes).encoded()),
        new Message(
            "no range",
            BlockRanges.Answer.none(new Height(7)).encoded(),
            bytes -> BlockRanges.Answer.decode(bytes).encoded()),
        new Message("body wanted", written(block.id()::write), WireFuzzTest::blockId),
        new Message(
            "transactions wanted",
            new CompactBlock.Missing(block.id(), List.of(0, 1, 77, 1000)).encoded(),
            bytes -> CompactBlock.Missing.decode(bytes).encoded()),
        new Message("block", block.encoded(), bytes -> Block.decode(bytes).encoded()),
        new Message(
            "compact block",
            CompactBlock.of(block).encoded(),
            bytes -> CompactBlock.decode(bytes).encoded()),
        new Message(
            "transaction batch",
            TransactionBatch.encode(block.transactions()).getFirst(),
            WireFuzzTest::batch));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void comesBackAsItWas(Message message) {
    assertArrayEquals(message.good(), message.recode().apply(message.good()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyTruncationAndEveryTrailingByteIsRefused(Message message) {
    byte[] good = message.good();

    for (int length = 0; length <= good.length + 1; length++) {
      if (length != good.length) {
        byte[] other = Arrays.copyOf(good, length);
        assertThrows(MalformedException.class, () -> message.recode().apply(other));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void anyChangedBytesAreRefusedOrComeBackAsTheyWere(Message message) {
    SplittableRandom random = new SplittableRandom(20);
    int refused = 0;
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = message.good().clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      refused += isRefused(message, changed) ? 1 : 0;
    }
    assertTrue(refused < CHANGES);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void anyBytesAtAllAreRefusedOrComeBackAsTheyWere(Message message) {
    SplittableRandom random = new SplittableRandom(21);
    for (int i = 0; i < CHANGES; i++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      isRefused(message, bytes);
    }
  }

  private static boolean isRefused(Message message, byte[] bytes) {
    byte[] again;
    try {
      again = message.recode().apply(bytes);
    } catch (MalformedException e) {
      return true;
    }
    assertArrayEquals(bytes, again);
    return false;
  }

  private static byte[] vote(byte[] bytes) {
    return written(BcsReader.decode(bytes, SignedVote::read)::write);
  }

  private static byte[] want(byte[] bytes) {
    return written(BcsReader.decode(bytes, Want::read)::write);
  }

  private static byte[] blockId(byte[] bytes) {
    return written(BcsReader.decode(bytes, BlockId::read)::write);
  }

  private static byte[] batch(byte[] bytes) {
    return new BcsWriter().list(TransactionBatch.decode(bytes), BcsWriter::bytes).toByteArray();
  }

  private static byte[] written(Consumer<BcsWriter> value) {
    BcsWriter writer = new BcsWriter();
    value.accept(writer);
    return writer.toByteArray();
  }
}

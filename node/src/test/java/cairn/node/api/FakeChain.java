package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.MerkleProof;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.ledger.Amount;
import cairn.ledger.Block;
import cairn.ledger.BlockHeader;
import cairn.ledger.Genesis;
import cairn.ledger.GenesisAccount;
import cairn.ledger.Height;
import cairn.ledger.NetworkKind;
import cairn.ledger.Operation;
import cairn.ledger.Parameters;
import cairn.ledger.Receipt;
import cairn.ledger.StateKey;
import cairn.ledger.StateProof;
import cairn.ledger.Timestamp;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionSignature;
import cairn.ledger.ValidatorEntry;
import cairn.ledger.proof.BlockProof;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.FinalHeader;
import cairn.ledger.proof.Proof;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The genesis, blocks and transactions of a [FakeNode]; their signatures are nobody's.
final class FakeChain {
  static final PublicKey ALICE = key(0xA1);
  static final PublicKey BOB = key(0xB0);
  static final Timestamp GENESIS_TIME = Timestamp.of(Instant.parse("2026-01-01T00:00:00Z"));

  private static final StateProof NO_PATH = StateProof.decode(new byte[2]);

  private FakeChain() {}

  static Genesis genesis() {
    List<ValidatorEntry> validators = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      validators.add(new ValidatorEntry("node-" + i, key(i), 1, key(0x20 + i)));
    }
    return Genesis.of(
        "testing",
        NetworkKind.TEST,
        6,
        "CRN",
        GENESIS_TIME,
        validators,
        List.of(new GenesisAccount(ALICE, Amount.of(1_000_000_000_000L))),
        Parameters.localNetwork());
  }

  static PublicKey key(int fill) {
    byte[] bytes = new byte[PublicKey.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return PublicKey.of(bytes);
  }

  static Transaction payment(long nonce) {
    TransactionBody body =
        new TransactionBody(
            1,
            ALICE,
            nonce,
            Amount.of(1_000),
            new Timestamp(GENESIS_TIME.millis() + 3_600_000),
            "rent",
            List.of(new Operation.Transfer(BOB, Amount.of(12_500_000))));
    return Transaction.of(
        body, List.of(new TransactionSignature(ALICE, Signature.of(new byte[Signature.BYTES]))));
  }

  /// The block after `blocks`; the first is the genesis block.
  static FinalBlock block(
      Hash genesisHash, List<FinalBlock> blocks, List<Transaction> transactions) {
    long height = blocks.size();
    boolean isGenesis = height == 0;
    Hash root = Hash.tagged("test", new byte[] {(byte) height});
    BlockHeader header =
        new BlockHeader(
            1,
            genesisHash,
            new Epoch(0),
            new View(height),
            new Height(height),
            isGenesis ? new BlockId(Hash.ZERO) : blocks.getLast().id(),
            new Timestamp(GENESIS_TIME.millis() + 1_000 * height),
            key(isGenesis ? 0 : 1),
            root,
            root,
            root,
            root,
            root);
    Block block = new Block(header, transactions);
    return new FinalBlock(
        block.id(),
        block,
        transactions.stream().map(_ -> (Receipt) new Receipt.Succeeded()).toList(),
        isGenesis ? Optional.empty() : Optional.of(finalization(block)));
  }

  static BlockProof proof(FinalBlock block) {
    FinalHeader anchor = new FinalHeader(block.block().header(), finalization(block.block()));
    return new BlockProof(anchor, Optional.empty());
  }

  static Proof.Entry entry(FinalBlock block, StateKey key) {
    return new Proof.Entry(proof(block), key, Optional.empty(), NO_PATH);
  }

  static Proof.Included included(FinalBlock block) {
    return new Proof.Included(
        proof(block),
        block.block().transactions().getFirst(),
        block.receipts().getFirst(),
        new MerkleProof(0, 1, List.of()));
  }

  static Proof.Expired expired(FinalBlock block, TransactionBody body) {
    return new Proof.Expired(proof(block), body, Optional.empty(), NO_PATH);
  }

  static EpochStep step(Genesis genesis, List<FinalBlock> blocks) {
    return new EpochStep(proof(blocks.getLast()).anchor(), genesis.roster().set());
  }

  private static Certificate finalization(Block block) {
    Signature signature = Signature.of(new byte[Signature.BYTES]);
    return new Certificate(
        new Vote.Finalize(new Epoch(0), block.header().view(), block.id()),
        4,
        List.of(new ValidatorId(0), new ValidatorId(1), new ValidatorId(3)),
        List.of(signature, signature, signature));
  }
}

package cairn.ledger;

import cairn.codec.Decoder;
import cairn.codec.Decoders;
import cairn.codec.RandomValues;
import cairn.crypto.Hash;
import cairn.crypto.MerkleMountainRange;
import cairn.crypto.MerkleProof;
import cairn.crypto.MerkleTree;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.ledger.proof.LightVerifier;
import cairn.ledger.proof.Verdict;
import cairn.ledger.store.StoreDecoders;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.Validator;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The decoders of this module, and random values of what they decode.
public final class LedgerDecoders {
  private static final Set<String> PARTS =
      Set.of(
          "cairn.codec.Bytes.read",
          "cairn.ledger.Account.readRest",
          "cairn.ledger.GenesisSummary.read",
          "cairn.ledger.Transaction.read",
          "cairn.ledger.TreeNode.readInternal",
          "cairn.ledger.TreeNode.readLeaf",
          "cairn.ledger.proof.Proof.part",
          "cairn.ledger.proof.Proof.readEntry",
          "cairn.ledger.Parameters.count",
          "cairn.ledger.Parameters.duration",
          // Reads by the decoder that it is given.
          "cairn.ledger.store.CheckedValues.decode",
          // Hashes the keys as it reads them. What it reads, the store wrote, with a checksum.
          "cairn.ledger.store.LedgerStore.readChanges",
          // Two heights.
          "cairn.ledger.store.Pruning$Floor.read",
          "cairn.ledger.store.StoreAudit.placeHeight");

  private LedgerDecoders() {}

  public static List<Decoder> all() {
    return Decoders.of(Ledger.class, StoreDecoders.all(), PARTS);
  }

  /// Also for the modules that send and keep such values.
  public static RandomValues values(long seed) {
    RandomValues values = new RandomValues(seed);
    crypto(values);
    quorum(values);
    state(values);
    blocks(values);
    StoreDecoders.describe(values);
    return values;
  }

  private static void crypto(RandomValues values) {
    values.with(
        MerkleProof.class,
        v -> {
          int size = 1 + v.length(20);
          return MerkleTree.of(leaves(v, size)).proof(v.random().nextInt(size));
        });
    values.with(
        MerkleMountainRange.class,
        v -> {
          MerkleMountainRange range = MerkleMountainRange.EMPTY;
          for (byte[] leaf : leaves(v, v.length(40))) {
            range = range.append(leaf);
          }
          return range;
        });
  }

  private static List<byte[]> leaves(RandomValues values, int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(values.bytes(5));
    }
    return leaves;
  }

  private static void quorum(RandomValues values) {
    values.with(Validator.class, v -> new Validator(v.of(PublicKey.class), 1 + v.length(1_000)));
    values.with(ValidatorId.class, v -> new ValidatorId(v.length(ValidatorSet.MAX_SIZE - 1)));
    values.with(
        ValidatorSet.class,
        v -> {
          TreeMap<PublicKey, Validator> members = new TreeMap<>();
          for (int i = 1 + v.length(6); i > 0; i--) {
            Validator validator = v.of(Validator.class);
            members.put(validator.key(), validator);
          }
          return ValidatorSet.of(members.values());
        });
    values.with(
        Certificate.class,
        v -> {
          int size = 1 + v.length(20);
          TreeSet<Integer> places = new TreeSet<>();
          for (int i = v.length(size); i > 0; i--) {
            places.add(v.random().nextInt(size));
          }
          return new Certificate(
              v.of(Vote.class),
              size,
              places.stream().map(ValidatorId::new).toList(),
              places.stream().map(_ -> v.of(Signature.class)).toList());
        });
    values.with(
        Evidence.class,
        v -> {
          Epoch epoch = v.of(Epoch.class);
          View view = v.of(View.class);
          ValidatorId signer = v.of(ValidatorId.class);
          Vote other =
              v.random().nextBoolean()
                  ? new Vote.Nullify(epoch, view)
                  : new Vote.Finalize(epoch, view, new BlockId(Hash.tagged("test.other")));
          return new Evidence(
              new SignedVote(
                  new Vote.Finalize(epoch, view, v.of(BlockId.class)),
                  signer,
                  v.of(Signature.class)),
              new SignedVote(other, signer, v.of(Signature.class)));
        });
  }

  private static void state(RandomValues values) {
    values.with(Amount.class, v -> new Amount(v.random().nextLong() >>> v.length(63)));
    values.with(
        Parameters.class,
        v ->
            OperationBench.parametersWithDeposit(
                Amount.of(v.random().nextLong(Parameters.Fees.MOST.units()))));
    values.with(
        Signers.class,
        v -> {
          TreeMap<PublicKey, Signers.Member> members = new TreeMap<>();
          for (int i = v.length(Signers.MAX_MEMBERS); i > 0; i--) {
            Signers.Member member = v.of(Signers.Member.class);
            members.put(member.key(), member);
          }
          int sum = members.values().stream().mapToInt(Signers.Member::weight).sum();
          return new Signers(sum == 0 ? 0 : 1 + v.length(sum - 1), List.copyOf(members.values()));
        });
    values.with(
        Operation.AcquireLock.class,
        v -> {
          TreeSet<PublicKey> allowed = new TreeSet<>();
          for (int i = v.length(Lock.MAX_ALLOWED); i > 0; i--) {
            allowed.add(v.of(PublicKey.class));
          }
          return new Operation.AcquireLock(
              v.of(PublicKey.class),
              v.of(EntryName.class),
              Duration.ofMillis(1 + v.length(60_000)),
              List.copyOf(allowed));
        });
    values.with(
        NodeKey.class, v -> NodeKey.of(v.number(), v.of(Hash.class), v.length(NodeKey.MAX_DEPTH)));
    values.with(TreeNode.class, LedgerDecoders::node);
    values.with(
        StateProof.class,
        v -> {
          NodeSource nodes = StateTree.create(1, entries(v)).over(NodeSource.NONE);
          return StateTree.prove(nodes, 1, v.of(Hash.class));
        });
  }

  private static TreeNode node(RandomValues values) {
    List<TreeNode> nodes =
        List.copyOf(StateTree.create(values.number(), entries(values)).newNodes().values());
    return nodes.get(values.random().nextInt(nodes.size()));
  }

  private static TreeMap<Hash, byte[]> entries(RandomValues values) {
    TreeMap<Hash, byte[]> entries = new TreeMap<>();
    for (int i = values.length(40); i > 0; i--) {
      entries.put(values.of(Hash.class), values.bytes(values.length(30)));
    }
    return entries;
  }

  private static void blocks(RandomValues values) {
    values.with(
        Transaction.class,
        v -> {
          TreeMap<PublicKey, TransactionSignature> signatures = new TreeMap<>();
          for (int i = 1 + v.length(4); i > 0; i--) {
            TransactionSignature signature = v.of(TransactionSignature.class);
            signatures.put(signature.key(), signature);
          }
          TransactionBody body = v.of(TransactionBody.class);
          return Transaction.of(
              Bodies.withProtocol(body, body.protocol() & 0xFFFF), signatures.values());
        });
    values.with(
        BlockHeader.class,
        v ->
            new BlockHeader(
                v.length(0xFFFF),
                v.of(Hash.class),
                v.of(Epoch.class),
                v.of(View.class),
                v.of(Height.class),
                v.of(BlockId.class),
                v.of(Timestamp.class),
                v.of(PublicKey.class),
                v.of(Hash.class),
                v.of(Hash.class),
                v.of(Hash.class),
                v.of(Hash.class),
                v.of(Hash.class)));
    values.with(
        Block.class,
        v -> {
          List<Transaction> transactions = new ArrayList<>();
          for (int i = v.length(3); i > 0; i--) {
            transactions.add(v.of(Transaction.class));
          }
          return new Block(v.of(BlockHeader.class), transactions);
        });
    values.with(
        ValidatorEntry.class,
        v -> new ValidatorEntry("node", v.of(PublicKey.class), v.number(), v.of(PublicKey.class)));
    values.with(Roster.class, v -> genesis(v).roster());
    values.with(GenesisSummary.class, v -> genesis(v).summary());
    values.with(LightVerifier.class, LedgerDecoders::verifier);
  }

  private static Genesis genesis(RandomValues values) {
    return TestNetwork.of(values.length(5)).genesis();
  }

  private static LightVerifier verifier(RandomValues values) {
    Genesis genesis = genesis(values);
    return LightVerifier.of(genesis.hash(), genesis.summary()) instanceof Verdict.Holds holds
        ? holds.verifier()
        : fail();
  }

  private static LightVerifier fail() {
    throw new AssertionError("a genesis has a verifier");
  }
}

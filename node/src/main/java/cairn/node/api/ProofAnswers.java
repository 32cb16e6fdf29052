package cairn.node.api;

import cairn.codec.BcsReader;
import cairn.codec.MalformedException;
import cairn.ledger.Height;
import cairn.ledger.StateKey;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionId;
import cairn.ledger.proof.EpochStep;
import cairn.ledger.proof.Proof;
import cairn.quorum.BlockId;
import cairn.quorum.Epoch;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Answers with proofs, in hex, for whoever checks them by docs/proofs.md. Thread-safe.
final class ProofAnswers {
  /// A step has at most 256 signatures, so the response stays below a megabyte.
  private static final int MAX_STEPS = 16;

  private static final String KEY = "a state key in BCS, in hex";
  private static final String TRANSACTION = "a signed transaction in hex";
  private static final HexFormat HEX = HexFormat.of();

  private final LedgerNode node;

  ProofAnswers(LedgerNode node) {
    this.node = node;
  }

  /// Throws [RpcException] where the call is wrong, or there is nothing that could be proved.
  Answer answer(RpcMethod method, Arguments arguments) {
    Optional<Height> least =
        method.params().contains("minHeight")
            ? arguments.optionalHeight("minHeight")
            : Optional.empty();
    return switch (method) {
      case CHAIN_GET_GENESIS -> origin();
      case CHAIN_GET_EPOCHS -> epochs(arguments);
      case CHAIN_GET_BLOCK_PROOF -> answer(block(arguments), least);
      case STATE_GET_PROOF -> answer(entry(arguments), least);
      case TX_GET_PROOF -> answer(transaction(arguments), least);
      case CHAIN_GET_INFO,
          CHAIN_GET_BLOCK,
          ACCOUNT_GET,
          ACCOUNT_GET_HISTORY,
          RECORD_LIST,
          TX_SUBMIT,
          TX_GET,
          TX_WAIT,
          NODE_GET_STATUS,
          NODE_GET_PEERS,
          MEMPOOL_GET_INFO,
          RPC_DISCOVER ->
          throw new IllegalArgumentException(method.wireName() + " gives no proof");
    };
  }

  private Answer.Origin origin() {
    return new Answer.Origin(node.genesisHash(), HEX.formatHex(node.genesis().summary().encoded()));
  }

  private Answer.Epochs epochs(Arguments arguments) {
    long from = arguments.digits("from", "an epoch, as a string of decimal digits");
    List<EpochStep> steps = node.epochs(new Epoch(from), MAX_STEPS + 1);
    return new Answer.Epochs(
        new Answer.Digits(from),
        steps.stream().limit(MAX_STEPS).map(step -> HEX.formatHex(step.encoded())).toList(),
        steps.size() > MAX_STEPS);
  }

  private Proof block(Arguments arguments) {
    Height head = node.head().height();
    Height height =
        switch (arguments.block("block")) {
          case Arguments.BlockName.Newest _ -> newest(head);
          case Arguments.BlockName.ByHeight(Height asked) -> asked;
          case Arguments.BlockName.ByHash(var hash) ->
              node.height(new BlockId(hash))
                  .orElseThrow(() -> notFound("No final block on this node has that hash."));
        };
    return node.prove(height).orElseThrow(() -> notYet("block", height, head));
  }

  /// The newest that can be proved: its finalization may still be on its way into the store.
  private Height newest(Height head) {
    return node.prove(Height.ZERO).map(ProofAnswers::anchor).orElse(head);
  }

  private Proof entry(Arguments arguments) {
    byte[] bytes = arguments.bytes("key", KEY);
    StateKey key;
    try {
      key = BcsReader.decode(bytes, StateKey::read);
    } catch (MalformedException e) {
      throw malformed("key", KEY, bytes, e);
    }
    Height head = node.head().height();
    return node.prove(key).orElseThrow(() -> notYet("key", head, head));
  }

  private Proof transaction(Arguments arguments) {
    TransactionId id = Reads.transactionId(arguments);
    Optional<Transaction> given =
        arguments.optionalBytes("transaction", TRANSACTION).map(ProofAnswers::decoded);
    if (given.isPresent() && !given.get().id(node.genesisHash()).equals(id)) {
      throw new RpcException(
          RpcError.invalidParam(
              "transaction",
              "the transaction with the id txId",
              given.get().id(node.genesisHash()).toString()));
    }
    Optional<Proof> included = node.prove(id).map(proof -> proof);
    return included
        .or(() -> given.flatMap(transaction -> node.proveExpiry(transaction.body())))
        .orElseThrow(() -> notFound("No final block of this node proves an end of it."));
  }

  private static Transaction decoded(byte[] bytes) {
    try {
      return Transaction.decode(bytes);
    } catch (MalformedException e) {
      throw malformed("transaction", TRANSACTION, bytes, e);
    }
  }

  private Answer.Proved answer(Proof proof, Optional<Height> least) {
    if (least.isPresent() && anchor(proof).isBefore(least.get())) {
      throw notYet("minHeight", least.get(), anchor(proof));
    }
    String kind =
        switch (proof) {
          case Proof.Entry _ -> "entry";
          case Proof.Included _ -> "included";
          case Proof.Block _ -> "block";
          case Proof.Expired _ -> "expired";
        };
    return new Answer.Proved(
        kind, proof.header().height(), anchor(proof), HEX.formatHex(proof.encoded()));
  }

  private static Height anchor(Proof proof) {
    return proof.block().anchor().header().height();
  }

  private static RpcException malformed(
      String field, String expected, byte[] bytes, MalformedException why) {
    RpcError error = RpcError.invalidParam(field, expected, HEX.formatHex(bytes));
    return new RpcException(error.withHint(String.valueOf(why.getMessage())));
  }

  private static RpcException notYet(String field, Height wanted, Height head) {
    return new RpcException(RpcError.heightInFuture(field, wanted.toString(), head.toString()));
  }

  private static RpcException notFound(String sentence) {
    return new RpcException(
        RpcError.notFound(
            sentence, "It may not be final yet; for an expired one, give its bytes too."));
  }
}

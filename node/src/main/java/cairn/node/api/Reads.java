package cairn.node.api;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.ledger.Address;
import cairn.ledger.Genesis;
import cairn.ledger.Height;
import cairn.ledger.Parameters;
import cairn.ledger.Receipt;
import cairn.ledger.Transaction;
import cairn.ledger.TransactionBody;
import cairn.ledger.TransactionId;
import cairn.ledger.TransactionStatus;
import cairn.ledger.ValidatorEntry;
import cairn.quorum.BlockId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Answers the methods that read. On the threads of [Readers], since most of them ask the store.
///
/// Every answer comes with a context that it holds at: the newest final block before the read
/// began, or a newer one where the answer itself is newer. Thread-safe.
final class Reads {
  private static final List<String> DETAILS = List.of("ids", "full");

  /// A result of JSON-RPC.
  record Result(Answer.Context context, Answer value) {}

  private final LedgerNode node;
  private final InstantSource clock;
  private final Genesis genesis;
  private final Names names;
  private final TransactionAnswers transactions;
  private final NodeAnswers nodes;
  private final HistoryAnswers history;
  private final ProofAnswers proofs;

  Reads(LedgerNode node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
    this.genesis = node.genesis();
    this.names = Names.of(genesis);
    this.transactions = new TransactionAnswers(node.genesisHash(), names);
    this.nodes = new NodeAnswers(names);
    this.history = new HistoryAnswers(node, transactions);
    this.proofs = new ProofAnswers(node);
  }

  /// Throws [RpcException] where the call is wrong or what it asks for is not there.
  Result read(RpcMethod method, Arguments arguments) {
    return switch (method) {
      case CHAIN_GET_INFO -> chain();
      case CHAIN_GET_BLOCK -> block(arguments);
      case CHAIN_GET_GENESIS,
          CHAIN_GET_EPOCHS,
          CHAIN_GET_BLOCK_PROOF,
          STATE_GET_PROOF,
          TX_GET_PROOF ->
          new Result(context(node.head()), proofs.answer(method, arguments));
      case ACCOUNT_GET -> account(arguments);
      case ACCOUNT_GET_HISTORY -> {
        HistoryView view = history.history(address(arguments, "address"), arguments);
        yield new Result(context(view.head()), history.history(view));
      }
      case RECORD_LIST -> {
        RecordsView view = history.records(address(arguments, "owner"), arguments);
        yield new Result(context(view.head()), history.records(view));
      }
      case TX_GET -> transaction(arguments);
      case NODE_GET_STATUS ->
          new Result(context(node.head()), nodes.status(node.status(), node.readiness()));
      case NODE_GET_PEERS -> new Result(context(node.head()), nodes.peers(node.peers()));
      case MEMPOOL_GET_INFO ->
          new Result(context(node.head()), NodeAnswers.mempool(node.mempool()));
      case TX_SUBMIT, TX_WAIT, RPC_DISCOVER ->
          throw new IllegalArgumentException(method.wireName() + " is no read");
    };
  }

  static TransactionId transactionId(Arguments arguments) {
    return new TransactionId(arguments.hash("txId"));
  }

  /// What is known of a transaction, without its content: the answer of `tx_submit` and `tx_wait`.
  Result status(TransactionView view) {
    return new Result(context(view.head()), transactions.status(view, Optional.empty()));
  }

  private Result transaction(Arguments arguments) {
    TransactionId id = transactionId(arguments);
    TransactionView view = node.transaction(id);
    Optional<Transaction> content =
        inclusion(view.status())
            .flatMap(inclusion ->
                node.block(inclusion.height())
                    .map(found -> found.block().transactions().get(inclusion.index())));
    return new Result(context(view.head()), transactions.status(view, content));
  }

  private static Optional<TransactionStatus.Inclusion> inclusion(TransactionStatus status) {
    return switch (status) {
      case TransactionStatus.Final(var inclusion) -> Optional.of(inclusion);
      case TransactionStatus.Rejected(TransactionStatus.Reason.Failed(var inclusion, _)) ->
          Optional.of(inclusion);
      case TransactionStatus.Rejected _,
          TransactionStatus.Expired _,
          TransactionStatus.Pending _,
          TransactionStatus.Unknown _,
          TransactionStatus.NotAccepted _,
          TransactionStatus.Pruned _ ->
          Optional.empty();
    };
  }

  private Result chain() {
    ChainHead head = node.head();
    long total = genesis.roster().set().totalPower();
    return new Result(
        context(head),
        new Answer.Chain(
            genesis.chainName(),
            genesis.network().name().toLowerCase(Locale.ROOT),
            node.genesisHash(),
            head.header().protocol(),
            genesis.symbol(),
            genesis.decimals(),
            genesis.network().addressPrefix(),
            Names.time(genesis.time().millis()),
            genesis.time().millis(),
            rules(genesis.parameters()),
            new Answer.Digits(head.header().epoch().number()),
            head.header().stateRoot(),
            new Answer.Digits(total),
            new Answer.Digits(total * 2 / 3 + 1),
            validators()));
  }

  private static Answer.Rules rules(Parameters parameters) {
    Parameters.Fees fees = parameters.fees();
    return new Answer.Rules(
        new Answer.Fees(fees.base(), fees.perOperation(), fees.perByte(), fees.deposit()),
        parameters.maxValidity().toMillis(),
        parameters.timing().heartbeat().toMillis(),
        parameters.blockLimits().bytes(),
        parameters.blockLimits().operations(),
        Transaction.MAX_BYTES,
        TransactionBody.MAX_OPERATIONS);
  }

  private List<Answer.Validator> validators() {
    List<Answer.Validator> validators = new ArrayList<>();
    for (ValidatorEntry entry : genesis.validators()) {
      validators.add(
          new Answer.Validator(
              validators.size(),
              entry.name(),
              Address.ofValidator(entry.key()),
              new Answer.Digits(entry.power()),
              names.account(entry.operator())));
    }
    return validators;
  }

  private Result account(Arguments arguments) {
    AccountView view = node.account(address(arguments, "address"));
    return new Result(
        context(view.head()),
        new Answer.Account(
            names.account(view.key()),
            view.key().toString(),
            view.exists(),
            view.balance(),
            new Answer.Digits(view.nonce()),
            new Answer.Digits(view.nextNonce())));
  }

  private PublicKey address(Arguments arguments, String param) {
    String text = arguments.text(param, "an address of this network");
    try {
      return Address.parse(text, genesis.network()).key();
    } catch (IllegalArgumentException e) {
      RpcError error = RpcError.invalidParam(param, "an address of this network", text);
      throw new RpcException(error.withHint(String.valueOf(e.getMessage())));
    }
  }

  private Result block(Arguments arguments) {
    boolean isFull = arguments.word("transactions", DETAILS).equals("full");
    ChainHead head = node.head();
    FinalBlock found =
        switch (arguments.block("block")) {
          case Arguments.BlockName.Newest _ -> node.block(head.height()).orElseThrow();
          case Arguments.BlockName.ByHeight(Height height) ->
              node.block(height).orElseThrow(() -> new RpcException(missing(height, head)));
          case Arguments.BlockName.ByHash(Hash hash) ->
              node.block(new BlockId(hash))
                  .orElseThrow(() -> new RpcException(missing(new BlockId(hash))));
        };
    ChainHead context =
        found.block().height().isAfter(head.height())
            ? new ChainHead(found.id(), found.block().header())
            : head;
    return new Result(context(context), block(found, isFull));
  }

  private RpcError missing(BlockId id) {
    return node.height(id)
        .map(height -> RpcError.pruned("block", node.earliest().toString(), height.toString()))
        .orElseGet(() ->
            RpcError.notFound(
                "No final block on this node has that hash.", "Check the hash, or ask by height."));
  }

  private RpcError missing(Height height, ChainHead head) {
    return height.isAfter(head.height())
        ? RpcError.heightInFuture("block", height.toString(), head.height().toString())
        : RpcError.pruned("block", node.earliest().toString(), height.toString());
  }

  private Answer.Block block(FinalBlock found, boolean isFull) {
    var block = found.block();
    var header = block.header();
    return new Answer.Block(
        header.height(),
        found.id(),
        header.protocol(),
        new Answer.Digits(header.epoch().number()),
        new Answer.Digits(header.view().number()),
        header.parent(),
        Names.time(header.timestamp().millis()),
        header.timestamp().millis(),
        header.height().equals(Height.ZERO)
            ? Optional.empty()
            : Optional.of(names.validator(header.proposer())),
        header.txRoot(),
        header.stateRoot(),
        header.historyRoot(),
        header.signers(),
        header.nextSigners(),
        block.size(),
        block.transactions().size(),
        found.finalization().map(transactions::finality),
        isFull
            ? Optional.empty()
            : Optional.of(
                block.transactions().stream().map(t -> t.id(node.genesisHash())).toList()),
        isFull ? Optional.of(included(block.transactions(), found.receipts())) : Optional.empty());
  }

  private List<Answer.Included> included(List<Transaction> all, List<Receipt> receipts) {
    List<Answer.Included> included = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      included.add(transactions.inBlock(all.get(i), receipts.get(i)));
    }
    return included;
  }

  private Answer.Context context(ChainHead head) {
    long millis = head.header().timestamp().millis();
    return new Answer.Context(
        head.height(), head.id(), Names.time(millis), millis, Math.max(0, clock.millis() - millis));
  }
}

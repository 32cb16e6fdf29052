package cairn.node.api;

import cairn.ledger.Address;
import cairn.ledger.Height;
import java.util.List;
import java.util.Optional;

/// Says of the node, in JSON's terms, what it does now. Immutable.
final class NodeAnswers {
  private final Names names;

  NodeAnswers(Names names) {
    this.names = names;
  }

  Answer.Status status(NodeView view, List<ReadinessCheck> checks) {
    return new Answer.Status(
        view.name(),
        Address.ofNode(view.nodeId()),
        view.validatorKey().isPresent() ? "validator" : "observer",
        view.validatorKey().map(Address::ofValidator),
        view.version(),
        Runtime.version().toString(),
        view.uptimeMillis(),
        checks.stream().allMatch(ReadinessCheck::isOk),
        checks(checks),
        new Answer.Sync(view.sync().isSyncing(), view.sync().head(), view.sync().target()),
        consensus(view.consensus()));
  }

  Answer.Peers peers(List<PeerView> peers) {
    return new Answer.Peers(peers.size(), peers.stream().map(this::peer).toList());
  }

  static Answer.Mempool mempool(MempoolView view) {
    return new Answer.Mempool(
        view.transactions(),
        view.bytes(),
        view.senders(),
        view.held(),
        view.maxTransactions(),
        view.maxBytes());
  }

  static List<Answer.Check> checks(List<ReadinessCheck> checks) {
    return checks.stream()
        .map(check -> new Answer.Check(check.name(), check.isOk(), check.detail()))
        .toList();
  }

  private Answer.Peer peer(PeerView view) {
    return new Answer.Peer(
        Address.ofNode(view.nodeId()),
        view.address(),
        view.isInbound() ? "inbound" : "outbound",
        view.validatorKey().map(names::validator),
        new Height(view.head()),
        view.agent(),
        view.bytesSent(),
        view.bytesReceived(),
        view.dropped());
  }

  private Answer.Consensus consensus(NodeView.ConsensusView view) {
    List<Answer.Voter> voters =
        view.validators().stream()
            .map(validator ->
                new Answer.Voter(
                    validator.index(),
                    names.validator(validator.key()).name(),
                    Address.ofValidator(validator.key()),
                    new Answer.Digits(validator.power()),
                    validator.isConnected(),
                    new Answer.Digits(validator.lastVoteView())))
            .toList();
    Optional<Answer.Signer> leader =
        view.validators().stream()
            .filter(validator -> validator.index() == view.leader())
            .map(validator -> names.validator(validator.key()))
            .findFirst();
    return new Answer.Consensus(
        new Answer.Digits(view.epoch()),
        new Answer.Digits(view.view()),
        leader,
        new Answer.Digits(view.lastFinalView()),
        new Answer.Digits(view.lastNotarizedView()),
        view.isBlockDue(),
        view.why(),
        voters);
  }
}

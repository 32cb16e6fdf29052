package cairn.node;

import cairn.consensus.ReplicaStatus;
import cairn.ledger.Roster;
import cairn.quorum.ValidatorId;
import cairn.quorum.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/// Says in one sentence what a replica waits for, from its published status alone.
final class Why {
  private Why() {}

  static String sentence(ReplicaStatus status, ValidatorSet validators, Roster roster) {
    if (status.isHalted()) {
      return "This replica has stopped voting; its log says why.";
    }
    if (!status.isBlockDue()) {
      return "Nothing waits: no transaction is due, and the heartbeat has not elapsed.";
    }
    String leader = roster.entry(status.leader()).name();
    if (status.proposal().isEmpty()) {
      return "View "
          + status.view()
          + " waits for the proposal of "
          + leader
          + nullifying(status, validators, roster)
          + ".";
    }
    return "View "
        + status.view()
        + " has the proposal of "
        + leader
        + " and "
        + votes(status.notarized(), "notarize", validators, roster)
        + nullifying(status, validators, roster)
        + ".";
  }

  /// A sentence, with a space behind it, where the linked validators are no quorum; else nothing.
  static String quorumMissing(long linkedPower, ValidatorSet validators) {
    return validators.isQuorum(linkedPower)
        ? ""
        : "A quorum is missing: validators with "
            + linkedPower
            + " of "
            + validators.totalPower()
            + " power are linked. ";
  }

  private static String nullifying(ReplicaStatus status, ValidatorSet validators, Roster roster) {
    return status.nullified().isEmpty()
        ? ""
        : ", and " + votes(status.nullified(), "nullify", validators, roster);
  }

  private static String votes(
      SortedSet<ValidatorId> voters, String kind, ValidatorSet validators, Roster roster) {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < validators.size(); i++) {
      ValidatorId id = new ValidatorId(i);
      if (!voters.contains(id)) {
        missing.add(roster.entry(id).name());
      }
    }
    return voters.size()
        + " of "
        + validators.size()
        + " "
        + kind
        + " votes"
        + (missing.isEmpty() ? "" : " (not of " + String.join(", ", missing) + ")");
  }
}

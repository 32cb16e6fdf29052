package cairn.consensus;

import cairn.quorum.Certificate;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import cairn.quorum.VoteVerifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// All that a replica remembers of one epoch after a restart: its journal's records, folded.
///
/// The fold looks at every record and does not depend on their order: the last record of a log need
/// not be of the highest view. Immutable.
public final class SafetyRecords {
  /// The floor of an epoch when a later one has a floor: it is over, and its votes are forgotten.
  private static final View CLOSED = new View(Long.MAX_VALUE);

  private final View floor;
  private final List<Vote> votes;
  private final List<VerifiedCertificate> certificates;

  private SafetyRecords(View floor, List<Vote> votes, List<VerifiedCertificate> certificates) {
    this.floor = floor;
    this.votes = List.copyOf(votes);
    this.certificates = List.copyOf(certificates);
  }

  /// The memory of a replica that never ran.
  public static SafetyRecords none() {
    return new SafetyRecords(View.ZERO, List.of(), List.of());
  }

  /// Folds the records of the verifier's epoch and leaves out those of others. The certificates
  /// that still matter, which are the best finalization and those above it, are verified again;
  /// throws [JournalException] if one of them is not valid.
  public static SafetyRecords fold(VoteVerifier verifier, Iterable<SafetyRecord> records) {
    View floor = View.ZERO;
    View lastFinal = View.ZERO;
    LinkedHashSet<Vote> votes = new LinkedHashSet<>();
    LinkedHashSet<Certificate> certificates = new LinkedHashSet<>();
    for (SafetyRecord record : records) {
      if (record instanceof SafetyRecord.Floor && record.epoch().isAfter(verifier.epoch())) {
        floor = CLOSED;
      }
      if (!record.epoch().equals(verifier.epoch())) {
        continue;
      }
      switch (record) {
        case SafetyRecord.OwnVote(Vote vote) -> votes.add(vote);
        case SafetyRecord.Floor(_, View view) -> floor = max(floor, view);
        case SafetyRecord.Learned(Certificate certificate) -> {
          certificates.add(certificate);
          if (isFinalization(certificate)) {
            lastFinal = max(lastFinal, certificate.view());
          }
        }
      }
    }
    View above = max(floor, lastFinal);
    votes.removeIf(vote -> !vote.view().isAfter(above));
    return new SafetyRecords(above, List.copyOf(votes), verify(verifier, certificates, lastFinal));
  }

  /// No vote is ever cast at or below it.
  View floor() {
    return floor;
  }

  /// The own votes above the floor.
  List<Vote> votes() {
    return votes;
  }

  /// The best finalization, if there is one, and the other certificates above it.
  List<VerifiedCertificate> certificates() {
    return certificates;
  }

  private static List<VerifiedCertificate> verify(
      VoteVerifier verifier, Iterable<Certificate> certificates, View lastFinal) {
    List<VerifiedCertificate> verified = new ArrayList<>();
    for (Certificate certificate : certificates) {
      boolean matters =
          certificate.view().isAfter(lastFinal)
              || (certificate.view().equals(lastFinal) && isFinalization(certificate));
      if (matters) {
        verified.add(
            verifier
                .verify(certificate)
                .orElseThrow(() ->
                    new JournalException(
                        "the journal holds a certificate of "
                            + certificate.vote()
                            + " that does not verify: it was damaged, and this validator must not"
                            + " vote from it. Do not go back to an older copy of it; start the"
                            + " validator under a new key")));
      }
    }
    return verified;
  }

  private static boolean isFinalization(Certificate certificate) {
    return switch (certificate.vote()) {
      case Vote.Finalize _ -> true;
      case Vote.Notarize _, Vote.Nullify _ -> false;
    };
  }

  private static View max(View a, View b) {
    return a.isAfter(b) ? a : b;
  }
}

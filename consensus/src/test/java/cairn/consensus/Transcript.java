package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.VerifiedCertificate;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Plays one replica from a text: commands in, effects out, in the words of the protocol.
///
/// ```
/// > validator 0 of 4      what is told starts with ">"
/// start HEARTBEAT of view 0 after 10000 ms
/// ```
final class Transcript {
  private final Map<BlockId, String> names = new HashMap<>();
  private Bench bench = Bench.observer();

  Transcript() {
    names.put(Committee.ROOT, "root");
  }

  /// The text with the effects that its commands cause now.
  static String replayed(String text) {
    Transcript transcript = new Transcript();
    StringBuilder result = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith("> ")) {
        result.append(line).append('\n');
        transcript.tell(line.substring(2)).forEach(effect -> result.append(effect).append('\n'));
      } else if (line.isBlank() || line.startsWith("#")) {
        result.append(line).append('\n');
      }
    }
    return result.toString();
  }

  private List<String> tell(String command) {
    bench.forget();
    perform(command.split(" +"));
    return bench.effects().stream().map(this::described).toList();
  }

  private void perform(String[] words) {
    switch (words[0]) {
      case "validator" ->
          bench = Bench.validator(Committee.of((int) number(words[3])), (int) number(words[1]));
      case "observer" -> bench = Bench.observer();
      case "restart" -> bench.restart();
      case "due" -> bench.due();
      case "not-due" -> bench.notDue();
      case "vote" ->
          bench.vote(
              (int) number(words[1].substring(1)),
              vote(Arrays.copyOfRange(words, 2, words.length)));
      case "learn" ->
          bench.learn(
              bench.committee().certificate(vote(Arrays.copyOfRange(words, 1, words.length))));
      case "fire" -> bench.fire(Timer.Kind.valueOf(words[1]));
      case "built" -> bench.step(new Event.BlockBuilt(view(words[1]), block(words[2])));
      case "declined" -> bench.step(new Event.BuildDeclined(view(words[1])));
      case "nothing" -> bench.step(new Event.NothingToBuild(view(words[1])));
      case "checked" ->
          bench.step(
              new Event.BlockChecked(view(words[1]), block(words[2]), words[3].equals("valid")));
      case "connect" -> bench.step(new Event.PeerConnected(Bench.PEER, Optional.empty()));
      case "inactive" -> bench.inactive((int) number(words[1].substring(1)));
      case "wanted" ->
          bench.step(
              new Event.CertificateWanted(
                  Bench.PEER, Bench.want(Want.Kind.valueOf(words[1]), number(words[2]))));
      default -> throw new IllegalArgumentException("unknown command " + words[0]);
    }
  }

  private Vote vote(String[] words) {
    return switch (words[0]) {
      case "notarize" ->
          new Vote.Notarize(Committee.EPOCH, view(words[1]), view(words[4]), block(words[2]));
      case "nullify" -> new Vote.Nullify(Committee.EPOCH, view(words[1]));
      case "finalize" -> new Vote.Finalize(Committee.EPOCH, view(words[1]), block(words[2]));
      default -> throw new IllegalArgumentException("unknown vote " + words[0]);
    };
  }

  private String described(Effect effect) {
    return switch (effect) {
      case Effect.Persist(SafetyRecord.OwnVote(Vote vote)) -> "persist own " + described(vote);
      case Effect.Persist(SafetyRecord.Learned(Certificate certificate)) ->
          "persist " + described(certificate);
      case Effect.Persist(SafetyRecord.Floor floor) -> "persist floor " + floor.view();
      case Effect.Sign(Vote vote) -> "sign " + described(vote);
      case Effect.BroadcastVote(SignedVote vote) -> "broadcast " + described(vote.vote());
      case Effect.BroadcastCertificate(Certificate certificate, var except) ->
          "broadcast " + described(certificate) + (except.isEmpty() ? "" : " but not to " + except);
      case Effect.SendCertificate(_, Certificate certificate) ->
          "send the peer " + described(certificate);
      case Effect.Fetch(Want want, Optional<ValidatorId> first) ->
          "fetch " + want.kind() + " " + want.view() + first.map(id -> " of " + id).orElse("");
      case Effect.StartTimer(Timer timer, var after) ->
          "start "
              + timer.kind()
              + " of view "
              + timer.view()
              + " after "
              + after.toMillis()
              + " ms";
      case Effect.Build build ->
          "build "
              + (build.isEmptyAllowed() ? "even an empty block" : "a block")
              + " for view "
              + build.view()
              + " on "
              + name(build.parent())
              + " of view "
              + build.parentView()
              + " with the budget shifted by "
              + build.budgetShift();
      case Effect.Check check ->
          "check "
              + name(check.block())
              + " of view "
              + check.view()
              + " on "
              + name(check.parent());
      case Effect.Commit(VerifiedCertificate finalization) ->
          "commit " + name(ViewLog.blockOf(finalization)) + " of view " + finalization.view();
      case Effect.Report(var evidence) ->
          "report " + evidence.first().signer() + " for " + evidence.kind();
      case Effect.Halt(String reason) -> "halt " + reason.substring(0, reason.indexOf(':'));
    };
  }

  private String described(Certificate certificate) {
    return "certificate of "
        + described(certificate.vote())
        + " by "
        + certificate.signers().stream().map(ValidatorId::toString).collect(Collectors.joining());
  }

  private String described(Vote vote) {
    return switch (vote) {
      case Vote.Notarize notarize ->
          "notarize "
              + notarize.view()
              + " "
              + name(notarize.block())
              + " on "
              + notarize.parentView();
      case Vote.Nullify nullify -> "nullify " + nullify.view();
      case Vote.Finalize finalize -> "finalize " + finalize.view() + " " + name(finalize.block());
    };
  }

  private BlockId block(String name) {
    BlockId block = Committee.block(name);
    names.put(block, name);
    return block;
  }

  private String name(BlockId block) {
    return names.getOrDefault(block, block.toString());
  }

  private static View view(String word) {
    return new View(number(word));
  }

  private static long number(String word) {
    return Long.parseLong(word);
  }
}

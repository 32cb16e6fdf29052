package cairn.consensus;

import java.util.ArrayList;
import java.util.List;

/// Gathers the effects of one step and puts them in order: first what need not wait for the disk,
/// then the records to persist, then all that may happen only when those are durable.
///
/// What need not wait is what stays in this process, a question, and an own vote: that one was made
/// durable in an earlier step, before it was signed.
final class Outbox {
  private final List<Effect> ready = new ArrayList<>();
  private final List<Effect> records = new ArrayList<>();
  private final List<Effect> durable = new ArrayList<>();

  void add(Effect effect) {
    switch (effect) {
      case Effect.Build _,
          Effect.Check _,
          Effect.StartTimer _,
          Effect.Fetch _,
          Effect.BroadcastVote _ ->
          ready.add(effect);
      case Effect.Persist _ -> records.add(effect);
      case Effect.Sign _,
          Effect.BroadcastCertificate _,
          Effect.SendCertificate _,
          Effect.Commit _,
          Effect.Report _,
          Effect.Halt _ ->
          durable.add(effect);
    }
  }

  List<Effect> drain() {
    List<Effect> all = new ArrayList<>(ready.size() + records.size() + durable.size());
    all.addAll(ready);
    all.addAll(records);
    all.addAll(durable);
    ready.clear();
    records.clear();
    durable.clear();
    return List.copyOf(all);
  }
}

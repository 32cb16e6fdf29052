package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import cairn.quorum.Epoch;
import cairn.quorum.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The state entry of the changes that operators have approved in an epoch and that have not
/// happened, in the order of their first approvals. The approvals end with the epoch.
///
/// It is bounded: an operator has at most [#MAX_PER_OPERATOR] open approvals, and one more takes it
/// back from the change that has waited longest.
public record OpenChanges(Epoch epoch, List<Open> changes) {
  public static final int MAX_PER_OPERATOR = 8;

  private static final int MAX_CHANGES = ValidatorSet.MAX_SIZE * MAX_PER_OPERATOR;

  /// A change and the operators that approved it, in strictly ascending order.
  public record Open(Change change, List<PublicKey> operators) {
    public Open {
      operators = List.copyOf(operators);
    }

    private static Open read(BcsReader reader) {
      return new Open(Change.read(reader), reader.list(ValidatorSet.MAX_SIZE, PublicKey::read));
    }

    private void write(BcsWriter writer) {
      change.write(writer);
      writer.list(operators, (w, operator) -> operator.write(w));
    }

    private Open with(PublicKey operator) {
      return new Open(
          change, Stream.concat(operators.stream(), Stream.of(operator)).sorted().toList());
    }

    private Open without(PublicKey operator) {
      return new Open(change, operators.stream().filter(one -> !one.equals(operator)).toList());
    }
  }

  public OpenChanges {
    changes = List.copyOf(changes);
  }

  /// None of that epoch.
  static OpenChanges none(Epoch epoch) {
    return new OpenChanges(epoch, List.of());
  }

  public static OpenChanges decode(byte[] entry) {
    return BcsReader.decode(
        entry, reader -> new OpenChanges(Epoch.read(reader), reader.list(MAX_CHANGES, Open::read)));
  }

  public byte[] encoded() {
    BcsWriter writer = new BcsWriter(256);
    epoch.write(writer);
    writer.list(changes, (w, open) -> open.write(w));
    return writer.toByteArray();
  }

  /// Who approved `change`.
  List<PublicKey> operators(Change change) {
    return changes.stream()
        .filter(open -> open.change().equals(change))
        .findFirst()
        .map(Open::operators)
        .orElse(List.of());
  }

  /// With one more approval.
  OpenChanges approved(Change change, PublicKey operator) {
    List<Open> result = new ArrayList<>(withRoomFor(operator));
    for (int i = 0; i < result.size(); i++) {
      if (result.get(i).change().equals(change)) {
        result.set(i, result.get(i).with(operator));
        return new OpenChanges(epoch, result);
      }
    }
    result.add(new Open(change, List.of(operator)));
    return new OpenChanges(epoch, result);
  }

  private List<Open> withRoomFor(PublicKey operator) {
    List<Open> own = changes.stream().filter(open -> open.operators().contains(operator)).toList();
    if (own.size() < MAX_PER_OPERATOR) {
      return changes;
    }
    Open oldest = own.getFirst();
    return changes.stream()
        .map(open -> open.equals(oldest) ? open.without(operator) : open)
        .filter(open -> !open.operators().isEmpty())
        .toList();
  }

  /// Without a change, which has happened.
  OpenChanges without(Change change) {
    return new OpenChanges(
        epoch, changes.stream().filter(open -> !open.change().equals(change)).toList());
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;
import java.util.List;

/// Who signs for an account: keys with weights, and the threshold that the weights of a
/// transaction's signatures must reach. Without keys it is the account's own key alone.
///
/// @param members in strictly ascending order of their keys
public record Signers(long threshold, List<Member> members) {
  public static final int MAX_MEMBERS = Transaction.MAX_SIGNATURES;
  public static final int MAX_WEIGHT = 0xFFFF;

  /// What an account has from the start.
  public static final Signers OWN_KEY = new Signers(0, List.of());

  /// A key and what its signature counts, 1 to 65,535.
  public record Member(PublicKey key, int weight) {
    public Member {
      if (weight < 1 || weight > MAX_WEIGHT) {
        throw new IllegalArgumentException("a signer's weight is 1 to 65535, not " + weight);
      }
    }

    static Member read(BcsReader reader) {
      return new Member(PublicKey.read(reader), reader.u16());
    }

    void write(BcsWriter writer) {
      key.write(writer);
      writer.u16(weight);
    }
  }

  public Signers {
    members = List.copyOf(members);
    if (members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException("an account has at most " + MAX_MEMBERS + " signers");
    }
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i - 1).key().compareTo(members.get(i).key()) >= 0) {
        throw new IllegalArgumentException(
            "signers are not in strictly ascending order of their keys");
      }
    }
    long sum = members.stream().mapToLong(Member::weight).sum();
    if (threshold < 0 || threshold > sum || (threshold == 0) != members.isEmpty()) {
      throw new IllegalArgumentException(
          "the weights sum up to " + sum + " and do not reach the threshold " + threshold);
    }
  }

  public static Signers read(BcsReader reader) {
    return new Signers(reader.u32(), reader.list(MAX_MEMBERS, Member::read));
  }

  public void write(BcsWriter writer) {
    writer.u32(threshold).list(members, (w, member) -> member.write(w));
  }

  /// Whether the signatures of exactly these keys, in ascending order, suffice for the account
  /// `self` with none superfluous: without the lightest they would not.
  public boolean areSatisfiedBy(PublicKey self, List<PublicKey> keys) {
    if (members.isEmpty()) {
      return keys.size() == 1 && keys.getFirst().equals(self);
    }
    long sum = 0;
    long lightest = Long.MAX_VALUE;
    int at = 0;
    for (PublicKey key : keys) {
      while (at < members.size() && members.get(at).key().compareTo(key) < 0) {
        at++;
      }
      if (at == members.size() || !members.get(at).key().equals(key)) {
        return false;
      }
      int weight = members.get(at).weight();
      sum += weight;
      lightest = Math.min(lightest, weight);
    }
    return sum >= threshold && sum - lightest < threshold;
  }
}

package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.Optional;

/// The state at one block: a function from keys to entries that never changes.
///
/// The store gives one for what is final; [#after] lays what a block changed over another.
public interface LedgerView {
  /// The entry's bytes, which the caller must not change; empty if the state has no such entry.
  Optional<byte[]> read(StateKey key);

  /// The account of a key; [Account#EMPTY] if the state has none.
  default Account account(PublicKey key) {
    return read(StateKey.account(key)).map(Account::decode).orElse(Account.EMPTY);
  }

  /// The rules in force for the next block.
  default Parameters parameters() {
    return read(new StateKey.Rules()).map(Parameters::decode).orElseThrow();
  }

  /// Who signs the next block.
  default Roster roster() {
    return read(new StateKey.Validators()).map(Roster::decode).orElseThrow();
  }

  /// The protocol that the block at that height follows, as far as this state knows.
  default int protocol(Height height) {
    return read(new StateKey.Protocols())
        .map(ProtocolSchedule::decode)
        .orElse(ProtocolSchedule.FIRST)
        .at(height);
  }

  /// The state after `execution` on this one.
  default LedgerView after(Execution execution) {
    return new OverlayView(this, execution.changes());
  }
}

package cairn.ledger;

import cairn.crypto.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The state that a block's transactions work on: what they read of the state before the block, and
/// what they changed. Changes since a mark can be taken back. Confined to one thread.
final class WorkingState {
  /// An account that this block has looked at.
  static final class Cell {
    final PublicKey key;
    private final boolean wasThere;
    private final Account before;
    private Account now;

    private Cell(PublicKey key, Optional<Account> before) {
      this.key = key;
      this.wasThere = before.isPresent();
      this.before = before.orElse(Account.EMPTY);
      this.now = this.before;
    }

    Account now() {
      return now;
    }

    /// Whether nothing has made this account yet.
    boolean isNew() {
      return !wasThere && now.equals(Account.EMPTY);
    }
  }

  /// What something held before it was changed.
  private sealed interface Undo {}

  private record UndoAccount(Cell cell, Account was) implements Undo {}

  private record UndoEntry(StateKey key, Optional<byte[]> was) implements Undo {}

  /// No entry is without bytes.
  private static final byte[] NONE = {};

  private final LedgerView parent;

  // The map is for lookups only; the list has the same cells in the order of their first use.
  private final Map<PublicKey, Cell> cells = new HashMap<>();
  private final List<Cell> touched = new ArrayList<>();

  private final TreeMap<StateKey, Optional<byte[]>> entries = new TreeMap<>();
  private final Deque<Undo> undo = new ArrayDeque<>();

  WorkingState(LedgerView parent) {
    this.parent = parent;
  }

  /// The state before the block.
  LedgerView before() {
    return parent;
  }

  Cell cell(PublicKey key) {
    Cell known = cells.get(key);
    if (known == null) {
      known = new Cell(key, parent.read(StateKey.account(key)).map(Account::decode));
      cells.put(key, known);
      touched.add(known);
    }
    return known;
  }

  void set(Cell cell, Account account) {
    undo.push(new UndoAccount(cell, cell.now));
    cell.now = account;
  }

  /// The bytes of an entry that is no account; the caller must not change them.
  Optional<byte[]> read(StateKey key) {
    Optional<byte[]> changed = entries.get(key);
    return changed != null ? changed : parent.read(key);
  }

  /// Empty deletes the entry.
  void set(StateKey key, Optional<byte[]> entry) {
    undo.push(new UndoEntry(key, read(key)));
    entries.put(key, entry);
  }

  /// From here on changes can be taken back.
  void mark() {
    undo.clear();
  }

  /// Takes back what changed since the mark.
  void rollBack() {
    while (!undo.isEmpty()) {
      switch (undo.pop()) {
        case UndoAccount(Cell cell, Account was) -> cell.now = was;
        case UndoEntry(StateKey key, Optional<byte[]> was) -> entries.put(key, was);
      }
    }
  }

  /// What differs from the state before the block, in the order of the keys: accounts come first.
  SequencedMap<StateKey, Optional<byte[]>> changes() {
    List<Cell> sorted = new ArrayList<>(touched);
    sorted.sort(Comparator.comparing(cell -> cell.key));
    SequencedMap<StateKey, Optional<byte[]>> changes =
        LinkedHashMap.newLinkedHashMap(sorted.size() + entries.size());
    for (Cell cell : sorted) {
      if (!cell.now.equals(cell.before)) {
        changes.put(StateKey.account(cell.key), Optional.of(cell.now.encoded()));
      }
    }
    entries.forEach((key, entry) -> {
      if (!isSame(entry, parent.read(key))) {
        changes.put(key, entry);
      }
    });
    return changes;
  }

  private static boolean isSame(Optional<byte[]> one, Optional<byte[]> other) {
    return Arrays.equals(one.orElse(NONE), other.orElse(NONE));
  }
}

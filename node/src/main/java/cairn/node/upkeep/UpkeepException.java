package cairn.node.upkeep;

import cairn.ledger.Height;
import java.util.Optional;

/// What was found wrong with a ledger or with a file of one, in a clause that names it; where it is
/// of one block, with its height. It carries no stack trace.
public final class UpkeepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Height> height;

  public UpkeepException(String clause) {
    this(clause, Optional.empty());
  }

  UpkeepException(Height height, String clause) {
    this(clause, Optional.of(height));
  }

  private UpkeepException(String clause, Optional<Height> height) {
    super(clause, null, false, false);
    this.height = height;
  }

  public String clause() {
    return String.valueOf(getMessage());
  }

  /// The first block that is not as it must be.
  public Optional<Height> height() {
    return height;
  }
}

package cairn.consensus;

import cairn.quorum.BlockId;
import cairn.quorum.View;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a replica is with its current view: what it asked the application for, and whether it
/// gave the view up. All of it is forgotten when the view is left or the process ends.
///
/// @param givenUp a timer ran out, the proposal is invalid, or the own turn was declined
/// @param followUpElapsed the parent's finalization did not come as soon as it should
/// @param buildOn the parent of the block that was asked for
/// @param checking the block whose check was asked for
/// @param checkedValid that check's answer came, and was yes
record Turn(
    boolean givenUp,
    boolean followUpElapsed,
    @Nullable View buildOn,
    @Nullable BlockId checking,
    boolean checkedValid) {
  static final Turn FRESH = new Turn(false, false, null, null, false);

  Turn giveUp() {
    return new Turn(true, followUpElapsed, buildOn, checking, checkedValid);
  }

  Turn afterFollowUp() {
    return new Turn(givenUp, true, buildOn, checking, checkedValid);
  }

  Turn building(View parentView) {
    return new Turn(givenUp, followUpElapsed, parentView, checking, checkedValid);
  }

  Turn notBuilding() {
    return new Turn(givenUp, followUpElapsed, null, checking, checkedValid);
  }

  Turn checking(BlockId block) {
    return new Turn(givenUp, followUpElapsed, buildOn, block, false);
  }

  Turn valid() {
    return new Turn(givenUp, followUpElapsed, buildOn, checking, true);
  }

  Optional<View> build() {
    return Optional.ofNullable(buildOn);
  }

  boolean isChecking(BlockId block) {
    return block.equals(checking);
  }

  Optional<BlockId> check() {
    return Optional.ofNullable(checking);
  }
}

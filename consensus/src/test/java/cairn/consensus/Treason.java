package cairn.consensus;

import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.Vote;
import java.util.List;

/// What a traitor sends where an honest validator would send its vote: as a leader, two proposals
/// to two halves; as a follower, at times, also the votes that it must never cast together.
record Treason(SimulatedWorld world, ValidatorId self) {
  void broadcast(SignedVote vote, ToyLedger ledger) {
    switch (vote.vote()) {
      case Vote.Notarize notarize -> {
        if (world.committee().leader(notarize.view().number()) == self.index()) {
          proposeTwice(notarize, ledger);
        } else {
          toAll(vote);
          maybe(new Vote.Nullify(notarize.epoch(), notarize.view()));
        }
      }
      case Vote.Nullify nullify -> {
        toAll(vote);
        ledger
            .body(ledger.head())
            .ifPresent(
                block -> maybe(new Vote.Finalize(nullify.epoch(), nullify.view(), block.id())));
      }
      case Vote.Finalize toFinalize -> {
        toAll(vote);
        maybe(new Vote.Nullify(toFinalize.epoch(), toFinalize.view()));
      }
    }
  }

  private void proposeTwice(Vote.Notarize notarize, ToyLedger ledger) {
    ToyBlock block = ledger.body(notarize.block()).orElseThrow();
    ToyBlock other = new ToyBlock(block.view(), block.parent(), block.height(), List.of());
    ledger.add(other);
    Vote.Notarize second =
        new Vote.Notarize(notarize.epoch(), notarize.view(), notarize.parentView(), other.id());
    for (int to = 0; to < world.nodes().size(); to++) {
      if (to != self.index()) {
        boolean isFirstHalf = world.random().nextBoolean();
        world.send(self.index(), to, new SimulatedWorld.Mail.Body(isFirstHalf ? block : other));
        send(to, isFirstHalf ? notarize : second);
        if (world.hits(30)) {
          send(to, isFirstHalf ? second : notarize);
        }
      }
    }
  }

  private void maybe(Vote vote) {
    if (world.hits(30)) {
      send(world.random().nextInt(world.nodes().size()), vote);
    }
  }

  private void send(int to, Vote vote) {
    SignedVote signed =
        world.committee().verifier().cast(vote, self, world.committee().key(self.index())).signed();
    if (to != self.index()) {
      world.send(self.index(), to, new SimulatedWorld.Mail.Vote(signed));
    }
  }

  private void toAll(SignedVote vote) {
    world.broadcast(self.index(), new SimulatedWorld.Mail.Vote(vote));
  }
}

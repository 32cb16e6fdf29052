/// Simplex (Benjamin Chan and Rafael Pass, "Simplex Consensus: A Simple and Fast Consensus
/// Protocol", TCC 2023, ePrint 2023/463) as a pure state machine: `Replica.step(Event)` gives
/// effects.
///
/// The package orders opaque block ids and does not know what a block contains. It depends on
/// `cairn.codec`, `cairn.crypto`, `cairn.quorum` and `cairn.disk`, and has no clock, randomness,
/// keys, threads or logging. One thread owns a replica and its journal.
///
/// # The protocol, for one epoch and validator
///
/// A quorum is more than two thirds of the power. A view has one leader, by rotation. `last final`
/// is the highest final view; view 0, the epoch's root, is final from the start.
///
/// 1. **Votes.** Upon receiving a vote for a view in (last final − K, current + 1], count it,
///    unless it conflicts with one of the same signer, which is evidence. Upon a quorum of the same
///    vote, form its certificate: a notarization, nullification or finalization.
/// 2. **Certificates.** Upon forming a certificate, or receiving one of any view for the first
///    time: journal it, send it on to all that are not known to have it, and apply rules 3, 8 and
///    9.
/// 3. **Enter.** Upon a certificate of view v ≥ current, enter view v + 1.
/// 4. **Propose.** Upon being the leader of the current view while a block is due: build on the
///    highest notarized view below, as soon as every view in between is nullified. Upon the block,
///    vote notarize for it: that is the proposal. Where no block can be made, give up the view.
/// 5. **Follow.** Upon the first proposal of the leader of the current view, on parent view p: if p
///    is below the last final view, give up the view. Wait for the notarization or finalization of
///    p and for the nullifications of all views between, asking for what is missing, of the leader
///    first. Then check the block.
/// 6. **Notarize.** Upon the check's yes, vote notarize for the proposal, unless this replica voted
///    notarize or nullify in this view before. Upon its no, or the proposal's refusal, give up the
///    view.
/// 7. **Nullify.** Upon giving up the current view, or a timeout in it, or its leader's nullify, or
///    nullify of more than a third, or while its leader is inactive, a quorum is active and no
///    proposal came: vote nullify, unless this replica voted nullify or finalize in this view
///    before.
/// 8. **Finalize.** Upon a notarization of a view above the last final one, vote finalize for its
///    block, unless this replica voted nullify or finalize in that view before.
/// 9. **Commit.** Upon a finalization of a view above the last final one, the block and all its
///    ancestors are final; nothing at or below its view is voted for any more.
/// 10. **Own votes** are journaled before they are signed, and sent and counted when they are
///     signed.
/// 11. **Timers.** While a block is due, the current view's timers run: for the proposal and for
///     the notarization, each base × min(1.5^k, 8). A block is due while a transaction waits, or
///     the highest notarized block is not final, or more than a third nullified this view, or the
///     heartbeat elapsed, or the proposal of this view is in hand.
/// 12. **Retry.** Upon each retry interval in one view, while a block is due, or this replica
///     nullified the view, or something is missing; and at once upon a recovery: send the own
///     notarize and finalize votes above the last final view, the nullify of this view and the
///     certificate of entry again, and ask anybody for what is missing.
/// 13. **Peers.** Upon a new connection, send the best finalization and the certificate of entry.
///     Upon a want, answer with what is held.
/// 14. **Halt.** Upon a certificate of a block that fails the check here, a certificate that
///     contradicts another, or a vote in this replica's name that it never cast: stop for good. A
///     refused proposal is none that failed: a proposer may send one replica the wrong body, or
///     name it the wrong parent, while the others certify the block.
///
/// Safety rests on rules 6 to 8: (S1) at most one notarize a view, and (S2) never both nullify and
/// finalize, which [OwnVotes] checks with every vote and the journal keeps across crashes. By
/// quorum intersection a view has one notarization at most, and never both finalization and
/// nullification; what is proposed above a final view must hold nullifications of all it skips, so
/// it descends from the final block.
///
/// # Deviations from the paper
///
/// - Missing certificates are asked for; nobody sends the whole history.
/// - Notarize, nullify and finalize are three kinds of votes; the dummy block is the nullification.
/// - Validators have power, and an own timer watches for the proposal, next to the one for the
///   view.
/// - What must lead to a timeout (an invalid block, a declined turn, the leader's own nullify, a
///   leader that is gone) does so at once.
/// - Nobody waits for an idle ledger: rule 11. The leader that has no transaction and whose parent
///   is only waiting for its finality gives that a quarter of the proposal's time before it makes
///   an empty block; else each payment would be followed by blocks without end.
/// - A proposal in hand counts as a block due, since its transactions may be known to its leader
///   alone.
/// - The k of the timers counts the views since the last finalization without the newest two: when
///   all goes well, view v + 2 is entered one hop before v + 1 is final.
/// - Retries do not slow down with k: they bring back what was lost, and a healed network should
///   not wait for them.
/// - A certificate that was asked for and only fills a gap behind the current view is not sent on.
/// - While nothing becomes final, the votes of at most 4 · K views are kept; older views are
///   decided by certificates, which are all kept until a finalization covers them.
@NullMarked
package cairn.consensus;

import org.jspecify.annotations.NullMarked;

package cairn.p2p.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cairn.p2p.Lane;
import cairn.p2p.PeerLimits;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How long a peer that sends more than its share is not read from, in made-up time.
class ReceptionTest {
  private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

  private final Reception reception = new Reception(new PeerLimits.Rates(1_000_000, 1_000), START);

  @Test
  void messagesBeyondTheBurstOfFourSecondsPauseForAsLongAsTheirRateTakes() {
    long pause = 0;
    for (int i = 0; i < 4_600; i++) {
      pause = reception.received(Lane.TRANSACTIONS, 1, START);
    }

    assertEquals(TimeUnit.MILLISECONDS.toNanos(600), pause);
    assertEquals(pause, reception.debtNanos(START));
    assertEquals(1, reception.debtNanos(START + pause - 1));
    assertEquals(0, reception.debtNanos(START + pause));
    assertEquals(4_600, reception.frames(Lane.TRANSACTIONS));
  }

  @Test
  void bytesBeyondTheBurstPauseToo() {
    assertEquals(0, reception.arrived(4_000_000, START));

    assertEquals(TimeUnit.MILLISECONDS.toNanos(250), reception.arrived(250_000, START));
    assertEquals(TimeUnit.MILLISECONDS.toNanos(250), reception.debtNanos(START));
  }

  @Test
  void aFloodInOneLaneLeavesTheOthersTheirShares() {
    for (int i = 0; i < 5_000; i++) {
      reception.received(Lane.TRANSACTIONS, 1, START);
    }

    assertEquals(0, reception.received(Lane.CONSENSUS, 1, START));
  }
}

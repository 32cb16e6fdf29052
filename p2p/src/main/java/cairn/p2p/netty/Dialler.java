package cairn.p2p.netty;

import cairn.p2p.DialPlan;
import cairn.p2p.DisconnectReason;
import cairn.p2p.Disconnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Dials what [DialPlan] finds due: when links come and go, when records become known, and at least
/// once a second, since discovery may have learned something. Runs on the event loop; only names
/// are resolved elsewhere.
final class Dialler {
  private static final long REVIEW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DialPlan plan;
  private final Links links;
  private final Sockets sockets;
  private final EventLoop loop;
  private final Executor resolver;
  private @Nullable Future<?> next;
  private boolean requested;

  Dialler(DialPlan plan, Links links, Sockets sockets, EventLoop loop, Executor resolver) {
    this.plan = plan;
    this.links = links;
    this.sockets = sockets;
    this.loop = loop;
    this.resolver = resolver;
  }

  /// Asks for a review in a later turn of the event loop; many requests make one.
  void request() {
    if (!requested && links.isRunning()) {
      requested = true;
      loop.execute(FailFast.task(this::review));
    }
  }

  private void review() {
    requested = false;
    if (next != null) {
      next.cancel(false);
    }
    if (!links.isRunning()) {
      return;
    }
    DialPlan.Review review = plan.review(links, links.nowNanos());
    review.dials().forEach(this::dial);
    long again = Math.min(review.againNanos(), REVIEW_NANOS);
    next = loop.schedule(FailFast.task(this::review), again, TimeUnit.NANOSECONDS);
  }

  private void dial(DialPlan.Dial dial) {
    try {
      connect(InetAddress.ofLiteral(dial.host()), dial);
    } catch (IllegalArgumentException notLiteral) {
      resolver.execute(() -> resolve(dial));
    }
  }

  private void resolve(DialPlan.Dial dial) {
    try {
      InetAddress host = InetAddress.getByName(dial.host());
      loop.execute(FailFast.task(() -> connect(host, dial)));
    } catch (UnknownHostException e) {
      Disconnection why = Disconnection.there(DisconnectReason.LOST, "no such host");
      loop.execute(
          FailFast.task(() -> {
            plan.ended(dial, why, links.nowNanos());
            request();
          }));
    }
  }

  private void connect(InetAddress host, DialPlan.Dial dial) {
    if (links.isRunning()) {
      sockets.connect(new InetSocketAddress(host, dial.port()), dial);
    }
  }
}

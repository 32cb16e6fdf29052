package cairn.testnet;

import cairn.node.ExitCode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Looks whether the ports of a network are free before any node starts.
final class Ports {
  private Ports() {}

  /// Throws [NetException] that names the first port that another program has.
  static void requireFree(NetworkPlan plan) {
    for (int index : plan.indexes()) {
      requireFree(plan, plan.httpPort(index), isTcpFree(plan.httpPort(index)), "TCP");
      requireFree(plan, plan.peerPort(index), isTcpFree(plan.peerPort(index)), "TCP");
      requireFree(plan, plan.peerPort(index), isUdpFree(plan.peerPort(index)), "UDP");
    }
  }

  private static void requireFree(NetworkPlan plan, int port, boolean isFree, String protocol) {
    if (!isFree) {
      throw new NetException(
          ExitCode.CONFIGURATION,
          "The %s port %d is taken by another program.".formatted(protocol, port),
          "Give another --port-base than " + plan.portBase() + ", or end that program.");
    }
  }

  private static boolean isTcpFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isUdpFree(int port) {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

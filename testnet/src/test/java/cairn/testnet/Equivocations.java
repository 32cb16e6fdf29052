package cairn.testnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/// What the nodes of a network saw of each other's votes: a vote that a validator has forgotten
/// with the end of its journal, and contradicted since, is still known to the others.
final class Equivocations {
  private static final String COUNTER = "cairn_consensus_equivocations_total";
  private static final List<String> WORDS = List.of("equivocated", "DUPLICATE_KEY");

  private Equivocations() {}

  /// No node counted one since its last start, or has ever logged one. All must run.
  static void requireNone(LocalNetwork network) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int index : network.plan().indexes()) {
        String name = NetworkPlan.name(index);
        assertEquals(List.of(COUNTER + " 0.0"), counted(client, network, index), name);
        assertEquals(List.of(), logged(network, index), name);
      }
    }
  }

  private static List<String> counted(HttpClient client, LocalNetwork network, int index) {
    URI metrics = URI.create(network.plan().url(index)).resolve("/metrics");
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
      return answer.body().lines().filter(line -> line.startsWith(COUNTER)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> logged(LocalNetwork network, int index) {
    try (Stream<String> lines = Files.lines(NodeLog.path(network.home(index)))) {
      return lines.filter(line -> WORDS.stream().anyMatch(line::contains)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

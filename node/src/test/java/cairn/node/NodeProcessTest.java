package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.consensus.Journal;
import cairn.crypto.KeyPair;
import cairn.disk.RealDisk;
import cairn.ledger.Height;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessTest {
  @TempDir Path folder;

  @Test
  void aValidatorWhoseHttpPortIsTakenDoesNotVoteBeforeItEnds() throws IOException {
    try (LocalNodes nodes = LocalNodes.create(folder, 1, 0);
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var refusal =
          assertThrows(RefusedException.class, () -> nodes.start(0, taken.getLocalPort()));

      assertEquals(ExitCode.CONFIGURATION, refusal.code());
      String sentence = String.valueOf(refusal.getMessage());
      assertTrue(sentence.contains(":" + taken.getLocalPort()), sentence);
      assertTrue(sentence.contains("choose another"), sentence);
      try (Journal journal = journal(nodes)) {
        assertEquals(List.of(), journal.records());
      }

      nodes.start(0);
      nodes.awaitHeight(0, new Height(1));
    }
  }

  @Test
  void aHomeHasOneProcess() {
    try (LocalNodes nodes = LocalNodes.create(folder, 1, 0)) {
      nodes.start(0);

      var refusal = assertThrows(RefusedException.class, () -> nodes.start(0));

      assertEquals(ExitCode.CONFIGURATION, refusal.code());
      String sentence = String.valueOf(refusal.getMessage());
      assertTrue(sentence.contains("pid " + ProcessHandle.current().pid()), sentence);
      nodes.awaitHeight(0, new Height(1));
    }
  }

  @Test
  void aGenesisThatIsNotThatOfTheDataIsNamed() throws IOException {
    try (LocalNodes nodes = LocalNodes.create(folder.resolve("a"), 1, 0);
        LocalNodes others = LocalNodes.create(folder.resolve("b"), 2, 0)) {
      Files.copy(
          others.home(0).resolve("genesis.json"),
          nodes.home(0).resolve("genesis.json"),
          StandardCopyOption.REPLACE_EXISTING);

      var refusal = assertThrows(RefusedException.class, () -> nodes.start(0));

      assertEquals(ExitCode.CONFIGURATION, refusal.code());
      String sentence = String.valueOf(refusal.getMessage());
      assertTrue(sentence.contains("genesis.json is not that of this data"), sentence);
      assertTrue(sentence.contains(nodes.genesisHash().toString()), sentence);
      assertTrue(refusal.hint().contains("cairnd init"), refusal.hint());
    }
  }

  @Test
  void warnsOfPeersThatAreToldToComeWhereNobodyIs() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    var everywhere = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 8641);

    String warning = RealLinks.warning(everywhere, loopback).orElseThrow();

    assertTrue(warning.contains("p2p.advertise"), warning);
    assertEquals(
        Optional.empty(), RealLinks.warning(everywhere, InetAddress.ofLiteral("192.0.2.1")));
    assertEquals(
        Optional.empty(), RealLinks.warning(new InetSocketAddress(loopback, 8641), loopback));
  }

  private static Journal journal(LocalNodes nodes) {
    Path key = nodes.home(0).resolve("keys/validator.json");
    KeyPair validator = KeyFile.read(key, KeyFile.Type.VALIDATOR, LocalNodes.ED25519);
    return Journal.open(
        new RealDisk(nodes.home(0).resolve("data")),
        "journal",
        new Journal.Owner(Optional.of(validator.publicKey()), nodes.genesisHash()));
  }
}

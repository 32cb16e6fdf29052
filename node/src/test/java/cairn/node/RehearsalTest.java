package cairn.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.SignatureProviders;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  @TempDir private Path folder;

  @Test
  void makesAPaymentFinalOnANetworkOfItsOwn() throws Exception {
    assertTrue(new Rehearsal(folder, SignatureProviders.best()).isPaid());
  }
}

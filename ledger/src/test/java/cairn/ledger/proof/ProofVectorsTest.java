package cairn.ledger.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.JavaScript;
import cairn.codec.MalformedException;
import cairn.crypto.Ed25519;
import cairn.crypto.SignatureProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/// The vectors of docs/proofs.md. Where the formats change on purpose, `mvn -pl ledger test
/// -Dtest=ProofVectorsTest -Dcairn.writeVectors=true` writes them anew.
class ProofVectorsTest {
  private static final Path FILE =
      Path.of(
          System.getProperty("basedir", ""),
          "src/test/resources/cairn/ledger/proof/proof-vectors.json");
  private static final Ed25519 ED25519 = SignatureProviders.best();
  private static final ProofVectors VECTORS = new ProofVectors(ED25519);

  @Test
  void theFileIsWhatTheCodeMakes() throws IOException {
    if (Boolean.getBoolean("cairn.writeVectors")) {
      Files.writeString(FILE, VECTORS.json());
    }
    assertEquals(Files.readString(FILE), VECTORS.json());
  }

  @Test
  void theLightVerifierTakesThoseThatHoldAndRefusesTheForged() {
    List<LightVerifier> byEpoch = byEpoch();

    for (ProofVectors.Vector vector : VECTORS.proofs()) {
      assertEquals(
          vector.holds(), isTaken(byEpoch.get(vector.epoch()), vector.proof()), vector.name());
    }
    for (ProofVectors.ForgedStep forged : VECTORS.forged()) {
      Verdict verdict = byEpoch.getFirst().follow(EpochStep.decode(forged.step()), ED25519);
      assertTrue(!(verdict instanceof Verdict.Holds), forged.name());
    }
  }

  /// Another program, written from docs/proofs.md, on other people's cryptography.
  @Test
  void theVerifierInJavaScriptAgrees() throws IOException {
    Map<String, String> packages =
        Map.of(
            "@noble/ed25519", "npm/@noble/ed25519/index.js",
            "@noble/hashes/sha2.js", "npm/@noble/hashes/sha2.js");
    try (JavaScript script = JavaScript.of(packages)) {
      Value check = script.module("cairn/ledger/proof/verify.mjs").getMember("checkText");

      assertEquals("", check.execute(Files.readString(FILE)).asString());
    }
  }

  private static List<LightVerifier> byEpoch() {
    ProofChain chain = VECTORS.chain();
    List<LightVerifier> verifiers = new ArrayList<>();
    verifiers.add(holds(LightVerifier.of(chain.genesisHash(), chain.genesis().summary())));
    for (EpochStep step : VECTORS.steps()) {
      verifiers.add(holds(verifiers.getLast().follow(step, ED25519)));
    }
    return verifiers;
  }

  private static LightVerifier holds(Verdict verdict) {
    return assertInstanceOf(Verdict.Holds.class, verdict, verdict.sentence()).verifier();
  }

  private static boolean isTaken(LightVerifier verifier, byte[] proof) {
    try {
      return verifier.verify(Proof.decode(proof), ED25519) instanceof Verdict.Holds;
    } catch (MalformedException e) {
      return false;
    }
  }
}

package cairn.codec;

import cairn.ledger.LedgerDecoders;

/// What Jazzer calls.
public final class DecoderFuzzer {
  private static final FuzzInputs INPUTS = new FuzzInputs(LedgerDecoders.all());

  private DecoderFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    INPUTS.run(input);
  }
}

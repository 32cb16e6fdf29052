package cairn.consensus;

import cairn.codec.FuzzInputs;

/// What Jazzer calls.
public final class DecoderFuzzer {
  private static final FuzzInputs INPUTS = new FuzzInputs(ConsensusDecoders.all());

  private DecoderFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    INPUTS.run(input);
  }
}

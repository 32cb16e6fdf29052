package cairn.p2p;

import cairn.codec.FuzzInputs;

/// What Jazzer calls.
public final class DecoderFuzzer {
  private static final FuzzInputs INPUTS = new FuzzInputs(P2pDecoders.all());

  private DecoderFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    INPUTS.run(input);
  }
}

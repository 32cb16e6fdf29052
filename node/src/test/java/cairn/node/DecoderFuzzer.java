package cairn.node;

import cairn.codec.FuzzInputs;

/// What Jazzer calls.
public final class DecoderFuzzer {
  private static final FuzzInputs INPUTS = new FuzzInputs(NodeDecoders.all());

  private DecoderFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    INPUTS.run(input);
  }
}

package cairn.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.codec.Decoder;
import cairn.codec.DecoderTrial;
import cairn.codec.FuzzCampaign;
import cairn.codec.FuzzInputs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every decoder of this module.
class DecoderFuzzTest {
  static List<Decoder> decoders() {
    return NodeDecoders.all();
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void decodesWhatItEncodes(Decoder decoder) {
    new DecoderTrial(decoder, NodeDecoders.values(1)).valuesComeBack();
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void refusesAsMalformedOrReadsWhatEncodesBack(Decoder decoder) {
    new DecoderTrial(decoder, NodeDecoders.values(2)).otherBytesAreRefusedOrComeBack();
  }

  @Test
  void standsWhatTheFuzzerFound() {
    assertTrue(new FuzzInputs(NodeDecoders.all()).replay(FuzzCampaign.corpus()) > 0);
  }

  @Test
  @EnabledIfSystemProperty(named = "fuzz.executions", matches = "\\d+")
  void standsTheFuzzer() throws Exception {
    new FuzzCampaign(DecoderFuzzer.class, new FuzzInputs(NodeDecoders.all()), FuzzCampaign.corpus())
        .run(Long.getLong("fuzz.executions"), NodeDecoders.values(3));
  }
}

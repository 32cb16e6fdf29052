package cairn.codec;

import cairn.ledger.LedgerDecoders;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every decoder of this module.
class DecoderFuzzTest {
  static List<Decoder> decoders() {
    return LedgerDecoders.all();
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void decodesWhatItEncodes(Decoder decoder) {
    new DecoderTrial(decoder, LedgerDecoders.values(1)).valuesComeBack();
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void refusesAsMalformedOrReadsWhatEncodesBack(Decoder decoder) {
    new DecoderTrial(decoder, LedgerDecoders.values(2)).otherBytesAreRefusedOrComeBack();
  }
}

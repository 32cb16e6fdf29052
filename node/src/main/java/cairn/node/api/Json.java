package cairn.node.api;

import cairn.crypto.Hash;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.TransactionId;
import cairn.quorum.BlockId;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// How answers become JSON.
final class Json {
  /// No response is larger.
  static final int MAX_RESPONSE_BYTES = 16 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .addModule(domainTypes())
          .build();

  private Json() {}

  /// One response of JSON-RPC; an error in its place where it would be too large.
  static byte[] result(RequestId id, Answer.Context context, Answer value) {
    return response(
            id,
            json -> {
              json.writeName("result");
              json.writeStartObject();
              json.writePOJOProperty("context", context);
              json.writePOJOProperty("value", value);
              json.writeEndObject();
            })
        .orElseGet(() -> error(id, RpcError.tooLarge(MAX_RESPONSE_BYTES)));
  }

  /// A response whose result is a document that is JSON already.
  static byte[] result(RequestId id, String document) {
    return response(
            id,
            json -> {
              json.writeName("result");
              json.writeRawValue(document);
            })
        .orElseThrow();
  }

  static byte[] error(RequestId id, RpcError error) {
    return response(id, json -> json.writePOJOProperty("error", error)).orElseThrow();
  }

  /// A document that is no JSON-RPC.
  static byte[] document(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  private static Optional<byte[]> response(RequestId id, Consumer<JsonGenerator> content) {
    CappedBuffer buffer = new CappedBuffer(MAX_RESPONSE_BYTES);
    try (JsonGenerator json = MAPPER.createGenerator(buffer)) {
      json.writeStartObject();
      json.writeStringProperty("jsonrpc", "2.0");
      id.write(json);
      content.accept(json);
      json.writeEndObject();
    }
    return buffer.isOverflown() ? Optional.empty() : Optional.of(buffer.toByteArray());
  }

  private static SimpleModule domainTypes() {
    SimpleModule module = new SimpleModule("cairn");
    module.addSerializer(Hash.class, ToStringSerializer.instance);
    module.addSerializer(BlockId.class, ToStringSerializer.instance);
    module.addSerializer(TransactionId.class, ToStringSerializer.instance);
    module.addSerializer(Height.class, ToStringSerializer.instance);
    module.addSerializer(Amount.class, ToStringSerializer.instance);
    module.addSerializer(Answer.Digits.class, ToStringSerializer.instance);
    return module;
  }
}

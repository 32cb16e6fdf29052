package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Hash;
import cairn.ledger.Address;
import cairn.ledger.Amount;
import cairn.ledger.Height;
import cairn.ledger.NetworkKind;
import cairn.ledger.RejectionCode;
import cairn.ledger.TransactionId;
import cairn.quorum.BlockId;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `openrpc.json` says what the program does: its methods, its parameters, the shape of every
/// answer, and examples that are what the program answers. `-Dcairn.record=true` writes the
/// examples anew.
class OpenRpcTest {
  private static final Path FILE =
      Path.of(System.getProperty("basedir", ""), "src/main/resources/cairn/node/api/openrpc.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final RpcClientFixture rpc = new RpcClientFixture();
  private ObjectNode document;

  @BeforeEach
  void discover() throws Exception {
    document = (ObjectNode) rpc.call("rpc.discover", "[]").path("result");
  }

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void isWhatTheProgramCarries() throws Exception {
    assertEquals(JSON.readTree(Files.readString(FILE)), document);
  }

  @Test
  void describesEveryMethodWithItsParams() {
    Map<String, List<String>> described = new LinkedHashMap<>();
    for (JsonNode method : document.path("methods")) {
      described.put(
          method.path("name").asString(),
          method.path("params").valueStream().map(p -> p.path("name").asString()).toList());
    }
    Map<String, List<String>> known = new LinkedHashMap<>();
    for (RpcMethod method : RpcMethod.values()) {
      known.put(method.wireName(), method.params());
    }

    assertEquals(known, described);
  }

  @Test
  void asksForExactlyTheParamsThatAreRequired() throws Exception {
    for (JsonNode method : document.path("methods")) {
      boolean isRequired =
          method.path("params").valueStream().anyMatch(p -> p.path("required").asBoolean());
      JsonNode response = rpc.call(method.path("name").asString(), "{}");

      assertEquals(isRequired, response.has("error"), method.path("name").asString());
    }
  }

  /// The rule for numbers holds in every answer there can be: what may be beyond 2^53 is a string.
  @Test
  void describesEveryAnswerAsItIsMade() {
    Deque<Class<?>> open = new ArrayDeque<>(List.of(Answer.Context.class));
    open.addAll(Arrays.asList(Answer.class.getPermittedSubclasses()));
    Set<Class<?>> seen = new LinkedHashSet<>(open);
    while (!open.isEmpty()) {
      Class<?> type = open.remove();
      JsonNode schema = document.path("components").path("schemas").path(type.getSimpleName());
      Map<String, JsonNode> properties = new LinkedHashMap<>();
      ArrayNode required = JSON.createArrayNode();
      for (RecordComponent component : type.getRecordComponents()) {
        String where = type.getSimpleName() + "." + component.getName();
        properties.put(
            component.getName(), schemaOf(component.getGenericType(), where, open, seen));
        if (component.getType() != Optional.class) {
          required.add(component.getName());
        }
      }

      assertEquals(
          List.copyOf(properties.keySet()),
          List.copyOf(schema.path("properties").propertyNames()),
          type.getSimpleName());
      properties.forEach((name, expected) -> {
        ObjectNode described = schema.path("properties").path(name).deepCopy().asObject();
        described.remove(List.of("enum", "format", "description"));
        assertEquals(expected, described, type.getSimpleName() + "." + name);
      });
      assertEquals(required, schema.path("required"), type.getSimpleName());
    }
  }

  @Test
  void publishesTheNumberOfEveryReason() {
    Map<String, Integer> published = new LinkedHashMap<>();
    for (JsonNode error : document.path("components").path("errors")) {
      if (error.path("code").asInt() > 1000 && error.path("code").asInt() < 1100) {
        published.put(error.path("data").path("kind").asString(), error.path("code").asInt());
      }
    }

    for (RejectionCode code : RejectionCode.values()) {
      assertEquals(code.number(), published.remove(code.name()), code.name());
    }
    assertTrue(published.isEmpty());
  }

  @Test
  void hasExamplesThatAreTrue() throws Exception {
    rpc.node.submit(List.of(FakeNode.payment(0).encoded()), _ -> {});
    rpc.node.makeBlock();
    Map<String, ObjectNode> examples = examples();
    for (JsonNode method : document.path("methods")) {
      String name = method.path("name").asString();
      ObjectNode params = examples.remove(name);
      JsonNode result = rpc.call(name, params.toString()).path("result");
      List<String> faults =
          JsonSchema.faults(document, method.path("result").path("schema"), result);
      for (JsonNode param : method.path("params")) {
        if (params.has(param.path("name").asString())) {
          JsonNode value = params.path(param.path("name").asString());
          faults.addAll(JsonSchema.faults(document, param.path("schema"), value));
        }
      }
      ArrayNode example = example(params, stable(name, result));
      if (Boolean.getBoolean("cairn.record")) {
        ((ObjectNode) method).set("examples", example);
      }

      assertEquals(List.of(), faults, name);
      assertEquals(example, method.path("examples"), name);
    }
    assertTrue(examples.isEmpty());
    record();
  }

  private Map<String, ObjectNode> examples() {
    String payment = FakeNode.payment(0).id(rpc.node.genesisHash()).toString();
    Map<String, ObjectNode> examples = new LinkedHashMap<>();
    for (RpcMethod method : RpcMethod.values()) {
      ObjectNode params = JSON.createObjectNode();
      switch (method) {
        case CHAIN_GET_BLOCK -> params.put("block", "1").put("transactions", "full");
        case CHAIN_GET_BLOCK_PROOF -> params.put("block", "1");
        case STATE_GET_PROOF -> params.put("key", "00" + FakeNode.ALICE);
        case TX_GET_PROOF -> params.put("txId", payment);
        case ACCOUNT_GET ->
            params.put("address", new Address(NetworkKind.TEST, FakeNode.ALICE).toString());
        case ACCOUNT_GET_HISTORY ->
            params
                .put("address", new Address(NetworkKind.TEST, FakeNode.ALICE).toString())
                .put("limit", 10);
        case RECORD_LIST ->
            params
                .put("owner", new Address(NetworkKind.TEST, FakeNode.ALICE).toString())
                .put("prefix", "invoice/");
        case TX_SUBMIT ->
            params
                .put("transaction", HexFormat.of().formatHex(FakeNode.payment(1).encoded()))
                .put("genesisHash", rpc.node.genesisHash().toString());
        case TX_GET -> params.put("txId", payment);
        case TX_WAIT -> params.put("txId", payment).put("timeoutMillis", 10_000);
        case CHAIN_GET_INFO,
            CHAIN_GET_GENESIS,
            CHAIN_GET_EPOCHS,
            NODE_GET_STATUS,
            NODE_GET_PEERS,
            MEMPOOL_GET_INFO,
            RPC_DISCOVER -> {}
      }
      examples.put(method.wireName(), params);
    }
    return examples;
  }

  /// Without what depends on the machine, and without the whole document within itself.
  private static JsonNode stable(String method, JsonNode result) {
    if (method.equals("rpc.discover")) {
      return JSON.createObjectNode().put("openrpc", result.path("openrpc").asString());
    }
    if (result.path("value") instanceof ObjectNode value && value.has("javaVersion")) {
      value.put("javaVersion", "25");
    }
    return result;
  }

  private static ArrayNode example(ObjectNode params, JsonNode result) {
    ObjectNode example = JSON.createObjectNode().put("name", "example");
    ArrayNode pairs = example.putArray("params");
    params
        .properties()
        .forEach(
            param -> pairs.addObject().put("name", param.getKey()).set("value", param.getValue()));
    example.putObject("result").put("name", "result").set("value", result);
    return JSON.createArrayNode().add(example);
  }

  private void record() throws IOException {
    if (Boolean.getBoolean("cairn.record")) {
      Files.writeString(FILE, JSON.writeValueAsString(document) + "\n");
    }
  }

  private static ObjectNode schemaOf(
      Type type, String where, Deque<Class<?>> open, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType generic) {
      ObjectNode inner = schemaOf(generic.getActualTypeArguments()[0], where, open, seen);
      if (generic.getRawType() == Optional.class) {
        return inner;
      }
      assertEquals(List.class, generic.getRawType(), where);
      ObjectNode array = JSON.createObjectNode().put("type", "array");
      array.set("items", inner);
      return array;
    }
    Class<?> plain = (Class<?>) type;
    if (Set.of(Height.class, Amount.class, Answer.Digits.class).contains(plain)) {
      return reference("Digits");
    }
    if (Set.of(Hash.class, BlockId.class, TransactionId.class).contains(plain)) {
      return reference("Hash");
    }
    if (plain == String.class || plain == boolean.class) {
      return JSON.createObjectNode().put("type", plain == String.class ? "string" : "boolean");
    }
    if (plain == int.class || plain == Integer.class) {
      return JSON.createObjectNode().put("type", "integer");
    }
    if (plain == long.class || plain == Long.class) {
      String name = where.substring(where.indexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
      assertTrue(
          name.endsWith("ms")
              || name.endsWith("millis")
              || name.contains("bytes")
              || name.equals("dropped"),
          where + " is a 64-bit number that may be beyond 2^53, and no time or count");
      return JSON.createObjectNode().put("type", "integer");
    }
    assertTrue(plain.isRecord(), where);
    if (seen.add(plain)) {
      open.add(plain);
    }
    return reference(plain.getSimpleName());
  }

  private static ObjectNode reference(String schema) {
    return JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
  }
}

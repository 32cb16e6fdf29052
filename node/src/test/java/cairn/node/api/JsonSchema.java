package cairn.node.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// As much of JSON Schema as `openrpc.json` uses; anything else in a schema is an error.
final class JsonSchema {
  private final JsonNode document;
  private final List<String> faults = new ArrayList<>();

  private JsonSchema(JsonNode document) {
    this.document = document;
  }

  /// Where `value` breaks `schema`, whose references are into `document`.
  static List<String> faults(JsonNode document, JsonNode schema, JsonNode value) {
    JsonSchema check = new JsonSchema(document);
    check.check(schema, value, "$");
    return check.faults;
  }

  private void check(JsonNode schema, JsonNode value, String at) {
    if (schema.has("$ref")) {
      String pointer = schema.path("$ref").asString().substring(1);
      JsonNode target = document.at(pointer);
      expect(target.isObject(), at, "a schema at " + pointer);
      check(target, value, at);
      return;
    }
    schema
        .propertyNames()
        .forEach(keyword -> keyword(keyword, schema.path(keyword), schema, value, at));
  }

  private void keyword(String keyword, JsonNode rule, JsonNode schema, JsonNode value, String at) {
    switch (keyword) {
      case "type" -> expect(hasType(value, rule.asString()), at, rule.asString());
      case "enum" -> expect(rule.valueStream().anyMatch(value::equals), at, rule.toString());
      case "pattern" ->
          expect(
              value.isString()
                  && Pattern.compile(rule.asString()).matcher(value.asString()).matches(),
              at,
              rule.asString());
      case "minimum" -> expect(value.asLong() >= rule.asLong(), at, ">= " + rule);
      case "maximum" -> expect(value.asLong() <= rule.asLong(), at, "<= " + rule);
      case "anyOf" ->
          expect(
              rule.valueStream().anyMatch(one -> faults(document, one, value).isEmpty()),
              at,
              "one of several schemas");
      case "items" -> {
        for (int i = 0; i < value.size(); i++) {
          check(rule, value.get(i), at + "[" + i + "]");
        }
      }
      case "properties" ->
          rule.propertyNames().stream()
              .filter(value::has)
              .forEach(name -> check(rule.path(name), value.path(name), at + "." + name));
      case "required" ->
          rule.valueStream()
              .forEach(name -> expect(value.has(name.asString()), at, "the member " + name));
      case "additionalProperties" ->
          value.propertyNames().stream()
              .filter(name -> !schema.path("properties").has(name))
              .forEach(name -> expect(rule.asBoolean(), at, "no member " + name));
      case "description", "format" -> {}
      default -> throw new AssertionError("this test does not know the keyword " + keyword);
    }
  }

  private static boolean hasType(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("this test does not know the type " + type);
    };
  }

  private void expect(boolean holds, String at, String wanted) {
    if (!holds) {
      faults.add(at + " is not " + wanted);
    }
  }
}

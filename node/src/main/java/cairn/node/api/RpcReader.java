package cairn.node.api;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Reads the body of `POST /rpc` token by token, strictly: UTF-8 without a byte order mark, no
/// duplicate or unknown members, nothing after the value, every length bounded.
final class RpcReader {
  static final int MAX_BATCH = 100;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_PARAMS = 16;
  private static final int MAX_METHOD = 64;
  private static final int MAX_NUMBER = 100;
  private static final int MAX_NAME = 256;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER)
                  .maxNameLength(MAX_NAME)
                  .maxStringLength(HttpLimits.MAX_BODY_BYTES)
                  .build())
          .build();

  private RpcReader() {}

  static RpcRequest read(byte[] body) {
    if (body.length == 0) {
      return new RpcRequest.Unreadable(RpcError.parseError("The body is empty."));
    }
    if (!isPlainUtf8(body)) {
      return new RpcRequest.Unreadable(
          RpcError.parseError("The body is not UTF-8 text without a byte order mark."));
    }
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return read(json);
    } catch (JacksonException e) {
      return new RpcRequest.Unreadable(RpcError.parseError(sentence(e)));
    }
  }

  /// Jackson's own message would quote the body.
  private static String sentence(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null || at.getByteOffset() < 0
        ? "The body breaks a rule of JSON or a limit of this API."
        : "The body breaks a rule of JSON or a limit of this API near byte "
            + at.getByteOffset()
            + ".";
  }

  private static RpcRequest read(JsonParser json) {
    JsonToken first = json.nextToken();
    RpcRequest request;
    if (first == null) {
      request = new RpcRequest.Unreadable(RpcError.parseError("The body is empty."));
    } else if (first == JsonToken.START_ARRAY) {
      request = batch(json);
    } else {
      request = new RpcRequest.Single(entry(json, first));
    }
    if (request instanceof RpcRequest.Unreadable) {
      return request;
    }
    return json.nextToken() == null
        ? request
        : new RpcRequest.Unreadable(RpcError.parseError("Something follows the JSON value."));
  }

  private static RpcRequest batch(JsonParser json) {
    List<RpcRequest.Entry> entries = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (entries.size() == MAX_BATCH) {
        return new RpcRequest.Unreadable(
            RpcError.invalidRequest("A batch has at most " + MAX_BATCH + " requests."));
      }
      entries.add(entry(json, token));
    }
    return entries.isEmpty()
        ? new RpcRequest.Unreadable(RpcError.invalidRequest("The batch is empty."))
        : new RpcRequest.Batch(entries);
  }

  private static RpcRequest.Entry entry(JsonParser json, JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      json.skipChildren();
      return new RpcRequest.Invalid(
          new RequestId.Null(), RpcError.invalidRequest("A request is a JSON object."));
    }
    Envelope envelope = new Envelope();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      envelope.member(name, json, json.nextToken());
    }
    return envelope.entry();
  }

  /// The members of one request, in whatever order they come.
  private static final class Envelope {
    private boolean isVersion2;
    private RequestId id = new RequestId.None();
    private @Nullable String method;
    private Params params = Params.NONE;
    private @Nullable String fault;

    void member(String name, JsonParser json, JsonToken token) {
      switch (name) {
        case "jsonrpc" -> isVersion2 = "2.0".equals(text(json, token));
        case "id" -> readId(json, token);
        case "method" -> readMethod(json, token);
        case "params" -> readParams(json, token);
        default -> {
          json.skipChildren();
          fail("A request has the members jsonrpc, id, method and params, and no other.");
        }
      }
    }

    RpcRequest.Entry entry() {
      if (!isVersion2) {
        fail("The member jsonrpc must be \"2.0\".");
      }
      String named = method;
      if (named == null) {
        fail("The member method must be a string of 1 to " + MAX_METHOD + " characters.");
      }
      if (fault != null || named == null) {
        return new RpcRequest.Invalid(id, RpcError.invalidRequest(String.valueOf(fault)));
      }
      return new RpcRequest.Call(id, named, params);
    }

    private void readId(JsonParser json, JsonToken token) {
      switch (token) {
        case VALUE_NULL -> id = new RequestId.Null();
        case VALUE_STRING -> {
          String text = json.getString();
          if (text.length() <= RequestId.MAX_TEXT && isWellFormed(text)) {
            id = new RequestId.Text(text);
            return;
          }
          badId();
        }
        case VALUE_NUMBER_INT -> {
          String digits = json.getString();
          if (isLong(digits)) {
            id = new RequestId.Whole(Long.parseLong(digits));
            return;
          }
          badId();
        }
        default -> {
          json.skipChildren();
          badId();
        }
      }
    }

    private void badId() {
      id = new RequestId.Null();
      fail(
          "The id must be a string of at most "
              + RequestId.MAX_TEXT
              + " characters, a 64-bit integer, or null.");
    }

    private void readMethod(JsonParser json, JsonToken token) {
      String name = text(json, token);
      method = name == null || name.isEmpty() || name.length() > MAX_METHOD ? null : name;
    }

    private void readParams(JsonParser json, JsonToken token) {
      if (token != JsonToken.START_ARRAY && token != JsonToken.START_OBJECT) {
        fail("The member params must be an array or an object.");
        return;
      }
      List<String> names = new ArrayList<>(4);
      List<Params.Value> values = new ArrayList<>(4);
      boolean isNamed = token == JsonToken.START_OBJECT;
      JsonToken end = isNamed ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
      for (JsonToken next = json.nextToken(); next != end; next = json.nextToken()) {
        if (isNamed) {
          names.add(json.currentName());
          next = json.nextToken();
        }
        Params.Value value = value(json, next);
        if (values.size() < MAX_PARAMS) {
          values.add(value);
        } else {
          fail("There are more than " + MAX_PARAMS + " params.");
        }
      }
      params = fault == null ? new Params(names, values) : Params.NONE;
    }

    private void fail(String sentence) {
      if (fault == null) {
        fault = sentence;
      }
    }
  }

  private static @Nullable String text(JsonParser json, JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return json.getString();
    }
    json.skipChildren();
    return null;
  }

  private static Params.Value value(JsonParser json, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> new Params.Text(json.getString());
      case VALUE_NUMBER_INT -> {
        String digits = json.getString();
        yield isLong(digits)
            ? new Params.Whole(Long.parseLong(digits))
            : new Params.Other("a number beyond 64 bits");
      }
      case VALUE_NUMBER_FLOAT -> new Params.Other("a number with a fraction or an exponent");
      case VALUE_TRUE -> new Params.Flag(true);
      case VALUE_FALSE -> new Params.Flag(false);
      case VALUE_NULL -> new Params.Null();
      default -> {
        json.skipChildren();
        yield new Params.Other(token == JsonToken.START_ARRAY ? "an array" : "an object");
      }
    };
  }

  /// Whether the digits, which are those of a JSON integer, fit 64 bits.
  private static boolean isLong(String digits) {
    return digits.length() <= 18 || new BigInteger(digits).bitLength() < Long.SIZE;
  }

  private static boolean isWellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /// Jackson guesses other encodings from zero bytes and byte order marks, and lets some wrong
  /// UTF-8 through: so neither reaches it.
  private static boolean isPlainUtf8(byte[] body) {
    if (body[0] == (byte) 0xEF) {
      return false;
    }
    boolean isAscii = true;
    for (byte b : body) {
      if (b == 0) {
        return false;
      }
      isAscii &= b > 0;
    }
    if (isAscii) {
      return true;
    }
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

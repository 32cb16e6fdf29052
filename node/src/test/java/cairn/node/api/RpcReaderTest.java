package cairn.node.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a body says, and what bodies are no JSON-RPC.
class RpcReaderTest {
  @Test
  void readsPositionalParamsWithTheirTypes() {
    RpcRequest.Call call =
        call("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":[\"a\",12,true,null]}");

    assertEquals(new RequestId.Whole(7), call.id());
    assertEquals("m", call.method());
    assertEquals(List.of(), call.params().names());
    assertEquals(
        List.of(
            new Params.Text("a"), new Params.Whole(12), new Params.Flag(true), new Params.Null()),
        call.params().values());
  }

  @Test
  void readsNamedParamsBeforeTheMethod() {
    RpcRequest.Call call =
        call("{\"params\":{\"x\":\"1\"},\"method\":\"m\",\"id\":\"a\",\"jsonrpc\":\"2.0\"}");

    assertEquals(List.of("x"), call.params().names());
    assertEquals(new RequestId.Text("a"), call.id());
  }

  @Test
  void readsNestedParamsAsWhatNoMethodTakes() {
    RpcRequest.Call call =
        call(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[[1,[2]],{\"a\":{}},1.5,1e3,"
                + "99999999999999999999]}");

    assertEquals(5, call.params().values().size());
    call.params().values().forEach(value -> assertInstanceOf(Params.Other.class, value));
  }

  @Test
  void keepsIdsExactly() {
    assertEquals(new RequestId.Whole((1L << 53) + 1), idOf("9007199254740993"));
    assertEquals(new RequestId.Whole(-5), idOf("-5"));
    assertEquals(new RequestId.Whole(Long.MAX_VALUE), idOf("9223372036854775807"));
    assertEquals(new RequestId.Null(), idOf("null"));
    assertEquals(new RequestId.Text("a\u0000b"), idOf("\"a\\u0000b\""));
    assertEquals(new RequestId.Text("x".repeat(256)), idOf("\"" + "x".repeat(256) + "\""));
  }

  @Test
  void takesACallWithoutIdAsANotification() {
    assertTrue(call("{\"jsonrpc\":\"2.0\",\"method\":\"m\"}").id().isNotification());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "1.0", "1e30", "9223372036854775808", "true", "{}", "[1]", "\"\\ud800\""})
  void refusesIdsThatItCouldNotGiveBack(String id) {
    RpcRequest.Invalid invalid =
        invalid("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}");

    assertEquals(RpcError.INVALID_REQUEST, invalid.error().code());
    assertEquals(new RequestId.Null(), invalid.id());
  }

  @Test
  void refusesAnIdOfAMegabyte() {
    invalid("{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(1_000_000) + "\",\"method\":\"m\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"foo\":\"boo\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"m\"}",
        "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"m\"}",
        "{\"id\":1,\"method\":\"m\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":\"bar\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":null}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"parms\":[]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"x\":{\"y\":[1,{}]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}",
        "null",
        "1",
        "\"text\"",
        "true"
      })
  void refusesWhatIsNoRequest(String body) {
    assertEquals(RpcError.INVALID_REQUEST, invalid(body).error().code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "[",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"m\"},",
        "{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]",
        "hello",
        "{\"id\":1,\"id\":2}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":1,\"a\":2}}",
        "{\"id\":NaN}",
        "{\"id\":Infinity}",
        "{\"id\":0x10}",
        "{\"id\":01}",
        "{\"id\":+1}",
        "{\"id\":.5}",
        "{'id':1}",
        "{\"id\":1,}",
        "{\"id\":1}{}",
        "{\"id\":1} x",
        "{\"id\":\"\\x\"}",
        "{\"id\":\"a\nb\"}",
        "// no\n{}",
        "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}"
      })
  void refusesWhatIsNoJson(String body) {
    assertEquals(RpcError.PARSE_ERROR, unreadable(bytes(body)).code());
  }

  @Test
  void refusesAnEmptyBatchAndOneOfMoreThanAHundred() {
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}";

    assertEquals(RpcError.INVALID_REQUEST, unreadable(bytes("[]")).code());
    assertEquals(
        RpcError.INVALID_REQUEST,
        unreadable(bytes("[" + (call + ",").repeat(100) + call + "]")).code());
    RpcRequest.Batch batch =
        (RpcRequest.Batch) RpcReader.read(bytes("[" + (call + ",").repeat(99) + call + "]"));
    assertEquals(100, batch.entries().size());
  }

  @Test
  void takesABatchWithinABatchAsNoRequest() {
    RpcRequest.Batch batch = (RpcRequest.Batch) RpcReader.read(bytes("[[],1,{}]"));

    assertEquals(3, batch.entries().size());
    batch.entries().forEach(entry -> assertInstanceOf(RpcRequest.Invalid.class, entry));
  }

  @Test
  void refusesDepthWithoutReadingOn() {
    assertEquals(RpcError.PARSE_ERROR, unreadable(bytes("[".repeat(100_000))).code());
    assertEquals(RpcError.PARSE_ERROR, unreadable(bytes("{\"a\":".repeat(100_000))).code());
  }

  @Test
  void refusesNumbersAndNamesBeyondTheirLengths() {
    String head = "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":";
    assertEquals(RpcError.PARSE_ERROR, unreadable(bytes(head + "1".repeat(101) + "}")).code());
    assertEquals(
        RpcError.PARSE_ERROR, unreadable(bytes("{\"" + "n".repeat(10_000) + "\":1}")).code());
  }

  @Test
  void refusesOtherEncodingsThanUtf8() {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}";
    assertEquals(RpcError.PARSE_ERROR, unreadable(body.getBytes(StandardCharsets.UTF_16LE)).code());
    assertEquals(RpcError.PARSE_ERROR, unreadable(body.getBytes(StandardCharsets.UTF_16)).code());
    for (int[] wrong :
        List.of(
            new int[] {0xC0, 0xAF},
            new int[] {0xED, 0xA0, 0x80},
            new int[] {0xFF},
            new int[] {0xF5, 0x80, 0x80, 0x80})) {
      byte[] text = bytes("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"id\":\"????\"}");
      int at = new String(text, StandardCharsets.US_ASCII).indexOf("????");
      for (int i = 0; i < wrong.length; i++) {
        text[at + i] = (byte) wrong[i];
      }
      assertEquals(RpcError.PARSE_ERROR, unreadable(text).code());
    }
  }

  @Test
  void survivesAnyChangeOfABody() {
    byte[] body =
        bytes(
            "[{\"jsonrpc\":\"2.0\",\"id\":\"é\",\"method\":\"m\",\"params\":{\"a\":[1.5,\"x\"]}},"
                + "{\"jsonrpc\":\"2.0\",\"id\":12,\"method\":\"m\",\"params\":[true,null]}]");
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = Arrays.copyOf(body, body.length - random.nextInt(3));
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      RpcReader.read(changed);
    }
  }

  private static RequestId idOf(String id) {
    return call("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}").id();
  }

  private static RpcRequest.Call call(String body) {
    return (RpcRequest.Call) ((RpcRequest.Single) RpcReader.read(bytes(body))).entry();
  }

  private static RpcRequest.Invalid invalid(String body) {
    return (RpcRequest.Invalid) ((RpcRequest.Single) RpcReader.read(bytes(body))).entry();
  }

  private static RpcError unreadable(byte[] body) {
    return ((RpcRequest.Unreadable) RpcReader.read(body)).error();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package cairn.node.api;

import java.util.List;

/// What one request is answered with.
///
/// @param allow the methods that a 405 names; else empty
@SuppressWarnings("ArrayRecordComponent") // It is handed on once and never compared.
record HttpReply(int status, String contentType, byte[] body, List<String> allow) {
  static final String JSON = "application/json";

  HttpReply {
    allow = List.copyOf(allow);
  }

  static HttpReply of(int status, String contentType, byte[] body) {
    return new HttpReply(status, contentType, body, List.of());
  }

  static HttpReply json(int status, Object document) {
    return of(status, JSON, Json.document(document));
  }

  /// The answer to a body in which nothing asks for one.
  static HttpReply nothing() {
    return of(204, JSON, new byte[0]);
  }

  /// A request that is refused before anybody looks at what it asks for.
  static HttpReply refused(int status, String sentence) {
    return json(status, new Refusal(status, sentence));
  }

  static HttpReply methodNotAllowed(List<String> allow) {
    byte[] body =
        Json.document(new Refusal(405, "This path takes " + String.join(" or ", allow) + " only."));
    return new HttpReply(405, JSON, body, allow);
  }

  private record Refusal(int status, String error) {}
}

package cairn.node.api;

import tools.jackson.core.JsonGenerator;

/// The id of a JSON-RPC request, which its response carries back with the same type.
sealed interface RequestId {
  int MAX_TEXT = 256;

  /// The request has none: it is a notification and gets no response.
  record None() implements RequestId {}

  /// The request says `null`, or what it says is no id.
  record Null() implements RequestId {}

  record Whole(long number) implements RequestId {}

  record Text(String text) implements RequestId {}

  default boolean isNotification() {
    return this instanceof None;
  }

  /// Writes the id of a response; a request without one is answered only where it was no request.
  default void write(JsonGenerator json) {
    switch (this) {
      case None _, Null _ -> json.writeNullProperty("id");
      case Whole(long number) -> json.writeNumberProperty("id", number);
      case Text(String text) -> json.writeStringProperty("id", text);
    }
  }
}

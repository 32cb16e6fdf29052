package cairn.node.api;

import java.util.List;

/// The parameters of a call as they came: scalars by position or by name. What they mean is decided
/// by [Arguments].
///
/// @param names empty if they came by position, else one a value
record Params(List<String> names, List<Value> values) {
  static final Params NONE = new Params(List.of(), List.of());

  Params {
    names = List.copyOf(names);
    values = List.copyOf(values);
  }

  /// A scalar, or what stands in its place.
  sealed interface Value {
    /// How the value is shown in an error.
    default String shown() {
      return switch (this) {
        case Text(String text) -> text;
        case Whole(long number) -> Long.toString(number);
        case Flag(boolean isSet) -> Boolean.toString(isSet);
        case Null _ -> "null";
        case Other(String what) -> what;
      };
    }
  }

  record Text(String text) implements Value {}

  record Whole(long number) implements Value {}

  record Flag(boolean isSet) implements Value {}

  record Null() implements Value {}

  /// Something that no method takes: an array, an object, or a number that is no 64-bit integer.
  record Other(String what) implements Value {}
}

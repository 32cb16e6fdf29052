package cairn.node.api;

import java.util.Optional;

/// The `data` of a JSON-RPC error, for programs and for the person who reads their log.
///
/// @param kind the stable name of the reason
/// @param retryable whether the same request may succeed later
/// @param field the parameter that is wrong
/// @param hint what to do about it
/// @param txId of the transaction that was not accepted
record ErrorDetail(
    String kind,
    boolean retryable,
    Optional<String> field,
    Optional<String> expected,
    Optional<String> actual,
    String hint,
    Optional<String> txId) {
  private static final int MAX_ACTUAL = 100;

  static ErrorDetail of(String kind, boolean retryable, String hint) {
    return new ErrorDetail(
        kind,
        retryable,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        hint,
        Optional.empty());
  }

  ErrorDetail about(String field) {
    return new ErrorDetail(kind, retryable, Optional.of(field), expected, actual, hint, txId);
  }

  ErrorDetail ofTransaction(Optional<String> id) {
    return new ErrorDetail(kind, retryable, field, expected, actual, hint, id);
  }

  ErrorDetail wants(String wanted) {
    return new ErrorDetail(kind, retryable, field, Optional.of(wanted), actual, hint, txId);
  }

  /// `was` is what the caller sent, and is given back only where it is short printable ASCII.
  ErrorDetail but(String wanted, String was) {
    Optional<String> shown =
        was.length() <= MAX_ACTUAL && was.chars().allMatch(c -> c >= ' ' && c <= '~')
            ? Optional.of(was)
            : Optional.empty();
    return new ErrorDetail(kind, retryable, field, Optional.of(wanted), shown, hint, txId);
  }
}

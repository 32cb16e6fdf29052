package cairn.node.api;

import java.util.List;

/// The error of a JSON-RPC response. A published number never changes its meaning: those of
/// JSON-RPC, -32000 to -32099 for the state of this server, and 1000 and above for the ledger.
record RpcError(int code, String message, ErrorDetail data) {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;
  static final int OVERLOADED = -32003;
  static final int TOO_LARGE = -32004;
  static final int NOT_FOUND = 1101;
  static final int PRUNED = 1102;
  static final int HEIGHT_IN_FUTURE = 1103;

  RpcError withHint(String hint) {
    return new RpcError(
        code,
        message,
        new ErrorDetail(
            data.kind(),
            data.retryable(),
            data.field(),
            data.expected(),
            data.actual(),
            hint,
            data.txId()));
  }

  static RpcError parseError(String sentence) {
    return new RpcError(
        PARSE_ERROR,
        sentence,
        ErrorDetail.of(
            "PARSE_ERROR", false, "Send one JSON-RPC 2.0 request, or an array of them."));
  }

  static RpcError invalidRequest(String sentence) {
    return new RpcError(
        INVALID_REQUEST,
        sentence,
        ErrorDetail.of(
            "INVALID_REQUEST",
            false,
            "A request is"
                + " {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain_getInfo\",\"params\":[]}."));
  }

  static RpcError methodNotFound(String nearest) {
    return new RpcError(
        METHOD_NOT_FOUND,
        "There is no such method.",
        ErrorDetail.of(
            "METHOD_NOT_FOUND",
            false,
            "Did you mean " + nearest + "? rpc.discover describes all methods."));
  }

  static RpcError invalidParam(String field, String expected, String actual) {
    return new RpcError(
        INVALID_PARAMS,
        "The parameter " + field + " must be " + expected + ".",
        ErrorDetail.of("INVALID_PARAMS", false, "rpc.discover describes all parameters.")
            .about(field)
            .but(expected, actual));
  }

  static RpcError missingParam(String field, String expected) {
    return new RpcError(
        INVALID_PARAMS,
        "The parameter " + field + " is missing; it must be " + expected + ".",
        ErrorDetail.of("INVALID_PARAMS", false, "rpc.discover describes all parameters.")
            .about(field)
            .wants(expected));
  }

  static RpcError unknownParam(String method, String field, List<String> known) {
    String takes = known.isEmpty() ? "no parameters" : String.join(", ", known);
    return new RpcError(
        INVALID_PARAMS,
        method + " has no parameter " + field + "; it takes " + takes + ".",
        ErrorDetail.of("INVALID_PARAMS", false, "rpc.discover describes all parameters.")
            .about(field)
            .wants(takes));
  }

  static RpcError invalidParams(String sentence) {
    return new RpcError(
        INVALID_PARAMS,
        sentence,
        ErrorDetail.of("INVALID_PARAMS", false, "rpc.discover describes all parameters."));
  }

  static RpcError internalError() {
    return new RpcError(
        INTERNAL_ERROR,
        "The node failed to answer; its log says why.",
        ErrorDetail.of("INTERNAL_ERROR", true, "Please report it with the node's log."));
  }

  static RpcError overloaded(String sentence) {
    return new RpcError(
        OVERLOADED, sentence, ErrorDetail.of("OVERLOADED", true, "Try again in a second."));
  }

  static RpcError tooLarge(int maxBytes) {
    return new RpcError(
        TOO_LARGE,
        "The response would be larger than " + maxBytes + " bytes.",
        ErrorDetail.of("TOO_LARGE", false, "Ask for less in one request."));
  }

  static RpcError notFound(String sentence, String hint) {
    return new RpcError(NOT_FOUND, sentence, ErrorDetail.of("NOT_FOUND", false, hint));
  }

  static RpcError pruned(String field, String earliest, String wanted) {
    return new RpcError(
        PRUNED,
        "This node no longer keeps block " + wanted + " whole; its earliest is " + earliest + ".",
        ErrorDetail.of("PRUNED", false, "Ask a node that keeps everything.")
            .about(field)
            .but("at least " + earliest, wanted));
  }

  static RpcError heightInFuture(String field, String wanted, String head) {
    return new RpcError(
        HEIGHT_IN_FUTURE,
        "Height "
            + wanted
            + " is not final on this node yet; its newest final block is "
            + head
            + ".",
        ErrorDetail.of("HEIGHT_IN_FUTURE", true, "Ask again later, or another node.")
            .about(field)
            .but("at most " + head, wanted));
  }
}

package cairn.node.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Judges a request by its line and headers, before its body is read.
final class RequestGuard {
  private final HostPolicy hosts;

  RequestGuard(HostPolicy hosts) {
    this.hosts = hosts;
  }

  /// The refusal of a request, or empty where it may go on.
  Optional<HttpReply> refusal(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      return Optional.of(undecodable(head.decoderResult().cause()));
    }
    return formRefusal(head)
        .or(() -> hostRefusal(head.headers()))
        .or(() -> routeRefusal(head))
        .or(() -> head.method().name().equals("POST") ? rpcRefusal(head) : bodyRefusal(head));
  }

  static HttpReply undecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          HttpReply.refused(
              414, "A request line has at most " + HttpLimits.MAX_LINE_BYTES + " bytes.");
      case TooLongHttpHeaderException _ ->
          HttpReply.refused(
              431, "The headers have at most " + HttpLimits.MAX_HEADER_BYTES + " bytes.");
      default -> HttpReply.refused(400, "The request is not HTTP/1.1 as RFC 9112 has it.");
    };
  }

  static HttpReply bodyTooLarge() {
    return HttpReply.refused(413, "A body has at most " + HttpLimits.MAX_BODY_BYTES + " bytes.");
  }

  /// The path without the query.
  static String path(HttpRequest head) {
    int query = head.uri().indexOf('?');
    return query < 0 ? head.uri() : head.uri().substring(0, query);
  }

  private static Optional<HttpReply> formRefusal(HttpRequest head) {
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return refused(400, "This port speaks HTTP/1.1 and HTTP/1.0.");
    }
    if (!head.uri().startsWith("/")) {
      return refused(400, "The request target is a path that begins with a slash.");
    }
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.isEmpty()) {
      return Optional.empty();
    }
    boolean isChunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    return isChunked && version.equals(HttpVersion.HTTP_1_1)
        ? Optional.empty()
        : refused(400, "The only transfer coding is chunked, in HTTP/1.1.");
  }

  private Optional<HttpReply> hostRefusal(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.HOST);
    if (values.size() != 1) {
      return refused(400, "A request has exactly one Host header.");
    }
    return hosts.allowsHost(values.getFirst())
        ? Optional.empty()
        : refused(403, "This node is not known by that Host.");
  }

  private static Optional<HttpReply> routeRefusal(HttpRequest head) {
    Optional<Route> route = Route.of(path(head));
    if (route.isEmpty()) {
      return refused(404, "There is no such path; GET / names those that there are.");
    }
    List<String> methods = route.get().methods();
    return methods.contains(head.method().name())
        ? Optional.empty()
        : Optional.of(HttpReply.methodNotAllowed(methods));
  }

  private static Optional<HttpReply> bodyRefusal(HttpRequest head) {
    return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0
        ? refused(400, "A request to this path has no body.")
        : Optional.empty();
  }

  private static Optional<HttpReply> rpcRefusal(HttpRequest head) {
    HttpHeaders headers = head.headers();
    String host = headers.get(HttpHeaderNames.HOST);
    for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
      if (!HostPolicy.isSameOrigin(origin, host)) {
        return refused(403, "Pages of other origins may not call this node.");
      }
    }
    for (String coding : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      if (!coding.equalsIgnoreCase("identity")) {
        return refused(415, "A body comes as it is, without a Content-Encoding.");
      }
    }
    List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
    if (types.size() != 1 || !isJson(types.getFirst())) {
      return refused(415, "The Content-Type of a body is application/json.");
    }
    return HttpUtil.getContentLength(head, 0L) > HttpLimits.MAX_BODY_BYTES
        ? Optional.of(bodyTooLarge())
        : Optional.empty();
  }

  private static boolean isJson(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].strip().equals("application/json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return false;
      }
    }
    return true;
  }

  private static Optional<HttpReply> refused(int status, String sentence) {
    return Optional.of(HttpReply.refused(status, sentence));
  }
}

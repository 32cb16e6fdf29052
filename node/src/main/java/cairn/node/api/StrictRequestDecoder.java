package cairn.node.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Netty's decoder with what it forgives refused: a message whose end two headers tell differently
/// is how one request is smuggled inside another. It also knows whether a request has begun, which
/// the time limit of headers needs. On the event loop.
final class StrictRequestDecoder extends HttpRequestDecoder {
  private boolean isInMessage;
  private boolean hasHeaderBegun;
  private long headerBegunNanos;

  StrictRequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HttpLimits.MAX_LINE_BYTES)
            .setMaxHeaderSize(HttpLimits.MAX_HEADER_BYTES)
            .setMaxChunkSize(64 << 10)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  /// Whether bytes of a request came whose headers have not ended.
  boolean hasHeaderBegun() {
    return hasHeaderBegun;
  }

  long headerBegunNanos() {
    return headerBegunNanos;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (!isInMessage && !hasHeaderBegun && buffer.isReadable()) {
      hasHeaderBegun = true;
      headerBegunNanos = System.nanoTime();
    }
    int before = out.size();
    super.decode(context, buffer, out);
    for (int i = before; i < out.size(); i++) {
      follow((HttpObject) out.get(i));
    }
  }

  private void follow(HttpObject decoded) {
    if (decoded instanceof HttpRequest) {
      isInMessage = true;
      hasHeaderBegun = false;
    }
    if (decoded instanceof LastHttpContent) {
      isInMessage = false;
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}

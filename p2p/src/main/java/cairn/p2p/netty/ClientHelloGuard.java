package cairn.p2p.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;

/// Looks at the first bytes of an inbound connection before TLS does: they must begin a ClientHello
/// of reasonable length. So what is not TLS at all gets a name in the log, and nobody makes this
/// node collect a long handshake message. Then it takes itself out of the pipeline.
final class ClientHelloGuard extends ByteToMessageDecoder {
  private static final int RECORD_HEADER_BYTES = 5;
  private static final int HANDSHAKE_HEADER_BYTES = 4;
  private static final int HANDSHAKE_RECORD = 0x16;
  private static final int CLIENT_HELLO = 1;

  /// Ours have some 400 bytes, with post-quantum key shares 1,700.
  private static final int MAX_CLIENT_HELLO_BYTES = 4 << 10;

  private final Consumer<String> onFault;
  private boolean refused;

  /// @param onFault is told the rule that the bytes break, and closes the connection
  ClientHelloGuard(Consumer<String> onFault) {
    this.onFault = onFault;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (refused) {
      in.skipBytes(in.readableBytes());
    } else if (in.getUnsignedByte(in.readerIndex()) != HANDSHAKE_RECORD) {
      refuse(in, "NOT_TLS");
    } else if (in.readableBytes() >= RECORD_HEADER_BYTES + HANDSHAKE_HEADER_BYTES) {
      int handshake = in.readerIndex() + RECORD_HEADER_BYTES;
      if (in.getUnsignedByte(handshake) != CLIENT_HELLO) {
        refuse(in, "NOT_TLS");
      } else if (in.getUnsignedMedium(handshake + 1) > MAX_CLIENT_HELLO_BYTES) {
        refuse(in, "CLIENT_HELLO_TOO_LONG");
      } else {
        ctx.pipeline().remove(this);
      }
    }
  }

  private void refuse(ByteBuf in, String rule) {
    refused = true;
    in.skipBytes(in.readableBytes());
    onFault.accept(rule);
  }
}

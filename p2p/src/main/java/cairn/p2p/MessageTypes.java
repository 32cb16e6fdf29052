package cairn.p2p;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All message types that a connection understands: the transport's own and those that the node
/// registered. Immutable.
public final class MessageTypes {
  public static final int HELLO_NUMBER = 1;
  public static final int HELLO_ACK_NUMBER = 2;
  public static final int GOODBYE_NUMBER = 3;
  public static final int PING_NUMBER = 4;
  public static final int PONG_NUMBER = 5;

  /// The first message each way: who this is ([Hello]).
  public static final MessageType HELLO =
      new MessageType(HELLO_NUMBER, "HELLO", Lane.CONSENSUS, 1024);

  /// "Your HELLO is accepted": only when it came in may messages follow. A finished TLS handshake
  /// does not say so: a TLS 1.3 client is done before the server has judged its certificate.
  public static final MessageType HELLO_ACK =
      new MessageType(HELLO_ACK_NUMBER, "HELLO_ACK", Lane.CONSENSUS, 0);

  /// The last message, which says why ([Goodbye]).
  public static final MessageType GOODBYE =
      new MessageType(GOODBYE_NUMBER, "GOODBYE", Lane.CONSENSUS, 160);

  /// Asks for a PONG, on a connection that has been silent.
  public static final MessageType PING = new MessageType(PING_NUMBER, "PING", Lane.CONSENSUS, 0);

  public static final MessageType PONG = new MessageType(PONG_NUMBER, "PONG", Lane.CONSENSUS, 0);

  private static final List<MessageType> TRANSPORT = List.of(HELLO, HELLO_ACK, GOODBYE, PING, PONG);

  private final @Nullable MessageType[] byNumber = new @Nullable MessageType[256];

  public MessageTypes(List<MessageType> registered) {
    for (MessageType type : TRANSPORT) {
      byNumber[type.number()] = type;
    }
    for (MessageType type : registered) {
      if (byNumber[type.number()] != null) {
        throw new IllegalArgumentException("two message types have number " + type.number());
      }
      byNumber[type.number()] = type;
    }
  }

  /// The type with the given number, 0..255.
  public Optional<MessageType> find(int number) {
    return Optional.ofNullable(byNumber[number]);
  }

  public boolean contains(MessageType type) {
    return type.equals(byNumber[type.number()]);
  }
}

package cairn.p2p;

/// Why discovery dropped a datagram, or an entry of one. A drop is counted and never answered: an
/// answer would tell an attacker something, or be reflected at somebody else.
public enum DropReason {
  /// Shorter than any packet, or longer than [Packet#MAX_BYTES].
  SIZE,
  /// Not a packet of this protocol.
  MAGIC,
  /// A version of the protocol that this node does not speak.
  VERSION,
  /// A packet of a network with another genesis.
  NETWORK,
  /// The address sent more than its share.
  ADDRESS_RATE,
  /// All addresses together sent more requests than this node checks in a second.
  TOTAL_RATE,
  /// Not the canonical encoding of a packet.
  MALFORMED,
  EXPIRED,
  /// It expires later than any honest packet does.
  TOO_FAR_AHEAD,
  /// It bears this node's own key: a reflection.
  OWN_PACKET,
  /// A request that was seen already.
  REPLAYED,
  /// An answer to no open request: nothing was asked, of that address, with that id, or no more.
  UNSOLICITED,
  /// An answer by another node than the one asked.
  WRONG_NODE,
  /// FIND_NODE from an endpoint that has not answered a PING of this node.
  UNPROVED_ENDPOINT,
  /// PING too short to be answered: its PONG would be longer.
  TOO_SHORT_TO_ANSWER,
  /// The sender's key is not canonical, the identity, or outside the prime-order subgroup.
  INVALID_KEY,
  BAD_SIGNATURE,
  /// The record in a PING or PONG is not the sender's, or has a [RecordFault].
  BAD_RECORD,
  /// An entry of NODES with a [RecordFault], unreadable, this node itself, or there twice.
  BAD_ENTRY,
  /// An entry of NODES with a loopback or private address from a node that has none.
  ENTRY_OUT_OF_SCOPE,
  /// A record older than the one known of the same node.
  OLD_RECORD,
  /// No room: the bucket or the table has enough nodes of that subnet.
  SUBNET_FULL
}

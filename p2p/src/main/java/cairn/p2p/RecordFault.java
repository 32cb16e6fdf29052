package cairn.p2p;

/// Why a node record is refused. A record with a fault is dropped whole and never passed on.
public enum RecordFault {
  /// It belongs to another network. No offence: networks may share bootstrap nodes.
  OTHER_GENESIS,
  /// The address is no unicast address of one host, or a port is 0.
  UNUSABLE_ADDRESS,
  /// The node key is not canonical, the identity, or outside the prime-order subgroup.
  INVALID_KEY,
  /// The node key did not sign it.
  BAD_SIGNATURE,
  /// The validator key that it claims did not sign it.
  BAD_CLAIM
}

package cairn.node.api;

import java.util.List;

/// What a body of `POST /rpc` says.
sealed interface RpcRequest {
  /// No JSON-RPC at all: one error with a null id.
  record Unreadable(RpcError error) implements RpcRequest {}

  record Single(Entry entry) implements RpcRequest {}

  record Batch(List<Entry> entries) implements RpcRequest {
    public Batch {
      entries = List.copyOf(entries);
    }
  }

  /// One element: a call, or what should have been one.
  sealed interface Entry {
    RequestId id();
  }

  record Call(RequestId id, String method, Params params) implements Entry {}

  record Invalid(RequestId id, RpcError error) implements Entry {}
}

package cairn.node.api;

/// The work on one request that is not answered yet. Called on the connection's event loop.
interface Work {
  Work NONE =
      new Work() {
        @Override
        public void hurry() {}

        @Override
        public void abandon() {}
      };

  /// Ends what merely waits: the answer says what is known now.
  void hurry();

  /// Nobody wants the answer any more.
  void abandon();
}

package cairn.node.api;

/// One named check of `/readyz`, with one sentence that says what was found.
public record ReadinessCheck(String name, boolean isOk, String detail) {}

package cairn.node.api;

import cairn.ledger.Rejection;
import java.util.Optional;

/// Turns the ledger's reasons into JSON-RPC errors.
final class Rejections {
  private Rejections() {}

  /// The error of a transaction that was not taken, `known` saying what is known of it.
  static RpcError error(Rejection rejection, Optional<TransactionView> known) {
    ErrorDetail detail =
        ErrorDetail.of(rejection.code().name(), isRetryable(rejection), hint(rejection))
            .ofTransaction(known.map(view -> view.id().toString()));
    return new RpcError(
        rejection.code().number(), rejection.sentence(), compared(detail, rejection));
  }

  /// Whether the same bytes may be taken later.
  private static boolean isRetryable(Rejection rejection) {
    return switch (rejection) {
      case Rejection.InsufficientFunds _,
          Rejection.NonceGap _,
          Rejection.MempoolFull _,
          Rejection.SenderLimit _,
          Rejection.ValidUntilTooFar _,
          Rejection.Replaced _,
          Rejection.Evicted _,
          Rejection.UnsupportedOperation _,
          Rejection.UnsupportedProtocol _ ->
          true;
      case Rejection.TooLarge _,
          Rejection.Malformed _,
          Rejection.InvalidKey _,
          Rejection.BadSignature _,
          Rejection.WrongSigners _,
          Rejection.WrongChain _,
          Rejection.NonceTooLow _,
          Rejection.Expired _,
          Rejection.FeeTooLow _,
          Rejection.ReplacementFeeTooLow _ ->
          false;
    };
  }

  private static String hint(Rejection rejection) {
    return switch (rejection) {
      case Rejection.InsufficientFunds _ -> "Fund the account, or send less.";
      case Rejection.NonceGap _ -> "Send the transactions with the lower nonces first.";
      case Rejection.NonceTooLow _ ->
          "account_get gives nextNonce; look first with tx_get whether it is final already.";
      case Rejection.Expired _, Rejection.ValidUntilTooFar _ ->
          "Choose validUntil from the time in context and parameters.maxValidityMillis of"
              + " chain_getInfo.";
      case Rejection.BadSignature _, Rejection.WrongSigners _ ->
          "Sign again with the sender's key, for the genesis hash of chain_getInfo.";
      case Rejection.WrongChain _ -> "Check that this is the node of the network you mean.";
      case Rejection.FeeTooLow _, Rejection.ReplacementFeeTooLow _ ->
          "Sign again with a higher fee; chain_getInfo has the rates.";
      case Rejection.MempoolFull _, Rejection.Evicted _ ->
          "Send the same bytes again in a while, or sign with a higher fee.";
      case Rejection.SenderLimit _ -> "Wait until some of the account's transactions are final.";
      case Rejection.Replaced _ -> "Follow the transaction that took its place.";
      case Rejection.UnsupportedProtocol _ -> "chain_getInfo names the protocol in force.";
      case Rejection.UnsupportedOperation _ ->
          "Send it again once the network runs a version that can.";
      case Rejection.TooLarge _, Rejection.Malformed _, Rejection.InvalidKey _ ->
          "No network state can ever take these bytes; build the transaction anew.";
    };
  }

  private static ErrorDetail compared(ErrorDetail detail, Rejection rejection) {
    return switch (rejection) {
      case Rejection.InsufficientFunds(var balance, var needed) ->
          detail.but(needed.toString(), balance.toString());
      case Rejection.NonceTooLow(long expected, long actual) -> nonce(detail, expected, actual);
      case Rejection.NonceGap(long expected, long actual) -> nonce(detail, expected, actual);
      case Rejection.Expired(var validUntil, var now) ->
          detail
              .about("validUntil")
              .but("after " + Names.time(now.millis()), Names.time(validUntil.millis()));
      case Rejection.ValidUntilTooFar(var validUntil, var latest) ->
          detail
              .about("validUntil")
              .but("at most " + Names.time(latest.millis()), Names.time(validUntil.millis()));
      case Rejection.FeeTooLow(var least, var actual) ->
          detail.about("fee").but("at least " + least, actual.toString());
      case Rejection.ReplacementFeeTooLow(var least, var actual) ->
          detail.about("fee").but("at least " + least, actual.toString());
      case Rejection.MempoolFull(var leastFee) -> detail.about("fee").wants("at least " + leastFee);
      case Rejection.WrongChain(var expected, var actual) ->
          detail.about("genesisHash").but(expected.toString(), actual.toString());
      case Rejection.TooLarge(int bytes, int maxBytes) ->
          detail.about("transaction").but("at most " + maxBytes + " bytes", bytes + " bytes");
      case Rejection.Malformed _,
          Rejection.InvalidKey _,
          Rejection.BadSignature _,
          Rejection.WrongSigners _,
          Rejection.UnsupportedProtocol _,
          Rejection.UnsupportedOperation _,
          Rejection.SenderLimit _,
          Rejection.Replaced _,
          Rejection.Evicted _ ->
          detail;
    };
  }

  private static ErrorDetail nonce(ErrorDetail detail, long expected, long actual) {
    return detail.about("nonce").but(Long.toString(expected), Long.toString(actual));
  }
}

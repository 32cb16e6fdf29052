package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.crypto.SigningDomain;

/// A change of how the network is run. It happens once the operators of more than two thirds of the
/// power approve it within one epoch. In BCS an enum.
public sealed interface Change {
  /// Makes a key a validator from the next epoch on.
  ///
  /// @param consent of the validator's key, over the entry as [#consentMessage] spells it
  record AddValidator(ValidatorEntry validator, Signature consent) implements Change {}

  /// Takes a validator out from the next epoch on.
  record RemoveValidator(PublicKey key) implements Change {}

  /// Gives a validator another power from the next epoch on.
  record SetPower(PublicKey key, long power) implements Change {
    public SetPower {
      if (power < 0) {
        throw new IllegalArgumentException("negative power " + power);
      }
    }
  }

  /// Sets one of the network's numbers from the next block on.
  record SetParameter(Parameter parameter, long value) implements Change {
    public SetParameter {
      if (value < 0) {
        throw new IllegalArgumentException("negative value " + value);
      }
    }
  }

  /// Makes blocks follow the rules of another protocol from the height `from` on.
  record StartProtocol(int protocol, Height from) implements Change {
    public StartProtocol {
      Protocol.requireNumber(protocol);
    }
  }

  String CONSENT_TAG = "cairn.validator-consent";

  static Change read(BcsReader reader) {
    return switch (reader.variant(5)) {
      case 0 -> new AddValidator(ValidatorEntry.read(reader), Signature.read(reader));
      case 1 -> new RemoveValidator(PublicKey.read(reader));
      case 2 -> new SetPower(PublicKey.read(reader), reader.count64());
      case 3 -> new SetParameter(Parameter.read(reader), reader.count64());
      default -> new StartProtocol(reader.u16(), Height.read(reader));
    };
  }

  default void write(BcsWriter writer) {
    switch (this) {
      case AddValidator(ValidatorEntry validator, Signature consent) -> {
        validator.write(writer.uleb(0));
        consent.write(writer);
      }
      case RemoveValidator(PublicKey key) -> key.write(writer.uleb(1));
      case SetPower(PublicKey key, long power) -> {
        key.write(writer.uleb(2));
        writer.u64(power);
      }
      case SetParameter(Parameter parameter, long value) -> {
        parameter.write(writer.uleb(3));
        writer.u64(value);
      }
      case StartProtocol(int protocol, Height from) -> from.write(writer.uleb(4).u16(protocol));
    }
  }

  /// Whether it changes who validates, and so ends the epoch.
  default boolean isOfValidators() {
    return switch (this) {
      case AddValidator _, RemoveValidator _, SetPower _ -> true;
      case SetParameter _, StartProtocol _ -> false;
    };
  }

  /// What a key signs that agrees to become this validator of the network.
  static byte[] consentMessage(ValidatorEntry validator, Hash genesis) {
    BcsWriter writer = new BcsWriter(256);
    validator.write(writer);
    return new SigningDomain(CONSENT_TAG, genesis).message(writer.toByteArray());
  }
}

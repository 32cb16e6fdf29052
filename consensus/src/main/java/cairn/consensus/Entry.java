package cairn.consensus;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.codec.MalformedException;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Vote;

/// What one frame of a [Segment] holds.
sealed interface Entry {
  int HEAD = 0;
  int OWN_VOTE = 1;
  int LEARNED = 2;
  int FLOOR = 3;
  int BODY = 4;
  int MARK = 5;

  int VERSION = 1;

  /// The start of each segment: whose it is, and what it follows.
  ///
  /// @param previousChain the chain hash at the end of the segment before; zero for the first one
  /// @param prior the highest round of anything in the segments before
  record Head(Journal.Owner owner, long sequence, Hash previousChain, Round prior)
      implements Entry {}

  record Safety(SafetyRecord record) implements Entry {}

  /// A block's body, without the bytes, which start at [#BYTES_OFFSET] of the payload.
  record Body(Round round, BlockId block) implements Entry {
    static final int BYTES_OFFSET = 8 + 8 + Hash.BYTES;
  }

  /// Nothing but the word that all before it is durable.
  record Mark() implements Entry {}

  /// The number that stands for the kind of this entry in a frame.
  default int type() {
    return switch (this) {
      case Head _ -> HEAD;
      case Safety(SafetyRecord.OwnVote _) -> OWN_VOTE;
      case Safety(SafetyRecord.Learned _) -> LEARNED;
      case Safety(SafetyRecord.Floor _) -> FLOOR;
      case Body _ -> BODY;
      case Mark _ -> MARK;
    };
  }

  /// The payload; of a body, what stands before its bytes.
  default byte[] payload() {
    BcsWriter writer = new BcsWriter();
    switch (this) {
      case Head(Journal.Owner owner, long sequence, Hash previousChain, Round prior) -> {
        writer.u16(VERSION).optional(owner.validator(), (w, key) -> key.write(w));
        owner.genesis().write(writer);
        writer.u64(sequence);
        previousChain.write(writer);
        prior.write(writer);
      }
      case Safety(SafetyRecord.OwnVote(Vote vote)) -> vote.write(writer);
      case Safety(SafetyRecord.Learned(Certificate certificate)) -> certificate.write(writer);
      case Safety(SafetyRecord.Floor floor) -> new Round(floor.epoch(), floor.view()).write(writer);
      case Body(Round round, BlockId block) -> {
        round.write(writer);
        block.write(writer);
      }
      case Mark _ -> {}
    }
    return writer.toByteArray();
  }

  /// Decodes a payload; throws [MalformedException].
  static Entry decode(int type, byte[] payload) {
    return switch (type) {
      case HEAD -> BcsReader.decode(payload, Entry::readHead);
      case OWN_VOTE -> new Safety(new SafetyRecord.OwnVote(BcsReader.decode(payload, Vote::read)));
      case LEARNED ->
          new Safety(new SafetyRecord.Learned(BcsReader.decode(payload, Certificate::read)));
      case FLOOR -> {
        Round floor = BcsReader.decode(payload, Round::read);
        yield new Safety(new SafetyRecord.Floor(floor.epoch(), floor.view()));
      }
      case BODY -> {
        BcsReader reader = BcsReader.of(payload);
        yield new Body(Round.read(reader), BlockId.read(reader));
      }
      case MARK -> {
        BcsReader.of(payload).end();
        yield new Mark();
      }
      default -> throw new MalformedException("unknown entry type " + type);
    };
  }

  private static Head readHead(BcsReader reader) {
    int version = reader.u16();
    if (version != VERSION) {
      throw new MalformedException("journal format " + version + " is not known here");
    }
    Journal.Owner owner = new Journal.Owner(reader.optional(PublicKey::read), Hash.read(reader));
    return new Head(owner, reader.count64(), Hash.read(reader), Round.read(reader));
  }
}

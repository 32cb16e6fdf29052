package cairn.ledger;

import cairn.codec.BcsWriter;
import cairn.crypto.PublicKey;

/// How operations are written; [Operation#read] reads them.
final class OperationCodec {
  private OperationCodec() {}

  static void write(Operation operation, BcsWriter writer) {
    switch (operation) {
      case Operation.Transfer(PublicKey recipient, Amount amount) -> {
        writer.uleb(0);
        recipient.write(writer);
        amount.write(writer);
      }
      case Operation.TransferAsset(var asset, var recipient, var amount) ->
          assetMove(writer.uleb(1), asset, recipient, amount);
      case Operation.CreateAsset(var symbol, int decimals) -> {
        symbol.write(writer.uleb(2));
        writer.u8(decimals);
      }
      case Operation.Mint(var asset, var recipient, var amount) ->
          assetMove(writer.uleb(3), asset, recipient, amount);
      case Operation.Burn(var asset, var amount) -> {
        asset.write(writer.uleb(4));
        amount.write(writer);
      }
      case Operation.SetSigners(var signers) -> signers.write(writer.uleb(5));
      case Operation.PutRecord(var name, var value) -> {
        name.write(writer.uleb(6));
        value.write(writer);
      }
      case Operation.DeleteRecord(var name) -> name.write(writer.uleb(7));
      case Operation.OpenEscrow(var recipient, var money, var lock, var deadline) -> {
        recipient.write(writer.uleb(8));
        money.write(writer);
        lock.write(writer);
        deadline.write(writer);
      }
      case Operation.ClaimEscrow(var escrow, var preimage) -> {
        escrow.write(writer.uleb(9));
        preimage.write(writer);
      }
      case Operation.RefundEscrow(var escrow) -> escrow.write(writer.uleb(10));
      case Operation.AcquireLock(var owner, var name, var lease, var allowed) -> {
        lockName(writer.uleb(11), owner, name);
        writer.u32(lease.toMillis()).list(allowed, (w, key) -> key.write(w));
      }
      case Operation.RenewLock(var owner, var name, long token, var lease) -> {
        lockName(writer.uleb(12), owner, name);
        writer.u64(token).u32(lease.toMillis());
      }
      case Operation.ReleaseLock(var owner, var name, long token) -> {
        lockName(writer.uleb(13), owner, name);
        writer.u64(token);
      }
      case Operation.ApproveChange(var change) -> change.write(writer.uleb(14));
      case Operation.ReportEquivocation(var culprit, var evidence) -> {
        culprit.write(writer.uleb(15));
        evidence.write(writer);
      }
    }
  }

  private static void assetMove(
      BcsWriter writer, AssetId asset, PublicKey recipient, Amount amount) {
    asset.write(writer);
    recipient.write(writer);
    amount.write(writer);
  }

  private static void lockName(BcsWriter writer, PublicKey owner, EntryName name) {
    owner.write(writer);
    name.write(writer);
  }
}

package cairn.ledger;

import cairn.codec.BcsReader;
import cairn.codec.BcsWriter;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.nio.charset.StandardCharsets;

/// The identity of an asset besides the native one: the hash of its issuer and symbol, so that an
/// issuer has one asset a symbol and everybody can work out its id.
public record AssetId(Hash hash) implements Comparable<AssetId> {
  private static final String TAG = "cairn.asset";

  public static AssetId of(PublicKey issuer, AssetSymbol symbol) {
    return new AssetId(
        Hash.tagged(TAG, issuer.bytes(), symbol.text().getBytes(StandardCharsets.US_ASCII)));
  }

  public static AssetId read(BcsReader reader) {
    return new AssetId(Hash.read(reader));
  }

  public void write(BcsWriter writer) {
    hash.write(writer);
  }

  @Override
  public int compareTo(AssetId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}

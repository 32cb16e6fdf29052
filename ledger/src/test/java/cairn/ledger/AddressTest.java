package cairn.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cairn.crypto.Bech32m;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AddressTest {
  private static final PublicKey KEY = PublicKey.of(Hash.tagged("test", new byte[] {7}).bytes());

  @Test
  void namesItsKindOfNetwork() {
    assertTrue(new Address(NetworkKind.MAIN, KEY).toString().startsWith("cairn1"));
    assertTrue(new Address(NetworkKind.TEST, KEY).toString().startsWith("cairntest1"));
  }

  @Test
  void readsWhatItWrites() {
    for (NetworkKind network : NetworkKind.values()) {
      Address address = new Address(network, KEY);

      assertEquals(address, Address.parse(address.toString()));
      assertEquals(address, Address.parse(address.toString(), network));
      assertEquals(address, Address.parse(address.toString().toUpperCase(Locale.ROOT)));
    }
    assertEquals(KEY, Address.parseValidator(Address.ofValidator(KEY)));
    Hash node = Hash.tagged("test", new byte[] {8});
    assertEquals(node, Address.parseNode(Address.ofNode(node)));
    assertTrue(Address.ofValidator(KEY).startsWith("cairnval1"));
    assertTrue(Address.ofNode(node).startsWith("cairnnode1"));
  }

  @Test
  void refusesAnAddressOfTheOtherKindOfNetworkAndSaysSo() {
    String text = new Address(NetworkKind.TEST, KEY).toString();

    String sentence = refusal(text);

    assertTrue(sentence.contains("begins with 'cairntest1'"), sentence);
    assertTrue(sentence.contains("belongs to a test network"), sentence);
    assertTrue(sentence.contains("addresses here begin with 'cairn1'"), sentence);
  }

  @Test
  void refusesMixedCase() {
    String text = new Address(NetworkKind.MAIN, KEY).toString();
    String mixed = text.substring(0, 20) + text.substring(20).toUpperCase(Locale.ROOT);

    assertTrue(refusal(mixed).contains("upper and lower case"), refusal(mixed));
  }

  @Test
  void findsAMistypedCharacter() {
    String text = new Address(NetworkKind.MAIN, KEY).toString();
    char wrong = text.charAt(20) == 'q' ? 'p' : 'q';
    String typo = text.substring(0, 20) + wrong + text.substring(21);

    assertTrue(refusal(typo).contains("character 21, '" + wrong + "'"), refusal(typo));
  }

  @Test
  void refusesWhatIsNoAccount() {
    assertTrue(refusal(Address.ofValidator(KEY)).contains("validator key"));
    assertTrue(refusal(Address.ofNode(Hash.ZERO)).contains("node id"));
    assertTrue(refusal("").contains("begins with 'cairn1' or 'cairntest1'"));
    assertTrue(refusal("alice").contains("begins with 'cairn1' or 'cairntest1'"));
    assertTrue(refusal("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4").contains("begins with"));
    assertTrue(refusal("cairn1qqqq").contains("too few"));
    assertThrows(IllegalArgumentException.class, () -> Address.parse("cairn1" + "q".repeat(500)));
    assertThrows(
        IllegalArgumentException.class, () -> Address.parse(Bech32m.encode("cairn", new byte[31])));
    assertThrows(IllegalArgumentException.class, () -> Address.parseValidator("cairn1qqqq"));
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Address.parse(text, NetworkKind.MAIN))
        .getMessage();
  }
}

package cairn.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class NativeCiphersTest {
  private static final Provider PLATFORM = Security.getProvider("SunJCE");

  private final Provider tested = NativeCiphers.load().orElse(PLATFORM);
  private final Random random = new Random(23);
  private final SecretKeySpec key = new SecretKeySpec(bytes(16), "AES");
  private final GCMParameterSpec nonce = new GCMParameterSpec(128, bytes(12));

  @Test
  void sealsToTheBytesOfThePlatformsOwn() throws GeneralSecurityException {
    for (int size : new int[] {0, 1, 15, 16, 17, 1_000, 16_384}) {
      byte[] plain = bytes(size);

      byte[] sealed = seal(tested, plain);

      assertArrayEquals(seal(PLATFORM, plain), sealed, "seed 23, size " + size);
      assertArrayEquals(plain, open(sealed));
    }
  }

  @Test
  void refusesChangedBytes() throws GeneralSecurityException {
    byte[] sealed = seal(tested, bytes(100));
    sealed[50] ^= 1;

    assertThrows(AEADBadTagException.class, () -> open(sealed));
  }

  private byte[] seal(Provider provider, byte[] plain) throws GeneralSecurityException {
    return cipher(provider, Cipher.ENCRYPT_MODE).doFinal(plain);
  }

  private byte[] open(byte[] sealed) throws GeneralSecurityException {
    return cipher(tested, Cipher.DECRYPT_MODE).doFinal(sealed);
  }

  private Cipher cipher(Provider provider, int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
    cipher.init(mode, key, nonce);
    cipher.updateAAD(new byte[] {1, 2, 3});
    return cipher;
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}

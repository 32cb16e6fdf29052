package cairn.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A provider of one algorithm: AES-GCM by native code, for TLS. The platform's own is as fast only
/// once its second compiler has compiled it; until then, the links between busy nodes take a tenth
/// of all processor time. All other algorithms stay the platform's.
public final class NativeCiphers extends Provider {
  private static final String KIND = "Cipher";
  private static final String ALGORITHM = "AES/GCM/NoPadding";

  private NativeCiphers(Provider nativeProvider) {
    super("CairnNativeCiphers", "1", "AES-GCM by native code");
    putService(new Delegate(this, nativeProvider.getService(KIND, ALGORITHM)));
  }

  /// Prefers the native cipher in the whole process, where it loads. To be called once, before the
  /// first TLS context is made.
  public static void prefer() {
    load().ifPresent(provider -> Security.insertProviderAt(provider, 1));
  }

  static Optional<Provider> load() {
    return NativeProvider.offering(KIND, ALGORITHM).map(NativeCiphers::new);
  }

  private static final class Delegate extends Service {
    private final Service target;

    Delegate(Provider owner, Service target) {
      super(owner, KIND, ALGORITHM, target.getClassName(), List.of(), Map.of());
      this.target = target;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return target.newInstance(parameter);
    }
  }
}

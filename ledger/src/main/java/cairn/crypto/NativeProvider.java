package cairn.crypto;

import java.security.Provider;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The Amazon Corretto Crypto Provider, where it is packaged for this platform: native code
/// (AWS-LC). A provider whose native library did not load is there, but offers no algorithms.
final class NativeProvider {
  private static final String PROVIDER_CLASS =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private static final Optional<Provider> LOADED = load();

  private NativeProvider() {}

  /// The provider if it offers an algorithm of that kind, as [Provider#getService] names them.
  static Optional<Provider> offering(String kind, String algorithm) {
    return LOADED.filter(provider -> provider.getService(kind, algorithm) != null);
  }

  private static Optional<Provider> load() {
    try {
      return ServiceLoader.load(Provider.class).stream()
          .filter(candidate -> candidate.type().getName().equals(PROVIDER_CLASS))
          .findFirst()
          .map(ServiceLoader.Provider::get);
    } catch (ServiceConfigurationError | LinkageError e) {
      return Optional.empty();
    }
  }
}

package cairn.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the decoders of a module in its classes, so that none is forgotten: each method that takes
/// a [BcsReader], and each that is called `decode` and takes bytes.
///
/// A static one that takes nothing else, of a type that has `write(BcsWriter)` or `encoded()`,
/// needs no more than to be there. Any other must be in the module's table, with its encoder, or
/// named as a part of another one.
public final class Decoders {
  private Decoders() {}

  /// @param module any class of the module
  /// @param others the decoders of other forms, by the names of their methods
  ///   (`cairn.p.Type.name`); and those that are no method of their own, by any other name
  /// @param parts methods that read only a part of what another decoder reads
  public static List<Decoder> of(Class<?> module, Collection<Decoder> others, Set<String> parts) {
    TreeMap<String, Decoder> found =
        others.stream().collect(Collectors.toMap(Decoder::name, d -> d, (a, b) -> a, TreeMap::new));
    TreeSet<String> unused = new TreeSet<>(parts);
    List<String> unknown = new ArrayList<>();
    for (Class<?> type : classes(module)) {
      for (Method method : type.getDeclaredMethods()) {
        String name = type.getName() + "." + method.getName();
        if (isDecoder(method) && !unused.remove(name) && !parts.contains(name)) {
          Optional<Decoder> plain =
              found.containsKey(name) ? Optional.empty() : plain(name, method);
          plain.ifPresent(decoder -> found.put(name, decoder));
          if (!found.containsKey(name)) {
            unknown.add(name);
          }
        }
      }
    }
    if (!unknown.isEmpty() || !unused.isEmpty()) {
      throw new AssertionError(
          "decoders that are in no table: " + unknown + "; named, but not there: " + unused);
    }
    return List.copyOf(found.values());
  }

  private static List<Class<?>> classes(Class<?> module) {
    try {
      Path root = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(name -> name.startsWith("cairn") && name.endsWith(".class"))
            .filter(name -> !name.endsWith("-info.class"))
            .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
            .sorted()
            .<Class<?>>map(Decoders::load)
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Decoders.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isDecoder(Method method) {
    List<Class<?>> parameters = List.of(method.getParameterTypes());
    boolean readsBytes =
        method.getName().equals("decode")
            && (parameters.contains(byte[].class)
                || parameters.contains(java.nio.ByteBuffer.class));
    return !method.isSynthetic()
        && method.getDeclaringClass() != BcsReader.class
        && (parameters.contains(BcsReader.class) || readsBytes);
  }

  private static Optional<Decoder> plain(String name, Method decode) {
    Optional<Method> encode = encoder(decode.getReturnType());
    boolean isPlain =
        Modifier.isStatic(decode.getModifiers())
            && decode.getParameterCount() == 1
            && encode.isPresent();
    if (!isPlain) {
      return Optional.empty();
    }
    decode.setAccessible(true);
    encode.get().setAccessible(true);
    return Optional.of(
        new Decoder(
            name,
            decode.getGenericReturnType(),
            decode.getParameterTypes()[0] == BcsReader.class
                ? bytes -> BcsReader.decode(bytes, reader -> call(decode, null, reader))
                : bytes -> call(decode, null, bytes),
            value -> encoded(encode.get(), value)));
  }

  private static byte[] encoded(Method encode, Object value) {
    if (encode.getParameterCount() == 0) {
      return (byte[]) call(encode, value);
    }
    BcsWriter writer = new BcsWriter();
    call(encode, value, writer);
    return writer.toByteArray();
  }

  /// The whole encoding comes before [Object#getClass] has its say: a sealed type's own method
  /// writes the variant.
  private static Optional<Method> encoder(Class<?> type) {
    List<Class<?>> types = new ArrayList<>(List.of(type));
    types.addAll(List.of(type.getInterfaces()));
    for (Map.Entry<String, List<Class<?>>> form : FORMS) {
      for (Class<?> candidate : types) {
        for (Method method : candidate.getDeclaredMethods()) {
          if (method.getName().equals(form.getKey())
              && Arrays.asList(method.getParameterTypes()).equals(form.getValue())
              && !Modifier.isStatic(method.getModifiers())) {
            return Optional.of(method);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static final List<Map.Entry<String, List<Class<?>>>> FORMS =
      List.of(Map.entry("encoded", List.of()), Map.entry("write", List.of(BcsWriter.class)));

  static Object call(Method method, Object self, Object... arguments) {
    try {
      return method.invoke(self, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new AssertionError(e.getCause());
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}

package cairn.codec;

import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Makes random values of records, sealed types and what they are made of; of other types where it
/// was told how. A record's constructor refuses what is no value, and another draw is made.
public final class RandomValues {
  private static final int TRIES = 2_000;

  private final SplittableRandom random;
  private final Map<Type, Function<RandomValues, ?>> makers = new HashMap<>();

  public RandomValues(long seed) {
    this.random = new SplittableRandom(seed);
    with(Hash.class, values -> Hash.of(values.bytes(32)));
    with(PublicKey.class, values -> PublicKey.of(values.bytes(32)));
    with(Signature.class, values -> Signature.of(values.bytes(64)));
    with(Bytes.class, values -> Bytes.of(values.bytes(values.length(40))));
    with(Duration.class, values -> Duration.ofMillis(values.number()));
  }

  public <T> RandomValues with(Class<T> type, Function<RandomValues, T> maker) {
    makers.put(type, maker);
    return this;
  }

  public SplittableRandom random() {
    return random;
  }

  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    if (random.nextInt(4) > 0) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  /// Mostly small.
  public int length(int max) {
    return random.nextBoolean() ? random.nextInt(Math.min(max, 4) + 1) : random.nextInt(max + 1);
  }

  /// A count: mostly small, at times as large as can be.
  public long number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong() >>> 1;
      case 1 -> random.nextInt(1 << 16);
      default -> random.nextInt(20);
    };
  }

  public <T> T of(Class<T> type) {
    return type.cast(of((Type) type));
  }

  public Object of(Type type) {
    Function<RandomValues, ?> maker = makers.get(type);
    if (maker != null) {
      return maker.apply(this);
    }
    if (type instanceof ParameterizedType parameterized) {
      return container(parameterized);
    }
    return of((Class<?>) type, type);
  }

  private Object of(Class<?> plain, Type type) {
    if (plain == int.class || plain == Integer.class) {
      return (int) Math.min(number(), Integer.MAX_VALUE);
    }
    if (plain == long.class) {
      return random.nextInt(8) == 0 ? random.nextLong() : number();
    }
    if (plain == boolean.class) {
      return random.nextBoolean();
    }
    if (plain == String.class) {
      return text();
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
    }
    if (plain.isSealed()) {
      Class<?>[] kinds = plain.getPermittedSubclasses();
      return of((Type) kinds[random.nextInt(kinds.length)]);
    }
    if (plain.isRecord()) {
      return record(plain);
    }
    throw new AssertionError("no random values of " + type.getTypeName());
  }

  private Object container(ParameterizedType type) {
    Type element = type.getActualTypeArguments()[0];
    if (type.getRawType() == Optional.class) {
      return random.nextBoolean() ? Optional.empty() : Optional.of(of(element));
    }
    if (type.getRawType() == List.class) {
      List<Object> list = new ArrayList<>();
      for (int i = length(3); i > 0; i--) {
        list.add(of(element));
      }
      return list;
    }
    throw new AssertionError("no random values of " + type);
  }

  private String text() {
    String[] alphabets = {"ABCXYZ019", "ab -_~", "a\u00e9\u4e2d\ud83d\ude00"};
    int[] letters = alphabets[random.nextInt(alphabets.length)].codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = length(30); i > 0; i--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    for (int i = 0; i < TRIES; i++) {
      Object[] fields =
          Arrays.stream(components).map(component -> of(component.getGenericType())).toArray();
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(fields);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof IllegalArgumentException)) {
          throw new AssertionError(e.getCause());
        }
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("no random values of " + type + " by chance");
  }
}

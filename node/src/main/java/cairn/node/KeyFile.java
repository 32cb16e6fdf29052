package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The file of a node's or a validator's key: JSON, in clear since a daemon starts unattended, and
/// readable by its owner alone (0600).
public final class KeyFile {
  private static final int VERSION = 1;
  private static final Set<String> FIELDS = Set.of("version", "type", "publicKey", "secretKey");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// What a key is for; one never stands in for the other.
  public enum Type {
    NODE,
    VALIDATOR;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private KeyFile() {}

  /// Reads and checks a key file; throws [RefusedException] that names the file and the fault.
  public static KeyPair read(Path file, Type type, Ed25519 ed25519) {
    requireOwnerOnly(file);
    JsonNode json = parse(file);
    Set<String> unknown = new TreeSet<>(json.propertyNames());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw refused(file, "has the unknown field " + unknown.iterator().next());
    }
    if (json.path("version").asInt(0) != VERSION) {
      throw refused(file, "is not of version " + VERSION);
    }
    if (!json.path("type").asString("").equals(type.text())) {
      throw refused(file, "is not the key of a " + type.text());
    }
    byte[] seed = hex(file, json, "secretKey");
    byte[] publicKey = hex(file, json, "publicKey");
    KeyPair pair = KeyPair.of(SecretKey.of(seed), ed25519);
    Arrays.fill(seed, (byte) 0);
    if (!pair.publicKey().equals(PublicKey.of(publicKey))) {
      throw refused(file, "has a publicKey that is not the one of its secretKey");
    }
    return pair;
  }

  /// Writes a new key file durably; throws [RefusedException] if there is one already.
  public static void write(Path file, Type type, KeyPair pair) {
    if (Files.exists(file)) {
      throw refused(file, "exists already, and a key is never overwritten");
    }
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("type", type.text());
    json.put("publicKey", pair.publicKey().toString());
    byte[] seed = pair.secret().seed();
    json.put("secretKey", HexFormat.of().formatHex(seed));
    Arrays.fill(seed, (byte) 0);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.write(
          temporary,
          (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
              .getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.DSYNC);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw refused(file, "cannot be written: " + e.getMessage());
    }
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (!json.isObject()) {
        throw refused(file, "is not a JSON object");
      }
      return json;
    } catch (JacksonException e) {
      throw refused(file, "is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e.getMessage());
    }
  }

  private static byte[] hex(Path file, JsonNode json, String field) {
    String text = json.path(field).asString("");
    if (text.length() != 64 || !text.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0)) {
      throw refused(file, "has no " + field + " of 64 lower-case hex digits");
    }
    return HexFormat.of().parseHex(text);
  }

  private static void requireOwnerOnly(Path file) {
    if (!Files.exists(file)) {
      throw refused(file, "is missing; `cairnd init` makes it");
    }
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw refused(file, "can be read by others; run chmod 600 " + file);
      }
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e.getMessage());
    }
  }

  private static RefusedException refused(Path file, String fault) {
    return new RefusedException(
        ExitCode.KEY_OR_PASSWORD, "the key file " + file + " " + fault + ".");
  }
}

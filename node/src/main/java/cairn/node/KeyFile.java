package cairn.node;

import cairn.crypto.Ed25519;
import cairn.crypto.KeyPair;
import cairn.crypto.PublicKey;
import cairn.crypto.SecretKey;
import cairn.disk.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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
  private static final int MAX_BYTES = 4096;
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
    JsonNode version = json.path("version");
    if (!version.isInt() || version.intValue() != VERSION) {
      throw refused(file, "is not of version " + VERSION);
    }
    if (!text(json, "type").equals(type.text())) {
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
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("type", type.text());
    json.put("publicKey", pair.publicKey().toString());
    byte[] seed = pair.secret().seed();
    json.put("secretKey", HexFormat.of().formatHex(seed));
    Arrays.fill(seed, (byte) 0);
    byte[] bytes =
        (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      DurableFile.create(file, bytes, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw refused(file, "exists already, and a key is never overwritten");
    } catch (IOException e) {
      throw refused(
          file, "cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage());
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static JsonNode parse(Path file) {
    try {
      byte[] bytes = DurableFile.read(file, MAX_BYTES);
      if (bytes.length > MAX_BYTES) {
        throw refused(file, "is larger than " + MAX_BYTES + " bytes");
      }
      JsonNode json = JSON.readTree(bytes);
      Arrays.fill(bytes, (byte) 0);
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
    String text = text(json, field);
    if (text.length() != 64 || !text.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0)) {
      throw refused(file, "has no " + field + " of 64 lower-case hex digits");
    }
    return HexFormat.of().parseHex(text);
  }

  /// A field's text, empty if it is missing or no text.
  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  private static void requireOwnerOnly(Path file) {
    if (!Files.exists(file)) {
      throw refused(file, "is missing; `cairnd init` makes it");
    }
    try {
      Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
      open.addAll(Files.getPosixFilePermissions(file));
      open.removeAll(OWNER_ONLY);
      open.remove(PosixFilePermission.OWNER_EXECUTE);
      if (!open.isEmpty()) {
        throw refused(file, "can be read or written by others; run `chmod 600 " + file + "`");
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

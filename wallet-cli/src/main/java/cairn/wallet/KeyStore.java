package cairn.wallet;

import cairn.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The key files of one person: `<directory>/<name>.json`, each of mode 0600.
///
/// A file is written under a temporary name, synced, and put in place in one step, so that a crash
/// or a full disk leaves the old one as it was. Nothing is ever overwritten. Every failure is a
/// [KeyFileException] whose message is a whole sentence.
public record KeyStore(Path directory) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String SUFFIX = ".json";
  private static final Set<PosixFilePermission> PRIVATE_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  /// Whether `name` can be an account's name: letters, digits, `.`, `_` and `-`, at most 64.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public boolean contains(String name) {
    return isName(name) && Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
  }

  /// The names of all key files, in ascending order.
  public List<String> names() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .filter(KeyStore::isName)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new KeyFileException("cannot list " + directory + ": " + reason(e));
    }
  }

  public KeyFile load(String name) {
    Path path = path(name);
    if (!contains(name)) {
      throw new KeyFileException(
          "there is no key file %s; `cairn list` shows the accounts, `cairn new %s` makes one"
              .formatted(path, name));
    }
    try {
      requirePrivate(path);
      if (Files.size(path) > KeyFile.MAX_BYTES) {
        throw new KeyFileException("it is larger than 64 KiB");
      }
      return KeyFile.parse(Files.readAllBytes(path));
    } catch (KeyFileException e) {
      throw new KeyFileException("cannot use " + path + ": " + e.getMessage());
    } catch (IOException e) {
      throw new KeyFileException("cannot read " + path + ": " + reason(e));
    }
  }

  /// Writes a new key file; refuses to replace one.
  public void save(KeyFile key) {
    if (!isName(key.name())) {
      throw new KeyFileException(
          "'%s' cannot be an account's name: letters, digits, '.', '_' and '-', at most 64"
              .formatted(key.name()));
    }
    Path path = path(key.name());
    if (contains(key.name())) {
      throw new KeyFileException(path + " exists already; choose another name");
    }
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
      DurableFile.create(path, key.toJson(), PRIVATE_FILE);
    } catch (IOException e) {
      throw new KeyFileException("cannot write " + path + ": " + reason(e));
    }
  }

  public Path path(String name) {
    return directory.resolve(name + SUFFIX);
  }

  private static void requirePrivate(Path path) throws IOException {
    List<PosixFilePermission> open = new ArrayList<>();
    for (PosixFilePermission permission : Files.getPosixFilePermissions(path)) {
      if (!PRIVATE_FILE.contains(permission) && permission != PosixFilePermission.OWNER_EXECUTE) {
        open.add(permission);
      }
    }
    if (!open.isEmpty()) {
      throw new KeyFileException(
          "others may read or write it; run `chmod 600 " + path + "` and try again");
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }
}

package cairn.wallet;

import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Where a password comes from: a file, the first line of standard input, or the terminal. Never
/// the command line, which other users of the machine can read.
///
/// An explicit source never falls back to another one.
record PasswordSource(Optional<Path> file, boolean isStdin) {
  private static final int MAX_BYTES = 4096;
  private static final int MIN_CHARACTERS = 8;

  /// The password of an existing key.
  char[] ask(String account) {
    return read("Password of " + account + ": ", false);
  }

  /// A new password; at the terminal it is asked for twice.
  char[] choose(String account) {
    char[] password = read("New password for " + account + ": ", true);
    String kept = KeyDerivation.normalised(password);
    if (kept.codePointCount(0, kept.length()) < MIN_CHARACTERS) {
      throw failure(
          "The password has less than 8 characters that count.",
          "Choose a longer one; control characters do not count.");
    }
    return password;
  }

  private char[] read(String prompt, boolean isNew) {
    if (file.isPresent()) {
      return firstLine(file.get());
    }
    if (isStdin) {
      try {
        return firstLine(System.in.readNBytes(MAX_BYTES + 1), "standard input");
      } catch (IOException e) {
        throw failure("Standard input cannot be read.", "Use --password-file.");
      }
    }
    return fromTerminal(prompt, isNew);
  }

  private static char[] fromTerminal(String prompt, boolean isNew) {
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() ->
                failure(
                    "There is no terminal to ask for the password.",
                    "Use --password-file FILE, --password-stdin, or CAIRN_PASSWORD_FILE."));
    char[] password = console.readPassword(prompt);
    if (password == null) {
      throw failure("No password was typed.", "Try again.");
    }
    if (isNew && !isTypedAgain(console, password)) {
      throw failure("The two passwords differ.", "Try again.");
    }
    return password;
  }

  private static boolean isTypedAgain(Console console, char[] password) {
    char[] again = console.readPassword("Once more: ");
    if (again == null) {
      return false;
    }
    boolean isSame = Arrays.equals(password, again);
    Arrays.fill(again, '\0');
    return isSame;
  }

  private static char[] firstLine(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw failure("The password file " + path + " is larger than 4 KiB.", "Check its name.");
      }
      return firstLine(Files.readAllBytes(path), path.toString());
    } catch (IOException e) {
      throw failure("The password file " + path + " cannot be read.", "Check its name and mode.");
    }
  }

  private static char[] firstLine(byte[] bytes, String source) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    if (end > MAX_BYTES) {
      throw failure("The password from " + source + " is longer than 4 KiB.", "Shorten it.");
    }
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
      char[] password = new char[text.remaining()];
      text.get(password);
      return password;
    } catch (CharacterCodingException e) {
      throw failure("The password from " + source + " is not UTF-8 text.", "Check the file.");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static CommandFailure failure(String message, String hint) {
    return new CommandFailure(ExitCode.KEY_OR_PASSWORD, "PASSWORD", message, hint);
  }
}

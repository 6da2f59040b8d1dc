package io.sluice.daemon.http;

import io.sluice.daemon.api.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Small text files that only their owner may read and write. */
final class OwnerFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final int TOKEN_BYTES = 32;
  private static final int LEAST_LENGTH = 16;

  private OwnerFile() {}

  /**
   * What a token file says; a new token is made when there is no such file.
   *
   * @throws ApiException with a message for the user, when it cannot be a secret
   */
  static String token(Path file) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String made = HexFormat.of().formatHex(random);
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (var channel =
          Files.newByteChannel(
              file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), MODE)) {
        channel.write(StandardCharsets.US_ASCII.encode(made + "\n"));
        return made;
      } catch (FileAlreadyExistsException e) {
        return existing(file);
      }
    } catch (IOException e) {
      throw new ApiException(
          "sluice.http.token-file: %s cannot be made or read: %s".formatted(file, e.getMessage()));
    }
  }

  private static String existing(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ApiException(
          "sluice.http.token-file: %s is no file; say another, or remove it and a token is made there"
              .formatted(file));
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(mode)) {
      throw new ApiException(
          "sluice.http.token-file: others may read or write %s (%s); chmod 600 it, or remove it and a new one is made"
              .formatted(file, PosixFilePermissions.toString(mode)));
    }
    String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (token.length() < LEAST_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new ApiException(
          "sluice.http.token-file: %s: expected one word of at least %d printable ASCII characters; remove it and a new one is made"
              .formatted(file, LEAST_LENGTH));
    }
    return token;
  }

  /** Writes a line so that nobody reads half of it. */
  static void write(Path file, String line) throws IOException {
    Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".http", "", MODE);
    try {
      Files.writeString(next, line + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }
}

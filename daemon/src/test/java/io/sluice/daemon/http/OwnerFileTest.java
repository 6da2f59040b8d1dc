package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.api.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token is a secret of its owner, or is refused with a word that helps. */
class OwnerFileTest {
  @TempDir private Path dir;

  private Path file(byte[] text, String mode) throws IOException {
    Path file = Files.write(dir.resolve("token"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void refused(Path file, String why) {
    String said = assertThrows(ApiException.class, () -> OwnerFile.token(file)).getMessage();
    assertTrue(said.contains(why), said);
  }

  @Test
  void shouldMakeOneAndReadItAgain() {
    Path file = dir.resolve("a/token");
    String made = OwnerFile.token(file);
    assertEquals(made, OwnerFile.token(file));
  }

  @Test
  void shouldRefuseWhatIsNoSecret() throws IOException {
    byte[] word = "0123456789abcdef\n".getBytes();
    assertEquals("0123456789abcdef", OwnerFile.token(file(word, "rw-------")));
    refused(file(word, "rw-r-----"), "others may read or write");
    refused(file(new byte[0], "rw-------"), "expected one word");
    refused(file(new byte[] {(byte) 0xff, (byte) 0xc0, 0}, "rw-------"), "expected one word");
    refused(file("two words, and long enough".getBytes(), "rw-------"), "expected one word");
    refused(Files.createDirectory(dir.resolve("folder")), "is no file");
    refused(Files.createSymbolicLink(dir.resolve("link"), dir.resolve("none/x")), "is no file");
  }
}

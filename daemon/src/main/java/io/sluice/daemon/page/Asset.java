package io.sluice.daemon.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, in memory. Immutable.
 *
 * @param plain its bytes; nobody changes them
 * @param gzipped the same, compressed
 * @param tag of the bytes, quoted as in an ETag
 */
record Asset(String mediaType, byte[] plain, byte[] gzipped, String tag) {
  /** A resource beside this class, which the jar must have. */
  static Asset load(String name, String mediaType) {
    try (InputStream in = Asset.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks the page's " + name);
      }
      byte[] plain = in.readAllBytes();
      return new Asset(mediaType, plain, gzip(plain), '"' + digest(plain) + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(all, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}

package io.sluice.openflow.connection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates from PEM files (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** An algorithm's identifier, in DER: rsaEncryption without parameters. */
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private Pem() {}

  private record Block(String label, byte[] der) {}

  static List<Certificate> certificates(Path file) throws IOException {
    List<Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : read(file)) {
        if (block.label.equals("CERTIFICATE")) {
          certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.der)));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " has a certificate that cannot be read: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(file + " has no '-----BEGIN CERTIFICATE-----'");
    }
    return certificates;
  }

  static PrivateKey privateKey(Path file) throws IOException {
    for (Block block : read(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return key(file, block.der);
        }
        case "RSA PRIVATE KEY" -> {
          return key(file, pkcs8(block.der));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IOException(
                file + " is encrypted; decrypt it: openssl pkcs8 -in " + file + " -out KEY.pem");
        case "EC PRIVATE KEY" ->
            throw new IOException(
                file
                    + " has an old form; convert it: openssl pkcs8 -topk8 -nocrypt -in "
                    + file
                    + " -out KEY.pem");
        default -> {}
      }
    }
    throw new IOException(file + " has no '-----BEGIN PRIVATE KEY-----'");
  }

  private static PrivateKey key(Path file, byte[] pkcs8) throws IOException {
    for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Of another algorithm, or of none.
      }
    }
    throw new IOException(file + " has a key that is no RSA, EC or Edwards key");
  }

  /** The older form of RSA keys within the newer: version, algorithm, the key (RFC 5958). */
  private static byte[] pkcs8(byte[] rsa) {
    byte[] octets = der(0x04, rsa);
    byte[] body = new byte[3 + RSA.length + octets.length];
    body[0] = 0x02;
    body[1] = 0x01;
    System.arraycopy(RSA, 0, body, 3, RSA.length);
    System.arraycopy(octets, 0, body, 3 + RSA.length, octets.length);
    return der(0x30, body);
  }

  private static byte[] der(int tag, byte[] body) {
    int length = body.length;
    byte[] head =
        length < 128
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {
              (byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length
            };
    byte[] joined = java.util.Arrays.copyOf(head, head.length + length);
    System.arraycopy(body, 0, joined, head.length, length);
    return joined;
  }

  private static List<Block> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("no file " + file, e);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    try {
      while (matcher.find()) {
        blocks.add(
            new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2).strip())));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no PEM file: " + e.getMessage(), e);
    }
    return blocks;
  }
}

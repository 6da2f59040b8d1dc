package io.sluice.openflow.connection;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The files of {@code ovs-vsctl set-ssl}, all PEM: our key, our certificate (chain), and who may
 * have signed a peer's.
 */
public record TlsFiles(Path privateKey, Path certificate, Path caCertificate) {

  /**
   * A context for both directions. Files are read anew each time, so that a renewed certificate
   * serves the next connection.
   *
   * @throws IOException with a text for the user: which file is wrong, and why
   */
  SSLContext context() throws IOException {
    List<Certificate> authorities = Pem.certificates(caCertificate);
    KeyManagerFactory keys = keys(privateKey, certificate);
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("ca" + i, authorities.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);

      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unusable(privateKey, certificate, e);
    }
  }

  /**
   * A context for a server that asks its clients for no certificate.
   *
   * @throws IOException with a text for the user: which file is wrong, and why
   */
  public static SSLContext serverContext(Path privateKey, Path certificate) throws IOException {
    KeyManagerFactory keys = keys(privateKey, certificate);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unusable(privateKey, certificate, e);
    }
  }

  private static KeyManagerFactory keys(Path privateKey, Path certificate) throws IOException {
    PrivateKey key = Pem.privateKey(privateKey);
    List<Certificate> chain = Pem.certificates(certificate);
    try {
      if (!belongTogether(key, chain.getFirst().getPublicKey())) {
        // Java would take both, and every handshake would fail.
        throw new IOException(
            "key " + privateKey + " is not that of the first certificate in " + certificate);
      }
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      char[] password = new char[0];
      own.setKeyEntry("own", key, password, chain.toArray(new Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, password);
      return keys;
    } catch (GeneralSecurityException e) {
      throw unusable(privateKey, certificate, e);
    }
  }

  /** What the one signs, the other verifies; a kind of key that is not known here passes. */
  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> null;
        };
    if (!key.getAlgorithm().equals(certified.getAlgorithm()) || algorithm == null) {
      return algorithm == null;
    }
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false; // of another length
    }
  }

  private static IOException unusable(
      Path privateKey, Path certificate, GeneralSecurityException e) {
    return new IOException(
        "key " + privateKey + " and certificate " + certificate + ": " + e.getMessage(), e);
  }
}

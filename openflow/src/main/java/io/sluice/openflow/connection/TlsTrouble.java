package io.sluice.openflow.connection;

import io.sluice.log.EventLog;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;

/** Says in one line why TLS came to nothing, and what to do. Any thread. */
final class TlsTrouble {
  private static final EventLog LOG = EventLog.of(TlsTrouble.class);

  private TlsTrouble() {}

  static void report(String peer, IOException e) {
    LOG.warn("tls-failed", "why", words(e), "peer", peer);
  }

  static String words(IOException e) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("fatal alert") && aboutCertificates(lower)) {
      return "the peer refuses our certificate ("
          + text.substring(text.indexOf(':') + 1).strip()
          + "); it must know the CA that signed it (ovs-ofctl: --ca-cert)";
    }
    if (lower.contains("empty client certificate") || lower.contains("certificate_required")) {
      return "the peer shows no certificate; give it one (ovs-ofctl: --private-key, --certificate)";
    }
    if (hasCause(e)) {
      return "the peer's certificate is not valid here; it must be signed by the CA of"
          + " openflow.ca-cert and be of today ("
          + last(e).getMessage()
          + ")";
    }
    if (lower.contains("unrecognized ssl message") || lower.contains("not ssl")) {
      return "the peer does not speak TLS; is it to be tcp: or ptcp:?";
    }
    Throwable last = last(e);
    if (last instanceof EOFException || last instanceof SocketException) {
      return "the peer broke off before its greeting; if it is there still, it may not know the CA that"
          + " signed our certificate (ovs-ofctl: --ca-cert)";
    }
    return "TLS failed: " + text + (last == e ? "" : " (" + last.getMessage() + ")");
  }

  private static boolean aboutCertificates(String lower) {
    return lower.contains("certificate") || lower.contains("unknown_ca");
  }

  private static boolean hasCause(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof CertificateException || t instanceof CertPathValidatorException) {
        return true;
      }
    }
    return false;
  }

  /** The last of the causes. */
  private static Throwable last(Throwable e) {
    Throwable t = e;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }
}

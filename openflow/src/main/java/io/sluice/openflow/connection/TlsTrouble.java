package io.sluice.openflow.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in one line why TLS came to nothing, and what to do. The same trouble is said once a minute:
 * who knocks without end must not fill the log. Used by the threads of all connections, so guarded
 * by its monitor.
 */
final class TlsTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(TlsTrouble.class);
  private static final long AGAIN_NANOS = 60_000_000_000L;

  private final Map<String, Long> said = new HashMap<>();

  void report(String peer, IOException e) {
    String words = words(e);
    if (isNew(words)) {
      LOG.warn("{}: no connection: {}", peer, words);
    } else {
      LOG.debug("{}: no connection: {}", peer, words);
    }
  }

  private synchronized boolean isNew(String words) {
    long now = System.nanoTime();
    said.values().removeIf(when -> now - when >= AGAIN_NANOS);
    return said.putIfAbsent(words, now) == null;
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

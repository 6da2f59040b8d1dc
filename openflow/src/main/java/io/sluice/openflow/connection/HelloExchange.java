package io.sluice.openflow.connection;

import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Handshake.Hello;
import io.sluice.openflow.message.HelloVersions;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The greeting: which version is spoken. OpenFlow 1.3.5, 6.3.1. */
final class HelloExchange {
  static final int TYPE_HELLO = 0;
  static final int TYPE_ERROR = 1;
  static final Hello OFFER = HelloVersions.offer(OfVersion.V10, OfVersion.V13);

  private HelloExchange() {}

  /**
   * The version to speak, from the peer's first message, which may be of any version.
   *
   * @return null where there is none: the peer has been told
   */
  static OfVersion agree(byte[] first, SendQueue queue) throws IOException, InterruptedException {
    if (first[1] != TYPE_HELLO) {
      throw new IOException("the first message is no HELLO but of type " + first[1]);
    }
    int header = first[0] & 0xff;
    Hello hello = new Hello(Bytes.of(first).from(OpenFlowCodec.HEADER));
    OfVersion version = HelloVersions.agree(header, hello, OfVersion.V10, OfVersion.V13);
    if (version == null) {
      OfError.Code code = OfError.OFPHFC_INCOMPATIBLE.code(OfVersion.V10);
      byte[] reason =
          "We support versions 1.0 and 1.3, you do not.".getBytes(StandardCharsets.US_ASCII);
      OfVersion answer = header >= OfVersion.V13.number ? OfVersion.V13 : OfVersion.V10;
      queue.put(
          OpenFlowCodec.encode(
              answer,
              OpenFlowCodec.xid(first, 0),
              new Handshake.ErrorMessage(code.type(), code.code(), Bytes.of(reason))));
    }
    return version;
  }
}

package io.sluice.openflow.message;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** The queues of a port. OpenFlow 1.3.5, 7.3.6. */
public sealed interface QueueConfig extends Message {

  /**
   * @param port 0xffffffff: all, in version 1.3
   */
  record QueueConfigRequest(long port) implements QueueConfig {
    static final Struct<QueueConfigRequest> LAYOUT =
        (w, m) -> {
          QueueConfigRequest read = new QueueConfigRequest(w.port(m, QueueConfigRequest::port));
          w.pad(w.is10() ? 2 : 4);
          return read;
        };
  }

  record QueueConfigReply(long port, List<Queue> queues) implements QueueConfig {
    static final Struct<QueueConfigReply> LAYOUT =
        (w, m) ->
            new QueueConfigReply(
                w.port(m, QueueConfigReply::port),
                w.pad(w.is10() ? 6 : 4).list(m, QueueConfigReply::queues, Queue.LAYOUT));
  }

  /**
   * @param port 1.3 only
   */
  record Queue(long queue, long port, List<QueueProperty> properties) {
    static final Struct<Queue> LAYOUT =
        (w, q) -> {
          long queue = w.u32(q, Queue::queue);
          long port = w.is10() ? 0 : w.u32(q, Queue::port);
          return w.span(
              w.length(),
              w.is10() ? 6 : 10,
              () ->
                  new Queue(
                      queue,
                      port,
                      w.pad(w.is10() ? 2 : 6).list(q, Queue::properties, QueueProperty.LAYOUT)));
        };
  }

  /**
   * @param type 1 least rate, 2 largest rate
   * @param value a rate is its first 16 bits: tenths of a percent of the port's, over 1000: none
   */
  record QueueProperty(int type, Bytes value) {
    static final Struct<QueueProperty> LAYOUT =
        (w, p) -> {
          int type = w.u16(p, QueueProperty::type);
          return w.span(
              w.length(), 4, () -> new QueueProperty(type, w.pad(4).rest(p, QueueProperty::value)));
        };

    public static QueueProperty rate(int type, int tenthsOfPercent) {
      return new QueueProperty(type, Bytes.ofNumber((long) tenthsOfPercent << 48, 8));
    }
  }
}

package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.text.Tokens.Token;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the actions that send a packet: to ports, queues and controllers. */
final class OutputReader {
  private final Function<String, OptionalInt> ports;

  OutputReader(Function<String, OptionalInt> ports) {
    this.ports = ports;
  }

  /** To a port, a reserved one too. */
  static FlowAction output(int port) {
    return switch (port) {
      case FlowAction.PORT_IN_PORT -> new FlowAction.InPort();
      case FlowAction.PORT_NORMAL -> new FlowAction.Normal();
      case FlowAction.PORT_FLOOD -> new FlowAction.Flood();
      case FlowAction.PORT_ALL -> new FlowAction.All();
      case FlowAction.PORT_CONTROLLER -> new FlowAction.Controller(0xffff);
      default -> new FlowAction.Output(port);
    };
  }

  /** What stands behind {@code output}: a port, bits that hold one, or a port and a length. */
  FlowAction read(Token v, boolean parens) throws FlowSyntaxException {
    if (parens && v.text().indexOf('=') >= 0) {
      return truncated(v);
    }
    return SubfieldReader.isField(v.text())
        ? new FlowAction.OutputReg(SubfieldReader.read(v), 0xffff)
        : output(MatchReader.port(v, ports));
  }

  private FlowAction truncated(Token v) throws FlowSyntaxException {
    int port = -1;
    long length = -1;
    for (Token t : Tokens.split(v.text(), v.column())) {
      int equals = t.text().indexOf('=');
      String name = equals < 0 ? t.text() : t.text().substring(0, equals);
      if (name.equals("port") && equals > 0) {
        port = MatchReader.port(t.from(equals + 1), ports);
      } else if (name.equals("max_len") && equals > 0) {
        length = Values.number(t.from(equals + 1), 0xffffffffL, "max_len");
      } else {
        throw t.error("write it as output(port=PORT,max_len=BYTES)");
      }
    }
    if (port < 0 || length < 0) {
      throw v.error("write it as output(port=PORT,max_len=BYTES)");
    }
    return new FlowAction.OutputTruncated(port, length);
  }

  /** A port and a queue of it. */
  FlowAction enqueue(Token v) throws FlowSyntaxException {
    int cut = Math.max(v.text().indexOf(':'), v.text().indexOf(','));
    if (cut < 0) {
      throw v.error("write it as enqueue:PORT:QUEUE");
    }
    return new FlowAction.Enqueue(
        MatchReader.port(v.from(0, cut), ports),
        (int) Values.number(v.from(cut + 1), 0xffffffffL, "the queue"));
  }

  /** What stands behind {@code controller}: a length, or several properties. */
  static FlowAction controller(Token v, boolean parens) throws FlowSyntaxException {
    if (!parens) {
      return new FlowAction.Controller((int) Values.number(v, 0xffff, "max_len"));
    }
    int maxLength = 0xffff;
    int reason = 1;
    int id = 0;
    String userdata = "";
    int meter = 0;
    for (Token t : Tokens.split(v.text(), v.column())) {
      int equals = t.text().indexOf('=');
      Token name = equals < 0 ? t : t.from(0, equals);
      Token value = equals < 0 ? t.from(t.text().length()) : t.from(equals + 1);
      switch (name.text()) {
        case "max_len" -> maxLength = (int) Values.number(value, 0xffff, "max_len");
        case "id" -> id = (int) Values.number(value, 0xffff, "the controller's id");
        case "meter_id" -> meter = (int) Values.number(value, 0xffffffffL, "the meter");
        case "userdata" -> userdata = ActionReader.hex(value);
        case "reason" -> {
          reason = ActionWriter.REASONS.indexOf(value.text());
          if (reason < 0) {
            throw value.error("a reason is one of " + String.join(", ", ActionWriter.REASONS));
          }
        }
        default -> throw name.error(name.text() + " is not carried out by this switch");
      }
    }
    return new FlowAction.Controller(maxLength, reason, id, userdata, meter);
  }
}

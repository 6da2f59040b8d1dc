package io.sluice.openflow.message;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.Wire;

/** The tables of the bodies of multipart requests and replies. */
final class MultipartTables {
  private static final Choice<StatsRequest> REQUESTS_10 =
      new Choice<StatsRequest>()
          .on(0, new StatsRequest.DescRequest())
          .on(
              1,
              StatsRequest.FlowRequest.class,
              r -> r.filter().hasMatch10(),
              StatsRequest.FlowRequest.of(StatsRequest.FlowFilter.V10))
          .on(
              2,
              StatsRequest.AggregateRequest.class,
              r -> r.filter().hasMatch10(),
              StatsRequest.AggregateRequest.of(StatsRequest.FlowFilter.V10))
          .on(3, new StatsRequest.TableRequest())
          .on(4, StatsRequest.PortRequest.class, StatsRequest.PortRequest.LAYOUT)
          .on(5, StatsRequest.QueueRequest.class, StatsRequest.QueueRequest.LAYOUT)
          .on(13, new StatsRequest.PortDescRequest());

  private static final Choice<StatsRequest> REQUESTS_13 =
      new Choice<StatsRequest>()
          .on(0, new StatsRequest.DescRequest())
          .on(
              1,
              StatsRequest.FlowRequest.class,
              StatsRequest.FlowRequest.of(StatsRequest.FlowFilter.V13))
          .on(
              2,
              StatsRequest.AggregateRequest.class,
              StatsRequest.AggregateRequest.of(StatsRequest.FlowFilter.V13))
          .on(3, new StatsRequest.TableRequest())
          .on(4, StatsRequest.PortRequest.class, StatsRequest.PortRequest.LAYOUT)
          .on(5, StatsRequest.QueueRequest.class, StatsRequest.QueueRequest.LAYOUT)
          .on(6, StatsRequest.GroupRequest.class, StatsRequest.GroupRequest.LAYOUT)
          .on(7, StatsRequest.GroupDescRequest.class, StatsRequest.GroupDescRequest.LAYOUT)
          .on(8, new StatsRequest.GroupFeaturesRequest())
          .on(9, StatsRequest.MeterRequest.class, StatsRequest.MeterRequest.LAYOUT)
          .on(10, StatsRequest.MeterConfigRequest.class, StatsRequest.MeterConfigRequest.LAYOUT)
          .on(11, new StatsRequest.MeterFeaturesRequest())
          .on(12, StatsRequest.TableFeaturesRequest.class, StatsRequest.TableFeaturesRequest.LAYOUT)
          .on(13, new StatsRequest.PortDescRequest());

  private static final Choice<StatsRequest> NICIRA_REQUESTS_10 =
      ipfix()
          .on(
              0,
              StatsRequest.FlowRequest.class,
              StatsRequest.FlowRequest.of(StatsRequest.FlowFilter.NICIRA))
          .on(
              1,
              StatsRequest.AggregateRequest.class,
              StatsRequest.AggregateRequest.of(StatsRequest.FlowFilter.NICIRA))
          .on(2, StatsRequest.FlowMonitorRequest.class, StatsRequest.FlowMonitorRequest.NICIRA)
          .on(7, StatsRequest.GroupRequest.class, StatsRequest.GroupRequest.LAYOUT)
          .on(8, StatsRequest.GroupDescRequest.class, StatsRequest.GroupDescRequest.NICIRA)
          .on(9, new StatsRequest.GroupFeaturesRequest());

  private static final Choice<StatsRequest> ONF_REQUESTS_13 =
      new Choice<StatsRequest>()
          .on(1870, StatsRequest.FlowMonitorRequest.class, StatsRequest.FlowMonitorRequest.ONF);

  private static final Choice<StatsReply> REPLIES_10 =
      new Choice<StatsReply>()
          .on(0, StatsReply.DescReply.class, StatsReply.DescReply.LAYOUT)
          .on(
              1,
              StatsReply.FlowReply.class,
              r -> !r.nicira(),
              StatsReply.FlowReply.of(FlowStats.V10, false))
          .on(
              2,
              StatsReply.AggregateReply.class,
              r -> !r.nicira(),
              StatsReply.AggregateReply.of(false))
          .on(3, StatsReply.TableReply.class, StatsReply.TableReply.LAYOUT)
          .on(4, StatsReply.PortReply.class, StatsReply.PortReply.LAYOUT)
          .on(5, StatsReply.QueueReply.class, StatsReply.QueueReply.LAYOUT)
          .on(13, StatsReply.PortDescReply.class, StatsReply.PortDescReply.LAYOUT);

  private static final Choice<StatsReply> REPLIES_13 =
      new Choice<StatsReply>()
          .on(0, StatsReply.DescReply.class, StatsReply.DescReply.LAYOUT)
          .on(1, StatsReply.FlowReply.class, StatsReply.FlowReply.of(FlowStats.V13, false))
          .on(2, StatsReply.AggregateReply.class, StatsReply.AggregateReply.of(false))
          .on(3, StatsReply.TableReply.class, StatsReply.TableReply.LAYOUT)
          .on(4, StatsReply.PortReply.class, StatsReply.PortReply.LAYOUT)
          .on(5, StatsReply.QueueReply.class, StatsReply.QueueReply.LAYOUT)
          .on(6, StatsReply.GroupReply.class, StatsReply.GroupReply.LAYOUT)
          .on(7, StatsReply.GroupDescReply.class, StatsReply.GroupDescReply.of(GroupDesc.LAYOUT))
          .on(8, StatsReply.GroupFeaturesReply.class, StatsReply.GroupFeaturesReply.LAYOUT)
          .on(9, StatsReply.MeterReply.class, StatsReply.MeterReply.LAYOUT)
          .on(10, StatsReply.MeterConfigReply.class, StatsReply.MeterConfigReply.LAYOUT)
          .on(11, StatsReply.MeterFeaturesReply.class, StatsReply.MeterFeaturesReply.LAYOUT)
          .on(12, StatsReply.TableFeaturesReply.class, StatsReply.TableFeaturesReply.LAYOUT)
          .on(13, StatsReply.PortDescReply.class, StatsReply.PortDescReply.LAYOUT);

  private static final Choice<StatsReply> NICIRA_REPLIES_10 =
      new Choice<StatsReply>()
          .on(0, StatsReply.FlowReply.class, StatsReply.FlowReply.of(FlowStats.NICIRA, true))
          .on(1, StatsReply.AggregateReply.class, StatsReply.AggregateReply.of(true))
          .on(2, StatsReply.FlowMonitorReply.class, StatsReply.FlowMonitorReply.LAYOUT)
          .on(7, StatsReply.GroupReply.class, StatsReply.GroupReply.LAYOUT)
          .on(8, StatsReply.GroupDescReply.class, StatsReply.GroupDescReply.of(GroupDesc.NICIRA))
          .on(9, StatsReply.GroupFeaturesReply.class, StatsReply.GroupFeaturesReply.LAYOUT);

  private static final Choice<StatsReply> ONF_REPLIES_13 =
      new Choice<StatsReply>()
          .on(1870, StatsReply.FlowMonitorReply.class, StatsReply.FlowMonitorReply.LAYOUT);

  private static final Choice<StatsRequest> NICIRA_REQUESTS_13 = ipfix();
  private static final Choice<StatsRequest> NO_REQUESTS = new Choice<>();
  private static final Choice<StatsReply> NO_REPLIES = new Choice<>();

  private MultipartTables() {}

  private static Choice<StatsRequest> ipfix() {
    return new Choice<StatsRequest>()
        .on(
            3,
            StatsRequest.IpfixRequest.class,
            r -> !r.flows(),
            StatsRequest.IpfixRequest.of(false))
        .on(
            4,
            StatsRequest.IpfixRequest.class,
            StatsRequest.IpfixRequest::flows,
            StatsRequest.IpfixRequest.of(true));
  }

  static Choice<StatsRequest> requests(Wire w) {
    return w.is10() ? REQUESTS_10 : REQUESTS_13;
  }

  static Choice<StatsRequest> niciraRequests(Wire w) {
    return w.is10() ? NICIRA_REQUESTS_10 : NICIRA_REQUESTS_13;
  }

  static Choice<StatsRequest> onfRequests(Wire w) {
    return w.is10() ? NO_REQUESTS : ONF_REQUESTS_13;
  }

  static Choice<StatsReply> replies(Wire w) {
    return w.is10() ? REPLIES_10 : REPLIES_13;
  }

  static Choice<StatsReply> niciraReplies(Wire w) {
    return w.is10() ? NICIRA_REPLIES_10 : NO_REPLIES;
  }

  static Choice<StatsReply> onfReplies(Wire w) {
    return w.is10() ? NO_REPLIES : ONF_REPLIES_13;
  }
}

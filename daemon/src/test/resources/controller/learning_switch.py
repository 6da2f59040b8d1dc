"""A learning switch for OpenFlow 1.3 on os-ken's framework: what controllers of its kind all do.

A table-miss entry sends to the controller what no flow knows. Each packet-in teaches a source
address; a packet to a known address gets a flow, one to an unknown is flooded by packet-out.
"""

from os_ken.base import app_manager
from os_ken.controller import handler, ofp_event
from os_ken.lib.packet import ether_types, ethernet, packet
from os_ken.ofproto import ofproto_v1_3


class LearningSwitch(app_manager.OSKenApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ports = {}  # by datapath and address

    @handler.set_ev_cls(ofp_event.EventOFPSwitchFeatures, handler.CONFIG_DISPATCHER)
    def on_features(self, event):
        dp = event.msg.datapath
        everything = dp.ofproto_parser.OFPMatch()
        send = dp.ofproto_parser.OFPActionOutput(
            dp.ofproto.OFPP_CONTROLLER, dp.ofproto.OFPCML_NO_BUFFER)
        self.add_flow(dp, 0, everything, [send])
        self.logger.info("switch %016x is here", dp.id)

    @handler.set_ev_cls(ofp_event.EventOFPPacketIn, handler.MAIN_DISPATCHER)
    def on_packet_in(self, event):
        msg = event.msg
        dp = msg.datapath
        came_from = msg.match["in_port"]
        eth = packet.Packet(msg.data).get_protocol(ethernet.ethernet)
        if eth.ethertype == ether_types.ETH_TYPE_LLDP:
            return
        self.ports[dp.id, eth.src] = came_from
        goes_to = self.ports.get((dp.id, eth.dst), dp.ofproto.OFPP_FLOOD)
        actions = [dp.ofproto_parser.OFPActionOutput(goes_to)]
        if goes_to != dp.ofproto.OFPP_FLOOD:
            match = dp.ofproto_parser.OFPMatch(
                in_port=came_from, eth_src=eth.src, eth_dst=eth.dst)
            self.add_flow(dp, 1, match, actions)
        dp.send_msg(dp.ofproto_parser.OFPPacketOut(
            datapath=dp, buffer_id=dp.ofproto.OFP_NO_BUFFER, in_port=came_from,
            actions=actions, data=msg.data))

    @handler.set_ev_cls(ofp_event.EventOFPPortStatus, handler.MAIN_DISPATCHER)
    def on_port_status(self, event):
        desc = event.msg.desc
        self.logger.info("port %d state %d", desc.port_no, desc.state)

    @handler.set_ev_cls(ofp_event.EventOFPErrorMsg, handler.MAIN_DISPATCHER)
    def on_error(self, event):
        self.logger.error("refused: type %d code %d", event.msg.type, event.msg.code)

    def add_flow(self, dp, priority, match, actions):
        apply = dp.ofproto_parser.OFPInstructionActions(
            dp.ofproto.OFPIT_APPLY_ACTIONS, actions)
        dp.send_msg(dp.ofproto_parser.OFPFlowMod(
            datapath=dp, priority=priority, match=match, instructions=[apply]))

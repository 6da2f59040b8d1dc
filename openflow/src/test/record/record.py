#!/usr/bin/env python3
"""Records what ovs-ofctl and a real Open vSwitch say to each other, for the codec's tests.

usage: record.py OUTPUT-DIRECTORY      (with openvswitch-switch installed; as root)

Starts an ovsdb-server and an ovs-vswitchd of its own with dummy ports in a temporary directory, runs
the commands below through a proxy, and writes OUTPUT-DIRECTORY/of10.txt and of13.txt. In them

    $ COMMAND        SWITCH is the proxy's socket
    > HEX            a message that ovs-ofctl sent
    < HEX            a message that Open vSwitch sent
    = TEXT           what `ovs-ofctl ofp-print` says of the message above, \\n for the end of a line

A message that differs from an earlier one only in its xid is left out.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

MATCHES = [
    'in_port=1', 'in_port=LOCAL', 'dl_src=00:11:22:33:44:55/ff:ff:ff:00:00:00,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00',
    'dl_type=0x1234', 'dl_vlan=5,dl_vlan_pcp=3', 'vlan_tci=0x1000/0x1000', 'vlan_tci=0',
    'ip,nw_src=10.0.0.0/8,nw_dst=192.168.1.1,nw_tos=32', 'tcp,tp_src=80,tp_dst=0x1000/0xf000',
    'udp,tp_src=53', 'sctp,tp_dst=9', 'icmp,icmp_type=8,icmp_code=0', 'arp,arp_op=1,arp_spa=10.0.0.0/24,arp_tpa=10.0.0.2',
    'arp,arp_sha=00:00:00:00:00:01,arp_tha=00:00:00:00:00:02', 'ipv6,ipv6_src=2001:db8::/32,ipv6_dst=2001:db8::1,ipv6_label=0x12345',
    'icmp6,icmp_type=135,icmp_code=0,nd_target=2001::1,nd_sll=00:00:00:00:00:03', 'icmp6,icmp_type=136,icmp_code=0,nd_tll=00:00:00:00:00:04',
    'tcp,tcp_flags=+syn-ack', 'tcp6,tcp_flags=0x12/0x3f', 'ip,ip_frag=later', 'ip,nw_ttl=64', 'ip,nw_ecn=1', 'ip,nw_proto=89',
    'reg0=1,reg3=0x10/0xf0,reg15=7', 'metadata=5,tun_id=0x10/0xff', 'pkt_mark=3', 'ct_state=+trk+new,ct_zone=5,ct_mark=1/3,ct_label=0x1234',
    'ct_state=+trk+est,ip,ct_nw_src=10.0.0.1', 'tun_src=1.2.3.4,tun_dst=5.6.7.8', 'tun_ipv6_dst=::1', 'mpls,mpls_label=5,mpls_tc=2,mpls_bos=1', 'conj_id=7,ip',
    'dp_hash=1/3', 'tun_gbp_id=5', 'xxreg1=5', 'recirc_id=0', 'mpls,mpls_ttl=7',
]
MATCHES_13 = ['xreg1=0x123456789', 'xreg0=0xff00/0xff00', 'actset_output=1']
ACTIONS = [
    'drop', 'output:2', 'NORMAL', 'FLOOD', 'ALL', 'IN_PORT', 'LOCAL', 'CONTROLLER:128', 'controller(reason=no_match,max_len=96,id=5)',
    'controller(userdata=01.02.03.04.05,pause)', 'controller(max_len=5,userdata=aa,meter_id=3)', 'mod_vlan_vid:5,output:2', 'mod_vlan_pcp:3,output:2', 'strip_vlan,output:2',
    'mod_dl_src:00:00:00:00:00:01,mod_dl_dst:00:00:00:00:00:02,output:1', 'resubmit:1', 'resubmit(,5)', 'resubmit(2,7)', 'resubmit(1,2,ct)',
    'set_tunnel:5,output:2', 'set_tunnel64:0x123456789,output:2', 'set_queue:3,output:2,pop_queue', 'note:01.02.03', 'note:01.02.03.04.05.06.07',
    'move:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15]', 'load:5->NXM_NX_REG1[3..10]', 'load:0x1->NXM_OF_VLAN_TCI[]',
    'load:1->NXM_NX_REG0[],output:NXM_NX_REG0[0..15]', 'output(port=2,max_len=100)', 'output:NXM_NX_REG1[5..10]',
    'multipath(symmetric_l4,1024,modulo_n,4,0,NXM_NX_REG0[0..5])', 'multipath(eth_src,50,iter_hash,10,7,NXM_NX_REG1[])',
    'bundle(symmetric_l4,60,hrw,ofport,slaves:1,2)', 'bundle_load(eth_src,0,active_backup,ofport,NXM_NX_REG0[],slaves:2)',
    'learn(table=1,idle_timeout=5,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])',
    'learn(table=2,hard_timeout=9,priority=7,cookie=5,send_flow_rem,delete_learned,dl_type=0x800,nw_src=1.2.3.4,load:7->NXM_NX_REG0[0..7],fin_idle_timeout=2)',
    'learn(table=3,limit=10,result_dst=reg0[5],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_NX_REG1[]->NXM_NX_REG2[])',
    'exit', 'ct_clear', 'fin_timeout(idle_timeout=5,hard_timeout=10)', 'push:NXM_NX_REG2[1..5],pop:NXM_NX_REG3[1..5]',
    'sample(probability=3,collector_set_id=4,obs_domain_id=5,obs_point_id=6)',
    'sample(probability=3,collector_set_id=4,obs_domain_id=5,obs_point_id=6,sampling_port=2)',
    'sample(probability=3,collector_set_id=4,obs_domain_id=5,obs_point_id=6,sampling_port=2,egress)',
    'ct(commit)', 'ct(table=4,zone=5)', 'ct(commit,force,zone=NXM_NX_REG0[0..15],exec(load:1->NXM_NX_CT_MARK[],set_field:0x5->ct_label))',
    'clone(set_field:00:00:00:00:00:09->eth_src,output:1),output:2', 'set_field:5->reg2', 'set_field:5/7->reg2', 'set_field:7->metadata', 'set_field:0x123->tun_id', 'set_field:0x5/0xf->xxreg0',
    'set_field:1.2.3.4->tun_dst', 'set_field:3->pkt_mark', 'check_pkt_larger(1500)->NXM_NX_REG0[3]',
]
ACTIONS_IP = [
    'mod_nw_src:1.2.3.4,mod_nw_dst:5.6.7.8,output:2', 'mod_nw_tos:16,output:2', 'dec_ttl,output:2', 'dec_ttl(1,2,3),output:2', 'set_field:5.5.5.5->nw_src', 'mod_nw_ttl:5',
    'mod_tp_src:5,mod_tp_dst:6,output:2', 'ct(commit,zone=1,nat(src=10.0.0.1-10.0.0.9:1000-2000,random))', 'ct(nat,table=1)',
    'push_mpls:0x8847,set_field:5->mpls_label,set_field:2->mpls_tc,output:2', 'ct(commit,nat(dst=10.1.1.1,persistent,hash))',
]
OTHERS = [
    "add-flow SWITCH 'conj_id=7,ip,actions=output:1'", "add-flow SWITCH 'ip,nw_src=1.1.1.1,actions=conjunction(7,1/2)'",
    "add-flow SWITCH 'ip,nw_src=1.1.1.2,actions=conjunction(7,2/2)'",
    "add-flow SWITCH 'table=3,priority=7,cookie=0x1234,idle_timeout=5,hard_timeout=6,send_flow_rem,check_overlap,in_port=1,actions=2'",
    "add-flow SWITCH 'table=4,reset_counts,actions=2'",
    "mod-flows SWITCH 'table=3,in_port=1,actions=LOCAL'", "mod-flows --strict SWITCH 'table=3,priority=7,in_port=1,actions=1'",
    "mod-flows SWITCH 'cookie=0x12/0xff,actions=1'",
    "del-flows SWITCH 'table=3,out_port=1'", "del-flows --strict SWITCH 'table=3,priority=7,in_port=1'", "del-flows SWITCH 'cookie=5/-1'",
    "add-flow SWITCH 'mpls,actions=dec_mpls_ttl,set_mpls_ttl(5),pop_mpls:0x800,output:2'",
    "add-flow SWITCH 'mpls,actions=set_mpls_label(5),set_mpls_tc(2),output:2'",
    'show SWITCH', 'dump-desc SWITCH', 'dump-tables SWITCH', 'dump-flows SWITCH', 'dump-flows SWITCH table=0,in_port=1', 'dump-aggregate SWITCH', 'dump-aggregate SWITCH table=2',
    'dump-flows SWITCH out_port=2,cookie=1/3', 'dump-ports SWITCH', 'dump-ports SWITCH 1', 'dump-ports-desc SWITCH', 'mod-port SWITCH p1 no-flood', 'mod-port SWITCH p1 flood', 'get-frags SWITCH',
    'set-frags SWITCH nx-match', 'set-frags SWITCH normal', "packet-out SWITCH 'in_port=CONTROLLER packet=ffffffffffff0000000000010800 actions=output:1'",
    "packet-out SWITCH 'in_port=1 packet=ffffffffffff0000000000010800 actions=set_field:5->reg0,resubmit(,0)'", 'queue-stats SWITCH', 'queue-get-config SWITCH 1', 'probe SWITCH', 'ping SWITCH 10',
    'dump-tlv-map SWITCH', "add-tlv-map SWITCH '{class=0xffff,type=0,len=4}->tun_metadata0'", 'dump-tlv-map SWITCH', 'del-tlv-map SWITCH', 'ct-flush SWITCH zone=5', 'ct-flush SWITCH',
]
OTHERS_13 = [
    "add-group SWITCH 'group_id=1,type=all,bucket=output:1,bucket=output:2'",
    "add-group SWITCH 'group_id=2,type=select,bucket=weight:5,output:1,bucket=weight:7,set_field:00:00:00:00:00:01->eth_dst,output:2'",
    "add-group SWITCH 'group_id=3,type=indirect,bucket=output:1'", "add-group SWITCH 'group_id=4,type=ff,bucket=watch_port:1,output:1,bucket=watch_port:2,output:2'",
    "mod-group SWITCH 'group_id=3,type=indirect,bucket=output:2'", "--may-create mod-group SWITCH 'group_id=5,type=all,bucket=output:1'",
    "add-flow SWITCH 'in_port=2,actions=group:1'", 'dump-groups SWITCH', 'dump-groups SWITCH 2', 'dump-group-stats SWITCH', 'dump-group-features SWITCH', 'dump-flows SWITCH out_group=1', 'del-groups SWITCH group_id=1', 'del-groups SWITCH',
    "add-meter SWITCH 'meter=1,kbps,burst,stats,band=type=drop,rate=1000,burst_size=100'", "add-meter SWITCH 'meter=2,pktps,bands=type=drop,rate=5'", "mod-meter SWITCH 'meter=1,pktps,band=type=drop,rate=7'",
    "add-meter SWITCH 'meter=3,kbps,bands=type=dscp_remark,rate=5,prec_level=2'",
    "add-flow SWITCH 'in_port=2,actions=meter:2,output:1'", 'dump-meters SWITCH', 'dump-meter SWITCH 1', 'meter-stats SWITCH', 'meter-features SWITCH', 'del-meter SWITCH meter=1', 'del-meters SWITCH',
    "add-flow SWITCH 'in_port=1,actions=write_metadata:5/0xf,goto_table:3'", "add-flow SWITCH 'in_port=1,actions=clear_actions,write_actions(output:2,set_field:1->reg0),goto_table:2'",
    "add-flow SWITCH 'in_port=1,vlan_tci=0,actions=push_vlan:0x8100,set_field:4101->vlan_vid,output:2'", 'dump-table-features SWITCH', 'mod-table SWITCH 0 controller',
    "--bundle add-flow SWITCH 'table=9,in_port=1,actions=2'", "--bundle del-flows SWITCH table=9", "bundle SWITCH -", "--bundle add-groups SWITCH -", "--bundle replace-flows SWITCH -",
    "add-flow SWITCH 'ip,in_port=1,nw_frag=no,actions=move:OXM_OF_IPV4_SRC[]->OXM_OF_IPV4_DST[],output:2'",
]
STDIN = {
    'bundle SWITCH -': 'flow add table=9,actions=1\nflow modify table=9,actions=2\ngroup add group_id=9,type=all,bucket=output:1\npacket-out in_port=1 packet=ffffffffffff0000000000010800 actions=output:2\n',
    '--bundle add-groups SWITCH -': 'group_id=19,type=all,bucket=output:1\ngroup_id=20,type=all\n',
    '--bundle replace-flows SWITCH -': 'table=0,in_port=1,actions=2\ntable=200,actions=drop\n',
}

# A warning that ofp-print logs before it prints.
LOG = re.compile(r'^\d{4}-\d\d-\d\dT.*\n', re.M)


class Proxy:
    """Forwards each connection to the switch's socket and keeps the messages of both sides."""

    def __init__(self, path, target):
        self.target, self.log, self.lock = target, [], threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            switch = socket.socket(socket.AF_UNIX)
            switch.connect(self.target)
            threading.Thread(target=self.pump, args=(client, switch, '>'), daemon=True).start()
            threading.Thread(target=self.pump, args=(switch, client, '<'), daemon=True).start()

    def pump(self, source, sink, mark):
        data = b''
        try:
            while chunk := source.recv(65536):
                sink.sendall(chunk)
                data += chunk
                while len(data) >= 8 and len(data) >= (n := data[2] << 8 | data[3]) >= 8:
                    with self.lock:
                        self.log.append((mark, data[:n]))
                    data = data[n:]
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def take(self):
        with self.lock:
            log, self.log = self.log, []
        return log


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, **more)


def start_switch(directory):
    # Of ovs-ofctl too, whose monitor makes a socket there.
    os.environ.update(OVS_RUNDIR=directory, OVS_LOGDIR=directory, OVS_DBDIR=directory, OVS_SYSCONFDIR=directory)
    env = os.environ
    db = directory + '/db.sock'
    subprocess.check_call(['ovsdb-tool', 'create', directory + '/conf.db', '/usr/share/openvswitch/vswitch.ovsschema'], env=env)
    children = [subprocess.Popen(['ovsdb-server', directory + '/conf.db', '--remote=punix:' + db], env=env, stderr=subprocess.DEVNULL)]
    while not os.path.exists(db):
        time.sleep(0.05)
    vsctl = ['ovs-vsctl', '--db=unix:' + db, '--timeout=20']
    subprocess.check_call(vsctl + ['--no-wait', 'init'], env=env)
    children.append(subprocess.Popen(
        ['ovs-vswitchd', 'unix:' + db, '--enable-dummy=override', '--disable-system', '--unixctl=' + directory + '/ctl'],
        env=env, stderr=subprocess.DEVNULL))
    subprocess.check_call(vsctl + (
        'add-br br0 -- set bridge br0 datapath_type=dummy protocols=OpenFlow10,OpenFlow13 fail-mode=secure'
        ' other-config:datapath-id=00000000000000aa other-config:hwaddr=aa:55:aa:55:00:01'
        ' -- add-port br0 p1 -- set interface p1 type=dummy ofport_request=1'
        ' -- add-port br0 p2 -- set interface p2 type=dummy ofport_request=2').split(), env=env)
    return children, directory + '/br0.mgmt', directory + '/ctl'


def record(version, switch, ctl, directory, path):
    proxy_path = f'{directory}/proxy-{version}'
    proxy = Proxy(proxy_path, switch)
    seen, out = set(), []

    def keep(shown):
        lines = []
        for mark, message in proxy.take():
            # Of long ones (a table's features have 64 kB) one of each type is enough.
            identity = (mark, message[:2] + message[8:10] if len(message) > 4000 else message[:4] + message[8:])
            if identity in seen:
                continue
            seen.add(identity)
            text = run(['ovs-ofctl', 'ofp-print', message.hex()]).stdout
            lines += [f'{mark} {message.hex()}', '= ' + LOG.sub('', text).rstrip().replace('\n', '\\n')[:500]]
        if lines:
            out.extend([f'$ ovs-ofctl -O {version} {shown}'] + lines)

    commands = []
    for match in MATCHES + (MATCHES_13 if version == 'OpenFlow13' else []):
        commands.append(f"add-flow SWITCH '{match},actions=output:2'")
    for action in ACTIONS:
        commands.append(f"add-flow SWITCH 'in_port=1,actions={action}'")
    for action in ACTIONS_IP:
        commands.append(f"add-flow SWITCH 'tcp,actions={action}'")
    commands += OTHERS + (OTHERS_13 if version == 'OpenFlow13' else [])
    for command in commands:
        run(['sh', '-c', f'ovs-ofctl -O {version} ' + command.replace('SWITCH', 'unix:' + proxy_path)], input=STDIN.get(command, ''))
        keep(command)

    # Messages that come unasked: packets in three forms, flows that end, ports that change.
    packet = 'ffffffffffff00000000000108060001080006040001000000000001c0a80001000000000000c0a80002'
    for form, option in (('-P standard', 'watch:'), ('-P nxt_packet_in', 'invalid_ttl'), ('-P nxt_packet_in2', '65535')):
        monitor = subprocess.Popen(
            ['sh', '-c', f'exec ovs-ofctl -O {version} {form} monitor unix:{proxy_path} 65535 {option}'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        flow = ['ovs-ofctl', '-O', version, 'add-flow', 'unix:' + switch]
        run(['ovs-ofctl', '-O', version, 'del-flows', 'unix:' + switch])
        run(flow + ['cookie=0x5,in_port=1,actions=set_field:7->reg3,controller(userdata=01.02,max_len=40)'])
        run(['ovs-appctl', '-t', ctl, 'netdev-dummy/receive', 'p1', packet])
        run(flow + ['priority=9,cookie=0x9,hard_timeout=1,send_flow_rem,in_port=2,actions=drop'])
        run(['ovs-ofctl', '-O', version, 'mod-port', 'unix:' + switch, 'p2', 'down'])
        run(['ovs-ofctl', '-O', version, 'mod-port', 'unix:' + switch, 'p2', 'up'])
        time.sleep(2.2)
        monitor.terminate()
        monitor.wait()
        keep(f'{form} monitor SWITCH 65535 {option}'.strip())
    with open(path, 'w') as file:
        file.write('\n'.join(out) + '\n')
    print(path, sum(1 for line in out if line[0] in '<>'), 'messages')


def main():
    directory = tempfile.mkdtemp(prefix='record-')
    children, switch, ctl = start_switch(directory)
    try:
        for version, name in (('OpenFlow10', 'of10.txt'), ('OpenFlow13', 'of13.txt')):
            run(['ovs-ofctl', '-O', 'OpenFlow13', 'del-flows', 'unix:' + switch])
            record(version, switch, ctl, directory, os.path.join(sys.argv[1], name))
    finally:
        for child in reversed(children):
            child.terminate()
            child.wait()


main()

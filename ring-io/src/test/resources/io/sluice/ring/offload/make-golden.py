#!/usr/bin/env python3
"""Makes golden.txt with scapy: what a large packet must be cut into, what a checksum must become.

Each case is a line `name length gsoType gsoSize csumStart csumOffset`, then a line with the packet
as a guest leaves it, then one line for each frame that must come out, then an empty line.
Run: python3 make-golden.py > golden.txt
"""
from scapy.all import Ether, Dot1Q, IP, IPv6, IPv6ExtHdrDestOpt, PadN, TCP, UDP, Raw, checksum
import struct

V4, V6 = 1, 4


def payload(n):
    return bytes((i * 7 + i // 251) & 0xFF for i in range(n))



def pseudo(frame, start, proto):
    ip = frame[IP] if IP in frame else frame[IPv6]
    length = len(bytes(frame)) - start
    if IP in frame:
        data = bytes(ip)[12:20] + struct.pack("!BBH", 0, proto, length)
    else:
        data = bytes(ip)[8:40] + struct.pack("!II", length, proto)
    return ~checksum(data) & 0xFFFF


def large(l2, l3, flags, size, n, options, seq=0xFFFFF000):
    """The packet a guest gives, and the frames that scapy makes of it."""
    data = payload(n)
    def frame(part, seq, flags, ident):
        ip = l3()
        if IP in ip:
            ip[IP].id = ident & 0xFFFF
        return l2() / ip / TCP(sport=5001, dport=80, seq=seq & 0xFFFFFFFF, ack=77, flags=flags,
                               window=512, options=options) / Raw(part)
    whole = frame(data, seq, flags, 0xFFFE)
    start = len(bytes(whole)) - len(data) - (20 + len(bytes(TCP(options=options))) - 20)
    raw = bytearray(bytes(whole))
    raw[start + 16:start + 18] = struct.pack("!H", pseudo(whole, start, 6))
    out = []
    for k, at in enumerate(range(0, n, size)):
        f = flags
        if at + size < n:
            f = f.replace("F", "").replace("P", "")
        if k:
            f = f.replace("C", "")
        out.append(bytes(frame(data[at:at + size], seq + at, f, 0xFFFE + k)))
    return raw, out, start


def emit(name, raw, out, kind, size, start, offset):
    print(name, len(raw), kind, size, start, offset)
    print(bytes(raw).hex())
    for o in out:
        print(o.hex())
    print()


def unfinished(name, frame, start, offset, proto):
    good = bytes(frame)
    raw = bytearray(good)
    raw[start + offset:start + offset + 2] = struct.pack("!H", pseudo(frame, start, proto))
    emit(name, raw, [good], 0, 0, start, offset)


ether = lambda: Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
vlan = lambda: ether() / Dot1Q(vlan=100, prio=3)
v4 = lambda: IP(src="10.0.0.1", dst="10.0.0.2", flags="DF")
v4opt = lambda: IP(src="10.0.0.1", dst="10.0.0.2", options=b"\x01\x01\x01\x00")
v6 = lambda: IPv6(src="fd00::1", dst="fd00::2", fl=0x12345)
v6ext = lambda: v6() / IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 4)])
times = [("NOP", None), ("NOP", None), ("Timestamp", (1, 2))]

for name, l2, l3, flags, size, n, options, kind in [
    ("tcp4", ether, v4, "FPAC", 1448, 4000, times, V4),
    ("tcp4-odd", ether, v4, "PA", 333, 1001, [], V4),
    ("tcp4-exact", vlan, v4, "FA", 500, 1000, [], V4),
    ("tcp4-options", ether, v4opt, "PAC", 701, 1500, times, V4),
    ("tcp4-one", ether, v4, "FPAC", 1448, 100, times, V4),
    ("tcp6", ether, v6, "FPA", 1428, 3000, times, V6),
    ("tcp6-extension", vlan, v6ext, "PAC", 99, 500, [], V6),
]:
    raw, out, start = large(l2, l3, flags, size, n, options)
    emit(name, raw, out, kind, size, start, 16)

unfinished("udp4", ether() / v4() / UDP(sport=1, dport=2) / Raw(payload(333)), 34, 6, 17)
unfinished("udp6", ether() / v6() / UDP(sport=1, dport=2) / Raw(payload(1000)), 54, 6, 17)
unfinished("tcp4-csum", ether() / v4() / TCP(sport=1, dport=2) / Raw(payload(77)), 34, 16, 6)
# A UDP checksum that comes out as zero is sent as ffff.
zero = ether() / v4() / UDP(sport=1, dport=2) / Raw(b"\0\0")
rest = UDP(bytes(Ether(bytes(zero))[UDP])).chksum
zero = ether() / v4() / UDP(sport=1, dport=2) / Raw(struct.pack("!H", rest))
assert Ether(bytes(zero))[UDP].chksum == 0xFFFF
unfinished("udp4-zero", zero, 34, 6, 17)

#!/usr/bin/env python3
"""Breaks recorded messages and asks the real ovs-ofctl what is wrong with each.

usage: malform.py RECORDINGS-DIRECTORY       (with openvswitch-common installed)

Reads of10.txt and of13.txt there, changes one thing in requests of ovs-ofctl, and writes malformed.txt:

    ! ERROR HEX      what `ovs-ofctl ofp-print` says of the message: an error's name, or ok

The same recordings give the same file.
"""
import concurrent.futures
import random
import re
import subprocess
import sys

COUNT = 1500


def requests(directory):
    found = []
    for name in ('of10.txt', 'of13.txt'):
        with open(f'{directory}/{name}') as file:
            found += [bytes.fromhex(line[2:]) for line in file if line[0] == '>' and len(line) < 800]
    # Hello and echo carry anything.
    return [message for message in found if message[1] not in (0, 1, 2, 3) and len(message) > 8]


def mutate(message, chance):
    broken = bytearray(message)
    kind = chance.randrange(4)
    if kind == 0:
        broken[chance.randrange(8, len(broken))] ^= 1 << chance.randrange(8)
    elif kind == 1:
        broken[chance.randrange(8, len(broken))] = chance.choice((0, 1, 0xff, 0x7f, 0x10))
    elif kind == 2:
        broken = broken[:chance.randrange(8, len(broken))]
    else:
        broken += bytes(chance.choice((1, 2, 4, 8)))
    broken[2:4] = len(broken).to_bytes(2, 'big')
    return bytes(broken)


def verdict(message):
    text = subprocess.run(['ovs-ofctl', 'ofp-print', message.hex()], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=30).stdout
    error = re.search(r'\*\*\*decode error: (\w+)', text)
    return error.group(1) if error else 'ok'


def main():
    directory = sys.argv[1]
    chance = random.Random(13)
    all_requests = requests(directory)
    messages = list(dict.fromkeys(mutate(chance.choice(all_requests), chance) for _ in range(COUNT)))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(verdict, messages))
    with open(f'{directory}/malformed.txt', 'w') as file:
        for message, error in zip(messages, verdicts):
            file.write(f'! {error} {message.hex()}\n')
    print(len(messages), 'messages')


main()

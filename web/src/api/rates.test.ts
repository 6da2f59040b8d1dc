import { describe, expect, it } from 'vitest';
import { portKey, ratesBetween, sum } from './rates';
import type { Lane, Port, Switch } from './types';

function port(name: string, more: Partial<Port> = {}): Port {
  return {
    name, ofport: 1, kind: 'tap', detail: '', vlan: 'all', config: [], link: true, status: '', restarts: 0, lastFailure: '',
    lanes: [0], rxPackets: 0, rxBytes: 0, rxDrops: 0, txPackets: 0, txBytes: 0, drops: {}, ...more,
  };
}

function lane(more: Partial<Lane> = {}): Lane {
  return {
    index: 0, cpu: 0, busyNs: 0, idleNs: 0, packets: 0, exactHits: 0, megaflowHits: 0, slowPath: 0, drops: {}, queues: [], ...more,
  };
}

function state(seconds: number, ports: Port[], lanes: Lane[] = []): Switch {
  return {
    bridges: [{ name: 'br0', generation: 1, flows: 1, controllers: [], ports }],
    lanes,
    balance: { in: 0, copies: 0, out: 0, told: 0, dropped: 0, held: 0 },
    pool: { hugePages: false, chunkSize: 2048, chunks: 1, free: 1, usedBy: {} },
    uptimeNs: seconds * 1e9,
    takenAtNs: 7e9 + seconds * 1e9,
  };
}

const key = portKey('br0', 'a');

describe('rates', () => {
  it('are per second by the switch’s clock', () => {
    const rates = ratesBetween(state(1, [port('a', { rxPackets: 100 })]), state(3, [port('a', { rxPackets: 500 })]));
    expect(rates?.ports.get(key)?.rxPackets).toBe(200);
  });

  it('are unknown before there are two states, and across a start of the switch', () => {
    expect(ratesBetween(null, state(1, [port('a')]))).toBeNull();
    expect(ratesBetween(state(100, [port('a')]), state(1, [port('a')]))).toBeNull();
  });

  it('are unknown for a port that is new, or counts from the beginning again', () => {
    const rates = ratesBetween(
      state(1, [port('a', { rxPackets: 500 })]),
      state(2, [port('a', { rxPackets: 3 }), port('b', { rxPackets: 9 })]),
    );
    expect(rates?.ports.get(key)?.rxPackets).toBeNull();
    expect(rates?.ports.get(portKey('br0', 'b'))?.rxPackets).toBeNull();
  });

  it('count a reason from its first drop on', () => {
    const rates = ratesBetween(state(1, [port('a')]), state(2, [port('a', { drops: { 'no rule': 30, ttl: 4 } })]));
    expect(rates?.ports.get(key)?.byReason).toEqual({ 'no rule': 30, ttl: 4 });
    expect(rates?.ports.get(key)?.drops).toBe(34);
  });

  it('tell how busy a lane is between two states, not since its start', () => {
    const rates = ratesBetween(
      state(1, [], [lane({ busyNs: 1e9, idleNs: 0 })]),
      state(2, [], [lane({ busyNs: 1.25e9, idleNs: 0.75e9 })]),
    );
    expect(rates?.lanes.get(0)?.busyPercent).toBe(25);
  });

  it('add up where some are unknown', () => {
    expect(sum([null, 2, 3])).toBe(5);
    expect(sum([null])).toBeNull();
  });
});

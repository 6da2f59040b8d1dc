import type { Drops, Lane, Port, Switch } from './types';

// Rates are ours to work out, from two states and the time between them by the switch's clock: any counter has one.

/** Per second; null when there is none: no earlier state, or the counter began again. */
export type Rate = number | null;

export interface PortRates {
  rxPackets: Rate;
  rxBytes: Rate;
  txPackets: Rate;
  txBytes: Rate;
  drops: Rate;
  byReason: Record<string, Rate>;
}

export interface LaneRates {
  packets: Rate;
  exactHits: Rate;
  megaflowHits: Rate;
  slowPath: Rate;
  busyPercent: Rate;
}

export interface Rates {
  ports: Map<string, PortRates>;
  lanes: Map<number, LaneRates>;
}

/** Below this a state is as good as the one before it. */
const LEAST_SECONDS = 0.2;

export function rate(before: number | undefined, now: number, seconds: number): Rate {
  return before === undefined || now < before || seconds <= 0 ? null : (now - before) / seconds;
}

export function total(drops: Drops): number {
  return Object.values(drops).reduce((sum, n) => sum + n, 0);
}

export function portKey(bridge: string, port: string): string {
  return `${bridge}/${port}`;
}

/** Rates between two states of one run of a switch; null when they are of different runs, or too near. */
export function ratesBetween(before: Switch | null, now: Switch): Rates | null {
  if (before === null || now.uptimeNs < before.uptimeNs) {
    return null;
  }
  const seconds = (now.takenAtNs - before.takenAtNs) / 1e9;
  if (seconds < LEAST_SECONDS) {
    return null;
  }
  const ports = new Map<string, PortRates>();
  for (const bridge of now.bridges) {
    const old = before.bridges.find((b) => b.name === bridge.name);
    for (const port of bridge.ports) {
      const was = old?.ports.find((p) => p.name === port.name);
      ports.set(portKey(bridge.name, port.name), portRates(was, port, seconds));
    }
  }
  const lanes = new Map<number, LaneRates>();
  for (const lane of now.lanes) {
    const was = before.lanes.find((l) => l.index === lane.index);
    lanes.set(lane.index, laneRates(was, lane, seconds));
  }
  return { ports, lanes };
}

function portRates(was: Port | undefined, now: Port, seconds: number): PortRates {
  const byReason: Record<string, Rate> = {};
  for (const [reason, n] of Object.entries(now.drops)) {
    // A reason is listed from its first drop on.
    byReason[reason] = rate(was && (was.drops[reason] ?? 0), n, seconds);
  }
  return {
    rxPackets: rate(was?.rxPackets, now.rxPackets, seconds),
    rxBytes: rate(was?.rxBytes, now.rxBytes, seconds),
    txPackets: rate(was?.txPackets, now.txPackets, seconds),
    txBytes: rate(was?.txBytes, now.txBytes, seconds),
    drops: rate(was && total(was.drops), total(now.drops), seconds),
    byReason,
  };
}

function laneRates(was: Lane | undefined, now: Lane, seconds: number): LaneRates {
  const busy = rate(was?.busyNs, now.busyNs, 1);
  const idle = rate(was?.idleNs, now.idleNs, 1);
  return {
    packets: rate(was?.packets, now.packets, seconds),
    exactHits: rate(was?.exactHits, now.exactHits, seconds),
    megaflowHits: rate(was?.megaflowHits, now.megaflowHits, seconds),
    slowPath: rate(was?.slowPath, now.slowPath, seconds),
    busyPercent: busy === null || idle === null || busy + idle === 0 ? null : (100 * busy) / (busy + idle),
  };
}

/** Of several; null when none is known. */
export function sum(rates: Iterable<Rate>): Rate {
  let all: Rate = null;
  for (const r of rates) {
    if (r !== null) {
      all = (all ?? 0) + r;
    }
  }
  return all;
}

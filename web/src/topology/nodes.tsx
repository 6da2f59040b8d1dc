import type { Curve } from '../api/live';
import type { LaneRates, PortRates } from '../api/rates';
import { total } from '../api/rates';
import type { Bridge, Lane, Port } from '../api/types';
import { portHash } from '../route';
import { Bar } from '../ui/Bar';
import { CurveLines } from '../ui/Curve';
import { bits, count, percent, plural, pps } from '../ui/format';
import { health, healthWord, tagged, why } from '../ui/health';
import { Controllers } from './Controllers';

/** What the wires find their ends by. */
export const nodeId = {
  lane: (index: number) => `lane:${index}`,
  port: (bridge: string, port: string) => `port:${bridge}/${port}`,
  bridge: (bridge: string) => `bridge:${bridge}`,
};

export function PortNode(props: { bridge: string; port: Port; rates?: PortRates; curve?: Curve }) {
  const { bridge, port, rates, curve } = props;
  const state = health(port);
  const drops = rates?.drops ?? null;
  return (
    <a
      class={`node port ${state}`}
      id={`port-${bridge}-${port.name}`}
      href={portHash(bridge, port.name)}
      data-node={nodeId.port(bridge, port.name)}
      data-port={port.name}
      data-state={state}
    >
      <span class="light" aria-hidden="true" />
      <span class="who">
        <strong>{port.name}</strong>
        <span class="quiet">
          {port.kind} · port {port.ofport}
          {tagged(port) && ` · ${port.vlan}`}
        </span>
      </span>
      <span class="say">
        <span class="word">{healthWord(port)}</span>
        <span class="quiet status" title={port.status}>
          {why(port)}
        </span>
      </span>
      <span class="rates">
        <span class={rates?.rxPackets ? 'rx' : 'rx still'}>
          <span class="label">in</span> <b data-rate="rx">{pps(rates?.rxPackets ?? null)}</b>
          <span class="quiet">{bits(rates?.rxBytes ?? null)}</span>
        </span>
        <span class={rates?.txPackets ? 'tx' : 'tx still'}>
          <span class="label">out</span> <b data-rate="tx">{pps(rates?.txPackets ?? null)}</b>
          <span class="quiet">{bits(rates?.txBytes ?? null)}</span>
        </span>
      </span>
      <span class="tail">
        <CurveLines
          lines={[
            { points: curve?.rx ?? [], kind: 'rx' },
            { points: curve?.tx ?? [], kind: 'tx' },
          ]}
          width={110}
          height={26}
          points={60}
          label="packets a second in the last minute"
        />
        <span class={(drops ?? 0) > 0 ? 'drops now' : 'drops'}>
          {(drops ?? 0) > 0 ? `drops ${pps(drops)}` : total(port.drops) > 0 ? `${count(total(port.drops))} dropped` : 'no drops'}
          {port.restarts > 0 && ` · ${plural(port.restarts, 'restart')}`}
        </span>
      </span>
    </a>
  );
}

export function LaneNode({ lane, rates }: { lane: Lane; rates?: LaneRates }) {
  const busy = rates?.busyPercent ?? null;
  return (
    <a class="node lane" href="#/lanes" data-node={nodeId.lane(lane.index)}>
      <strong>Lane {lane.index}</strong>
      <span class="quiet">{lane.cpu === null ? 'not pinned' : `CPU ${lane.cpu}`}</span>
      <span class="busy">
        <Bar percent={busy} kind={(busy ?? 0) > 90 ? 'hot' : ''} />
        <span>{percent(busy)} busy</span>
      </span>
      <b>{pps(rates?.packets ?? null)}</b>
      <span class="quiet">{plural(lane.queues.length, 'queue')}</span>
    </a>
  );
}

export function BridgeNode({ bridge }: { bridge: Bridge }) {
  return (
    <div class="column hubs">
      <a class="node hub" href="#/flows" data-node={nodeId.bridge(bridge.name)}>
        <strong>{bridge.name}</strong>
        <span>{plural(bridge.flows, 'flow')}</span>
        <span class="quiet">generation {count(bridge.generation)}</span>
      </a>
      <Controllers bridge={bridge.name} controllers={bridge.controllers} />
    </div>
  );
}

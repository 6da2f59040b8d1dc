import { useRef } from 'preact/hooks';
import { totals, useLive } from '../api/live';
import { portKey, total } from '../api/rates';
import type { View } from '../registry';
import { bits, count, percent, pps } from '../ui/format';
import { health } from '../ui/health';
import { BridgeNode, LaneNode, PortNode } from '../topology/nodes';
import { Wires } from '../topology/wires';

/** Lanes poll ports, ports belong to bridges: the picture, with what passes now. */
function Topology() {
  const live = useLive();
  const picture = useRef<HTMLDivElement>(null);
  const now = live.now;
  if (now === null) {
    return <p class="empty">{live.silentSince === null ? 'Asking the switch …' : ''}</p>;
  }
  return (
    <>
      <Sums />
      <div class="topology" ref={picture}>
        <Wires within={picture} now={now} rates={live.rates} turn={live.turn} />
        <section class="column lanes" aria-label="Lanes">
          <h2>Lanes</h2>
          {now.lanes.map((l) => (
            <LaneNode key={l.index} lane={l} rates={live.rates?.lanes.get(l.index)} />
          ))}
        </section>
        <div class="bridges">
          <div class="heads" aria-hidden="true">
            <h2>Ports</h2>
            <h2>Bridges</h2>
          </div>
          {now.bridges.length === 0 && <p class="empty">No bridge yet: ./sluice add-br br0</p>}
          {now.bridges.map((b) => (
            <section key={b.name} class="bridge" aria-label={`Bridge ${b.name}`}>
              <div class="column ports">
                {b.ports.length === 0 && <p class="empty">No ports: ./sluice add-port {b.name} vh0 type=vhost-user …</p>}
                {b.ports.map((p) => (
                  <PortNode
                    key={p.name}
                    bridge={b.name}
                    port={p}
                    rates={live.rates?.ports.get(portKey(b.name, p.name))}
                    curve={live.curves.get(portKey(b.name, p.name))}
                  />
                ))}
              </div>
              <BridgeNode bridge={b} />
            </section>
          ))}
        </div>
      </div>
    </>
  );
}

function Sums() {
  const { now, rates } = useLive();
  const all = totals(rates);
  const ports = now!.bridges.flatMap((b) => b.ports);
  const up = ports.filter((p) => health(p) === 'up').length;
  const dropped = now!.balance?.dropped ?? ports.reduce((n, p) => n + total(p.drops), 0);
  const pool = now!.pool;
  const used = 100 * (1 - pool.free / Math.max(1, pool.chunks));
  return (
    <dl class="sums">
      <Sum label="In" value={pps(all.rxPackets)} note={bits(all.rxBytes)} kind="rx" />
      <Sum label="Out" value={pps(all.txPackets)} note="all ports" kind="tx" />
      <Sum label="Drops" value={pps(all.drops)} note={`${count(dropped)} since start`} kind={(all.drops ?? 0) > 0 ? 'drop' : ''} />
      <Sum label="Ports up" value={`${up} of ${ports.length}`} note={up < ports.length ? 'see below' : 'every one'} kind={up < ports.length ? 'bad' : ''} />
      <Sum label="Flows" value={count(now!.bridges.reduce((n, b) => n + b.flows, 0))} note={`in ${now!.bridges.length} bridge${now!.bridges.length === 1 ? '' : 's'}`} />
      <Sum label="Packet pool" value={percent(used)} note={`of ${count(pool.chunks)} chunks`} kind={used > 90 ? 'bad' : ''} />
    </dl>
  );
}

function Sum({ label, value, note, kind = '' }: { label: string; value: string; note: string; kind?: string }) {
  return (
    <div class={`sum ${kind}`}>
      <dt>{label}</dt>
      <dd>
        <strong>{value}</strong>
        <span>{note}</span>
      </dd>
    </div>
  );
}

export const view: View = { id: 'topology', title: 'Topology', order: 10, Component: Topology };

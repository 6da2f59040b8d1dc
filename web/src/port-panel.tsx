import { useEffect, useMemo, useRef } from 'preact/hooks';
import { api } from './api/client';
import { useLive } from './api/live';
import { usePolled } from './api/polled';
import { portKey, type PortRates } from './api/rates';
import type { Actor, ActorDetails, Happening, Port } from './api/types';
import { details } from './registry';
import { CurveLines, top } from './ui/Curve';
import { bits, count, pps, span } from './ui/format';
import { Happenings } from './ui/Happenings';
import { health, healthWord, tagged, why } from './ui/health';

/** One port, beside the picture: what passes, its rings, its drops, its actors and what became of them. */
export function PortPanel({ bridge, port: name }: { bridge: string; port: string }) {
  const live = useLive();
  const panel = useRef<HTMLElement>(null);
  const port = live.now?.bridges.find((b) => b.name === bridge)?.ports.find((p) => p.name === name);
  const path = `switch/bridges/${bridge}/${name}`;
  const actors = usePolled<{ actors: Actor[] }>(api('actors', { under: path }));

  useEffect(() => {
    panel.current?.focus();
    const key = (e: KeyboardEvent) => {
      if (e.key === 'Escape') {
        close(bridge, name);
      }
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);

  const list = actors.value?.actors ?? [];
  return (
    <aside class="panel" ref={panel} tabIndex={-1} role="dialog" aria-label={`Port ${name} of ${bridge}`}>
      <div class="top">
        <h2>{name}</h2>
        <span class="quiet">{bridge}</span>
        <button type="button" class="close" onClick={() => close(bridge, name)} aria-label="Close">
          ✕ <kbd>Esc</kbd>
        </button>
      </div>
      {port === undefined ? (
        <p class="empty">{live.now === null ? 'Asking the switch …' : `There is no port ${name} in ${bridge} now.`}</p>
      ) : (
        <>
          <Summary port={port} />
          <Traffic bridge={bridge} port={port} />
        </>
      )}
      {list.map((a) => (
        <ActorPart key={a.path} actor={a} />
      ))}
      {port !== undefined && <DropsPart port={port} rates={live.rates?.ports.get(portKey(bridge, name))} />}
      <ActorsPart actors={list} problem={actors.problem} under={path} />
      <HistoryPart path={path} />
    </aside>
  );
}

/** The port's card has the focus again. */
function close(bridge: string, port: string) {
  location.hash = '#/topology';
  requestAnimationFrame(() => document.getElementById(`port-${bridge}-${port}`)?.focus());
}

function Summary({ port }: { port: Port }) {
  const state = health(port);
  return (
    <div class={`summary ${state}`}>
      <p>
        <span class="light" aria-hidden="true" />
        <strong>{healthWord(port)}</strong> <span>{why(port)}</span>
      </p>
      {port.lastFailure !== '' && <p class="bad">Last failure: {port.lastFailure}</p>}
      <dl class="facts">
        <Fact name="Kind" value={port.kind} />
        <Fact name="OpenFlow port" value={String(port.ofport)} />
        {tagged(port) && <Fact name="VLAN" value={port.vlan} />}
        <Fact name="Lanes" value={port.lanes.length === 0 ? 'none' : port.lanes.join(', ')} />
        <Fact name="Restarts" value={count(port.restarts)} />
        {port.config.length > 0 && <Fact name="Set" value={port.config.join(', ')} />}
        {port.detail !== '' && <Fact name="Where" value={port.detail} wide />}
      </dl>
    </div>
  );
}

function Fact({ name, value, wide = false }: { name: string; value: string; wide?: boolean }) {
  return (
    <div class={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Traffic({ bridge, port }: { bridge: string; port: Port }) {
  const live = useLive();
  const key = portKey(bridge, port.name);
  const r = live.rates?.ports.get(key);
  const curve = live.curves.get(key);
  const lines = [
    { points: curve?.rx ?? [], kind: 'rx' },
    { points: curve?.tx ?? [], kind: 'tx' },
    { points: curve?.drops ?? [], kind: 'drop' },
  ];
  return (
    <section aria-label="Traffic">
      <h3>
        Traffic <span class="quiet">two minutes, top {pps(top(lines.flatMap((l) => l.points)))}</span>
      </h3>
      <CurveLines lines={lines} width={480} height={110} points={120} label="packets a second: in, out, drops" />
      <table class="traffic">
        <tbody>
          <Way kind="rx" name="in" packets={r?.rxPackets} bytes={r?.rxBytes} all={port.rxPackets} />
          <Way kind="tx" name="out" packets={r?.txPackets} bytes={r?.txBytes} all={port.txPackets} />
        </tbody>
      </table>
    </section>
  );
}

function Way(props: { kind: string; name: string; packets?: number | null; bytes?: number | null; all: number }) {
  return (
    <tr class={props.kind}>
      <th scope="row">{props.name}</th>
      <td>
        <b>{pps(props.packets ?? null)}</b>
      </td>
      <td>{bits(props.bytes ?? null)}</td>
      <td class="quiet">{count(props.all)} packets</td>
    </tr>
  );
}

/** What its kind has to show; kinds without a file in details/ are in the list of actors only. */
function ActorPart({ actor }: { actor: Actor }) {
  const detail = useMemo(() => details.find((d) => d.kind === actor.kind), [actor.kind]);
  const polled = usePolled<ActorDetails>(detail ? api(`actors/${actor.path}`) : null, 500);
  if (!detail || polled.value === null) {
    return null;
  }
  return (
    <section class={`part ${detail.kind}`} aria-label={detail.title(polled.value)}>
      <h3>{detail.title(polled.value)}</h3>
      {polled.value.details === null || polled.value.detailsProblem ? (
        <p class="empty">{polled.value.detailsProblem || 'nothing to show'}</p>
      ) : (
        <detail.Component actor={polled.value} polled={polled} />
      )}
    </section>
  );
}

function DropsPart({ port, rates }: { port: Port; rates?: PortRates }) {
  const reasons = Object.entries(port.drops).sort((a, b) => b[1] - a[1]);
  return (
    <section aria-label="Drops">
      <h3>Drops</h3>
      {reasons.length === 0 ? (
        <p class="empty">None since the port's start.</p>
      ) : (
        <table class="plain">
          <tbody>
            {reasons.map(([reason, n]) => (
              <tr key={reason} class={(rates?.byReason[reason] ?? 0) > 0 ? 'drop' : undefined}>
                <th scope="row">{reason}</th>
                <td class="number">{count(n)}</td>
                <td class="number">{pps(rates?.byReason[reason] ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ActorsPart({ actors, problem, under }: { actors: Actor[]; problem: string; under: string }) {
  return (
    <section aria-label="Actors">
      <h3>Actors</h3>
      {actors.length === 0 ? (
        <p class="empty">{problem || 'Asking the switch …'}</p>
      ) : (
        <table class="plain">
          <thead>
            <tr>
              <th>Actor</th>
              <th>State</th>
              <th class="number">Lane</th>
              <th class="number">Mailbox</th>
              <th class="number">Restarts</th>
              <th class="number">Age</th>
            </tr>
          </thead>
          <tbody>
            {actors.map((a) => (
              <tr key={a.path} class={a.state === 'running' ? undefined : 'bad'} title={a.lastFailure}>
                <th scope="row">
                  {a.kind} <span class="quiet">{a.path.slice(under.length + 1)}</span>
                </th>
                <td>{a.state}</td>
                <td class="number">{a.lane ?? '–'}</td>
                <td class="number">{count(a.mailboxDepth)}</td>
                <td class="number">{count(a.restarts)}</td>
                <td class="number">{span(a.ageSeconds * 1e9)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function HistoryPart({ path }: { path: string }) {
  const history = usePolled<{ events: Happening[] }>(api('history', { path }));
  return (
    <section aria-label="History">
      <h3>History</h3>
      {history.value === null ? (
        <p class="empty">{history.problem || 'Asking the switch …'}</p>
      ) : (
        <Happenings list={[...history.value.events].reverse().slice(0, 100)} paths={false} />
      )}
    </section>
  );
}

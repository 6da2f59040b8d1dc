import { api } from '../api/client';
import { useLive } from '../api/live';
import { usePolled } from '../api/polled';
import type { Lane, LaneTimes, Times } from '../api/types';
import type { LaneRates } from '../api/rates';
import type { View } from '../registry';
import { Bar } from '../ui/Bar';
import { count, percent, pps, span } from '../ui/format';

/** Each lane: how busy, with what, and how long its cycles take. */
function LanesView() {
  const live = useLive();
  const times = usePolled<{ lanes: LaneTimes[] }>(api('lanes'));
  return (
    <div class="cards">
      {(live.now?.lanes ?? []).map((lane) => (
        <LaneCard
          key={lane.index}
          lane={lane}
          rates={live.rates?.lanes.get(lane.index)}
          times={times.value?.lanes.find((t) => t.index === lane.index)}
          before={times.before?.lanes.find((t) => t.index === lane.index)}
        />
      ))}
    </div>
  );
}

function LaneCard(props: { lane: Lane; rates?: LaneRates; times?: LaneTimes; before?: LaneTimes }) {
  const { lane, rates, times } = props;
  const busy = rates?.busyPercent ?? null;
  return (
    <section class="card" aria-label={`Lane ${lane.index}`}>
      <h2>
        Lane {lane.index} <span class="quiet">{lane.cpu === null ? 'not pinned' : `CPU ${lane.cpu}`}</span>
      </h2>
      <p class="busy">
        <Bar percent={busy} kind={(busy ?? 0) > 90 ? 'hot' : ''} />
        <strong>{percent(busy)}</strong> busy · <strong>{pps(rates?.packets ?? null)}</strong>
      </p>
      <dl class="facts">
        <Fact name="Exact cache" value={pps(rates?.exactHits ?? null)} />
        <Fact name="Megaflows" value={pps(rates?.megaflowHits ?? null)} />
        <Fact name="Slow path" value={pps(rates?.slowPath ?? null)} />
        {times && <Fact name="Longest cycle" value={span(times.longestCycleNs)} />}
        {times && <Fact name="Longest poll" value={`${span(times.longestPollNs)} ${times.longestPoller}`} />}
        {times && <Fact name="Faults" value={count(times.failedPollers + times.memoryFaults + times.failedTasks)} />}
      </dl>
      {times?.cycleTimes && <Histogram title="Cycles, by how long they take" bars={times.cycleTimes.map((t) => [t, t.cycles])} />}
      {lane.queues.length > 0 && (
        <>
          <h3>Queues</h3>
          <table class="plain">
            <tbody>
              {lane.queues.map((q) => {
                const share = q.busyPercent ?? (q.busyShare ?? 0) * 100;
                return (
                  <tr key={q.name}>
                    <th scope="row">
                      {q.name} {q.fixed && <span class="quiet">fixed here</span>}
                    </th>
                    <td class="share">
                      <Bar percent={share} />
                    </td>
                    <td class="number">{percent(share)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** By powers of two; as high as the logarithm, so that one stall among billions is seen. */
function Histogram({ title, bars }: { title: string; bars: [Times, number][] }) {
  const most = Math.max(1, ...bars.map(([, n]) => Math.log10(n + 1)));
  return (
    <figure class="histogram">
      <figcaption>{title}</figcaption>
      <div class="columns">
        {bars.map(([t, n]) => (
          <span
            key={t.fromNs}
            class={t.fromNs >= 1e6 ? 'column stall' : 'column'}
            title={`${span(t.fromNs)} to ${span(t.toNs)}: ${count(n)}`}
          >
            <i style={{ height: `${(70 * Math.log10(n + 1)) / most}px` }} />
            <small>{span(t.fromNs)}</small>
          </span>
        ))}
      </div>
    </figure>
  );
}

export const view: View = { id: 'lanes', title: 'Lanes', order: 30, Component: LanesView };

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { useLive } from '../api/live';
import { usePolled } from '../api/polled';
import { rate, sum, type Rate } from '../api/rates';
import type { Flow, Flows } from '../api/types';
import type { View } from '../registry';
import { Bar } from '../ui/Bar';
import { BridgeChoice } from '../ui/Choice';
import { count, percent, plural, pps, span } from '../ui/format';
import { matches } from '../ui/search';
import { Head, ordered, type Order } from '../ui/Sorted';

const PAGE = 1000;
/** As many as the switch gives at once: what is searched in. */
const SEARCHED = 10_000;

interface Row extends Flow {
  key: string;
  rate: Rate;
}

/** The flow tables, with who is hit how often. */
function FlowsView() {
  const live = useLive();
  const [chosen, setChosen] = useState('');
  const [words, setWords] = useState('');
  const [filter, setFilter] = useState('');
  const [offset, setOffset] = useState(0);
  const [order, setOrder] = useState<Order>({ by: 'rate', down: true });
  const bridges = live.now?.bridges ?? [];
  const bridge = bridges.some((b) => b.name === chosen) ? chosen : (bridges[0]?.name ?? '');
  const many = useRef(false);
  const page = many.current && words.trim() !== '' ? SEARCHED : PAGE;
  const from = offset - (offset % page);
  const polled = usePolled<Flows>(
    bridge === '' ? null : api('flows', { bridge, filter, limit: page, offset: from === 0 ? '' : from }),
  );
  const rows = useMemo(() => rated(polled.before, polled.value, (polled.atMs - polled.beforeMs) / 1000), [polled.value]);
  const found = useMemo(
    () => ordered(rows.filter((r) => matches(r.text || `${r.match} ${r.actions}`, words)), order, value),
    [rows, words, order],
  );
  const all = sum(rows.map((r) => r.rate)) ?? 0;
  const total = polled.value?.total ?? 0;
  many.current = polled.value === null ? many.current : total > PAGE;
  const shown = found.slice(0, PAGE);

  return (
    <>
      <div class="tools">
        <BridgeChoice value={bridge} choose={setChosen} />
        <Search words={words} change={setWords} />
        <Filter
          apply={(f) => {
            setFilter(f);
            setOffset(0);
          }}
          problem={polled.problem}
        />
      </div>
      <Tiers />
      <p class="quiet" role="status" data-count={found.length}>
        {polled.value === null
          ? polled.problem || 'Asking the switch …'
          : said(found.length, rows.length, total, words)}
      </p>
      <div class="scroll">
        <table class="flows">
          <thead>
            <tr>
              <Head id="table" order={order} choose={setOrder} number>Table</Head>
              <Head id="priority" order={order} choose={setOrder} number>Priority</Head>
              <Head id="match" order={order} choose={setOrder}>Match</Head>
              <Head id="actions" order={order} choose={setOrder}>Actions</Head>
              <Head id="rate" order={order} choose={setOrder} number>Hits</Head>
              <th>Share</th>
              <Head id="packets" order={order} choose={setOrder} number>Packets</Head>
              <Head id="age" order={order} choose={setOrder} number>Age</Head>
            </tr>
          </thead>
          <tbody>
            {shown.map((r) => (
              <tr key={r.key} class={(r.rate ?? 0) > 0 ? 'hit' : undefined}>
                <td class="number">{r.table}</td>
                <td class="number">{r.priority}</td>
                <td class="code">{r.match || <span class="quiet">any packet</span>}</td>
                <td class="code">{r.actions}</td>
                <td class="number">{pps(r.rate)}</td>
                <td class="share">
                  <Bar percent={all > 0 ? (100 * (r.rate ?? 0)) / all : 0} />
                </td>
                <td class="number">{count(r.packets)}</td>
                <td class="number">{span(r.durationSeconds * 1e9)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > page && (
        <p class="pages">
          <button type="button" disabled={from === 0} onClick={() => setOffset(Math.max(0, from - page))}>
            Earlier
          </button>
          <span>
            {count(from + 1)} to {count(Math.min(total, from + page))} of {count(total)}
          </span>
          <button type="button" disabled={from + page >= total} onClick={() => setOffset(from + page)}>
            Later
          </button>
        </p>
      )}
    </>
  );
}

/** How many there are of how many. */
export function said(found: number, looked: number, total: number, words: string): string {
  const of = found < total ? ` of ${count(total)}` : '';
  if (words.trim() === '') {
    return `${plural(found, 'flow')}${of}`;
  }
  const shown = found > PAGE ? `, of which ${count(PAGE)} are shown` : '';
  const where = looked < total ? `, ${count(looked)} of them looked through` : '';
  return `${plural(found, 'flow')}${of} with these words${shown}${where}`;
}

/** Words in what is there; / comes here from anywhere. */
function Search({ words, change }: { words: string; change: (words: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === '/' && !(e.target instanceof HTMLInputElement)) {
        e.preventDefault();
        input.current?.focus();
      }
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, []);
  return (
    <label class="field grow">
      <span>
        Search <kbd>/</kbd>
      </span>
      <input
        ref={input}
        type="search"
        value={words}
        placeholder="words of a match or an action"
        onInput={(e) => change(e.currentTarget.value)}
      />
    </label>
  );
}

/** What the switch itself selects by, in the words of ovs-ofctl. */
function Filter({ apply, problem }: { apply: (filter: string) => void; problem: string }) {
  const [text, setText] = useState('');
  return (
    <form
      class="field grow"
      onSubmit={(e) => {
        e.preventDefault();
        apply(text.trim());
      }}
    >
      <label>
        <span>
          Match <kbd>Enter</kbd>
        </span>
        <input
          value={text}
          placeholder="as ovs-ofctl: tcp,nw_dst=10.0.0.0/8"
          aria-invalid={problem !== ''}
          onInput={(e) => setText(e.currentTarget.value)}
        />
      </label>
      {problem !== '' && (
        <p class="bad problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Who answers lookups, of all lanes together. */
function Tiers() {
  const lanes = [...(useLive().rates?.lanes.values() ?? [])];
  const exact = sum(lanes.map((l) => l.exactHits));
  const megaflow = sum(lanes.map((l) => l.megaflowHits));
  const slow = sum(lanes.map((l) => l.slowPath));
  const all = sum([exact, megaflow, slow]);
  const share = (r: Rate) => (r === null || !all ? null : (100 * r) / all);
  return (
    <dl class="tiers" aria-label="Which tier answers">
      {(
        [
          ['Exact cache', exact, 'exact'],
          ['Megaflows', megaflow, 'mega'],
          ['Slow path', slow, 'slow'],
        ] as [string, Rate, string][]
      ).map(([name, r, kind]) => (
        <div key={kind} class={kind}>
          <dt>{name}</dt>
          <dd>
            <strong>{percent(share(r))}</strong> <span class="quiet">{pps(r)}</span>
            <Bar percent={share(r)} kind={kind} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** With their hits a second: ours from two answers, else the switch's own. */
export function rated(before: Flows | null, now: Flows | null, seconds: number): Row[] {
  const old = new Map<string, number>();
  const id = (f: Flow) => `${f.table} ${f.priority} ${f.match}`;
  if (before !== null && before.bridge === now?.bridge) {
    before.flows.forEach((f) => old.set(id(f), f.packets));
  }
  return (now?.flows ?? []).map((f) => ({
    ...f,
    key: id(f),
    rate: f.packetsPerSecond ?? rate(old.get(id(f)), f.packets, seconds),
  }));
}

function value(row: Row, by: string): number | string {
  switch (by) {
    case 'rate':
      return row.rate ?? -1;
    case 'age':
      return row.durationSeconds;
    case 'match':
      return row.match;
    case 'actions':
      return row.actions;
    case 'table':
      return row.table;
    case 'priority':
      return row.priority;
    default:
      return row.packets;
  }
}

export const view: View = { id: 'flows', title: 'Flows', order: 20, Component: FlowsView };

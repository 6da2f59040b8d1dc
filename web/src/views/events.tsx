import { useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import { useLive } from '../api/live';
import { usePolled } from '../api/polled';
import type { Happening } from '../api/types';
import type { View } from '../registry';
import { Happenings } from '../ui/Happenings';
import { search } from '../ui/search';

/** What has happened: from before the page was opened too. */
function EventsView() {
  const live = useLive();
  const [words, setWords] = useState('');
  const history = usePolled<{ events: Happening[] }>(api('history', { path: 'switch' }), 10_000);
  const all = useMemo(() => merged(live.happenings, history.value?.events ?? []), [live.turn, history.value]);
  return (
    <>
      <div class="tools">
        <label class="field grow">
          <span>Search</span>
          <input type="search" value={words} placeholder="port, kind or text" onInput={(e) => setWords(e.currentTarget.value)} />
        </label>
      </div>
      <Happenings list={search(all, words, (h) => `${h.kind} ${h.path} ${h.text}`)} paths />
    </>
  );
}

/** Each once, the newest first. */
export function merged(a: Happening[], b: Happening[]): Happening[] {
  const once = new Map<string, Happening>();
  [...a, ...b].forEach((h) => once.set(`${h.sequence} ${h.atMs}`, h));
  return [...once.values()].sort((x, y) => y.atMs - x.atMs || y.sequence - x.sequence);
}

export const view: View = { id: 'events', title: 'Events', order: 70, Component: EventsView };

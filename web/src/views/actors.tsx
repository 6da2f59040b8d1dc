import { useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import { usePolled } from '../api/polled';
import type { Actor } from '../api/types';
import type { View } from '../registry';
import { count, percent, plural, span } from '../ui/format';
import { matches } from '../ui/search';

/** The tree of actors. */
function ActorsView() {
  const actors = usePolled<{ actors: Actor[]; total?: number }>(api('actors'));
  const [words, setWords] = useState('');
  const list = actors.value?.actors ?? [];
  const shown = useMemo(() => list.filter((a) => matches(`${a.path} ${a.kind} ${a.state}`, words)), [actors.value, words]);
  return (
    <>
      <div class="tools">
        <label class="field grow">
          <span>Search</span>
          <input type="search" value={words} placeholder="path, kind or state" onInput={(e) => setWords(e.currentTarget.value)} />
        </label>
      </div>
      <p class="quiet" role="status">
        {actors.value === null ? actors.problem || 'Asking the switch …' : plural(shown.length, 'actor')}
      </p>
      <div class="scroll">
        <table class="flows">
          <thead>
            <tr>
              <th>Actor</th>
              <th>Kind</th>
              <th>State</th>
              <th class="number">Lane</th>
              <th class="number">Busy</th>
              <th class="number">Mailbox</th>
              <th class="number">Messages</th>
              <th class="number">Polls</th>
              <th class="number">Restarts</th>
              <th class="number">Age</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((a) => (
              <tr key={a.path} class={a.state === 'running' ? undefined : 'bad'} title={a.lastFailure}>
                <td class={`code depth-${Math.min(6, a.path.split('/').length - 1)}`} title={a.path}>
                  {words === '' ? a.path.replace(/^.*\//, '') : a.path}
                </td>
                <td>{a.kind}</td>
                <td>{a.state}</td>
                <td class="number">{a.lane ?? '–'}</td>
                <td class="number">{percent(a.busyPercent)}</td>
                <td class="number">{count(a.mailboxDepth)}</td>
                <td class="number">{count(a.messages)}</td>
                <td class="number">{count(a.polls)}</td>
                <td class="number">{count(a.restarts)}</td>
                <td class="number">{span(a.ageSeconds * 1e9)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export const view: View = { id: 'actors', title: 'Actors', order: 60, Component: ActorsView };

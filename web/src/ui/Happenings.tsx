import type { Happening } from '../api/types';
import { clock } from './format';

/** Events, the newest first. */
export function Happenings({ list, paths }: { list: Happening[]; paths: boolean }) {
  if (list.length === 0) {
    return <p class="empty">Nothing has happened.</p>;
  }
  return (
    <ol class="happenings">
      {list.map((h) => (
        <li key={h.sequence} class={bad(h) ? 'bad' : undefined}>
          <time dateTime={new Date(h.atMs).toISOString()}>{clock(h.atMs)}</time>
          <span class="kind">{h.kind}</span>
          {paths && <span class="path">{h.path.replace(/^switch\/(bridges\/)?/, '')}</span>}
          <span class="text">{h.text}</span>
        </li>
      ))}
    </ol>
  );
}

export function bad(h: Happening): boolean {
  return h.kind === 'restart' || h.kind === 'gap' || /fail|lost|down|waiting|refused|hung up|gone/i.test(h.text);
}

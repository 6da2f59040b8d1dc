import type { Controller } from '../api/types';
import { plural, span } from '../ui/format';

/** The controllers that a bridge connects to, below it; nothing where there are none. */
export function Controllers({ bridge, controllers }: { bridge: string; controllers: Controller[] }) {
  return controllers.length === 0 ? null : (
    <section class="controllers" id={placeOf(bridge)} tabIndex={-1} aria-label={`Controllers of ${bridge}`}>
      <h3>{plural(controllers.length, 'controller')}</h3>
      <ul>
        {controllers.map((c) => (
          <li key={c.target} class={c.connected ? 'up' : 'dead'} data-controller={c.target}>
            <span class="light" aria-hidden="true" />
            <strong>{c.target}</strong>
            <span class="word">
              {c.connected ? 'connected' : 'not connected'} for {seconds(c.seconds)}
            </span>
            <span class="more">{c.connected ? `${c.role} · OpenFlow ${c.version}` : c.why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Leads there from anywhere: the topology, and that section in view and in focus. */
export function toControllers(bridge: string) {
  return (e: Event) => {
    e.preventDefault();
    if (location.hash === '#/topology') {
      focus(bridge);
      return;
    }
    // The view is drawn when the address has changed.
    window.addEventListener('hashchange', () => requestAnimationFrame(() => focus(bridge)), { once: true });
    location.hash = '#/topology';
  };
}

function focus(bridge: string) {
  document.getElementById(placeOf(bridge))?.focus();
}

function placeOf(bridge: string): string {
  return `controllers-${bridge}`;
}

/** It is told in whole ones. */
function seconds(n: number): string {
  return n < 60 ? `${n} s` : span(n * 1e9);
}

import { useEffect } from 'preact/hooks';
import { useLive } from './api/live';
import { portHash, useRoute } from './route';
import { views } from './registry';
import { clock, plural, span } from './ui/format';
import { health } from './ui/health';
import { toControllers } from './topology/Controllers';
import { PortPanel } from './port-panel';

/** The frame: who it is, whether it answers, the views, and the port that is open. */
export function App() {
  const live = useLive();
  const route = useRoute();
  const view = views.find((v) => v.id === route.view);
  const dead = (live.now?.bridges ?? []).flatMap((b) => b.ports).filter((p) => health(p) === 'dead').length;
  const silent = live.silentSince !== null;

  useEffect(() => {
    const state = silent ? '✕ no answer · ' : dead > 0 ? `▲ ${dead} down · ` : '';
    document.title = `${state}Sluice · ${view?.title ?? 'no such page'}`;
  }, [silent, dead, view]);

  return (
    <div class={silent ? 'app silent' : 'app'}>
      <a class="skip" href="#main" onClick={skip}>
        To the content
      </a>
      <header>
        <a class="brand" href="#/topology">
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>Sluice</span>
        </a>
        <nav aria-label="Views">
          {views.map((v) => (
            <a key={v.id} href={`#/${v.id}`} aria-current={v === view ? 'page' : undefined}>
              {v.title}
            </a>
          ))}
        </nav>
        <State />
      </header>
      {silent && (
        <p class="alarm" role="alert">
          <strong>The switch does not answer</strong> since {clock(live.silentSince!)}. What you see is from before; the
          page tries again every second.
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {view ? <view.Component /> : <p class="empty">There is no page “{route.view}”. Choose one above.</p>}
      </main>
      {route.port !== '' && <PortPanel key={`${route.bridge}/${route.port}`} bridge={route.bridge} port={route.port} />}
    </div>
  );
}

function State() {
  const live = useLive();
  const now = live.now;
  if (live.silentSince !== null) {
    return <span class="state bad">no answer</span>;
  }
  if (now === null) {
    return <span class="state">asking …</span>;
  }
  const dead = now.bridges.flatMap((b) => b.ports.filter((p) => health(p) === 'dead').map((p) => portHash(b.name, p.name)));
  const away = now.bridges.flatMap((b) => b.controllers.filter((c) => !c.connected).map(() => b.name));
  return (
    <span class={dead.length + away.length > 0 ? 'state bad' : 'state good'} role="status">
      {dead.length > 0 ? <a href={dead[0]}>{plural(dead.length, 'port')} down</a> : 'all ports up'}
      {away.length > 0 && ' · '}
      {away.length > 0 && (
        <a href="#/topology" onClick={toControllers(away[0]!)}>
          {plural(away.length, 'controller')} away
        </a>
      )}
      <span class="uptime"> · up {span(now.uptimeNs)}</span>
    </span>
  );
}

/** The address stays the view's. */
function skip(e: Event) {
  e.preventDefault();
  document.getElementById('main')?.focus();
}

import { useEffect, useState } from 'preact/hooks';

/** What the address says after its #: a view, and perhaps a port that is open. */
export interface Route {
  view: string;
  bridge: string;
  port: string;
}

export function parse(hash: string): Route {
  const words = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((w) => {
      try {
        return decodeURIComponent(w);
      } catch {
        return w;
      }
    });
  const first = words[0] || 'topology';
  return first === 'port' && words[1] && words[2]
    ? { view: 'topology', bridge: words[1], port: words[2] }
    : { view: first, bridge: '', port: '' };
}

export function portHash(bridge: string, port: string): string {
  return `#/port/${encodeURIComponent(bridge)}/${encodeURIComponent(port)}`;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(parse(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  return route;
}

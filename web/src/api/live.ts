import { useEffect, useReducer } from 'preact/hooks';
import { get, Refused } from './client';
import { ratesBetween, sum, type Rates } from './rates';
import type { Happening, Switch } from './types';

const EVERY_MS = 1000;
/** Two minutes of points for the small curves. */
const POINTS = 120;
const HAPPENINGS = 500;
const KINDS = ['link', 'vhost', 'restart', 'config', 'generation', 'lane', 'gap'];

/** A curve's points, oldest first; NaN where nothing is known. */
export interface Curve {
  rx: number[];
  tx: number[];
  drops: number[];
}

/** The switch as the page knows it. One of it, told to whoever draws. */
class Live {
  now: Switch | null = null;
  rates: Rates | null = null;
  curves = new Map<string, Curve>();
  happenings: Happening[] = [];
  /** Since when it does not answer, in ms since 1970; null while it does. */
  silentSince: number | null = null;
  problem = '';
  /** Grows with each state. */
  turn = 0;

  private before: Switch | null = null;
  private readonly watchers = new Set<() => void>();
  private timer: number | undefined;
  private asking = false;
  private again = false;
  private source: EventSource | null = null;

  start(): void {
    this.listen();
    void this.ask();
    document.addEventListener('visibilitychange', () => {
      // A browser has six connections to a server, for all tabs: one that nobody sees keeps none.
      if (document.hidden) {
        this.source?.close();
        this.source = null;
      } else {
        this.listen();
        this.askSoon();
      }
    });
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Without waiting for the next second: something has happened. */
  askSoon(): void {
    if (this.asking) {
      this.again = true;
    } else {
      void this.ask();
    }
  }

  private async ask(): Promise<void> {
    window.clearTimeout(this.timer);
    this.asking = true;
    this.again = false;
    try {
      this.take(await get<Switch>('/v1/switch'));
    } catch (e) {
      this.silentSince ??= Date.now();
      this.problem = e instanceof Refused ? e.message : String(e);
    }
    this.asking = false;
    this.timer = window.setTimeout(() => void this.ask(), this.again ? 50 : EVERY_MS);
    this.tell();
  }

  private take(next: Switch): void {
    this.silentSince = null;
    this.problem = '';
    if (this.now !== null && next.uptimeNs < this.now.uptimeNs) {
      this.before = null; // another run of it
      this.rates = null;
      this.curves.clear();
    }
    const rates = ratesBetween(this.before, next);
    if (rates !== null || this.before === null) {
      this.rates = rates;
      this.before = next;
      this.draw();
    }
    this.now = next;
    this.turn++;
  }

  private draw(): void {
    for (const [key, r] of this.rates?.ports ?? []) {
      const curve = this.curves.get(key) ?? { rx: [], tx: [], drops: [] };
      add(curve.rx, r.rxPackets);
      add(curve.tx, r.txPackets);
      add(curve.drops, r.drops);
      this.curves.set(key, curve);
    }
    for (const key of this.curves.keys()) {
      if (this.rates !== null && !this.rates.ports.has(key)) {
        this.curves.delete(key);
      }
    }
  }

  /** News, as it comes. The browser connects again by itself, and says where it was. */
  private listen(): void {
    if (this.source !== null || document.hidden) {
      return;
    }
    const source = new EventSource('/v1/events');
    this.source = source;
    for (const kind of KINDS) {
      source.addEventListener(kind, (e) => this.happened(e as MessageEvent<string>));
    }
    source.addEventListener('error', () => {
      this.askSoon(); // perhaps it is gone
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null;
        window.setTimeout(() => this.listen(), 2 * EVERY_MS);
      }
    });
  }

  private happened(event: MessageEvent<string>): void {
    let happening: Happening;
    try {
      happening = JSON.parse(event.data) as Happening;
    } catch {
      return;
    }
    this.happenings.unshift(happening);
    this.happenings.length = Math.min(this.happenings.length, HAPPENINGS);
    this.askSoon();
    this.tell();
  }

  private tell(): void {
    this.watchers.forEach((w) => w());
  }
}

function add(points: number[], value: number | null): void {
  points.push(value ?? Number.NaN);
  if (points.length > POINTS) {
    points.shift();
  }
}

export const live = new Live();

/** Draws again with each state. */
export function useLive(): Live {
  const [, redraw] = useReducer((n: number, _: void) => n + 1, 0);
  useEffect(() => live.watch(() => redraw()), []);
  return live;
}

/** Packets a second, of all ports. */
export function totals(rates: Rates | null) {
  const ports = [...(rates?.ports.values() ?? [])];
  return {
    rxPackets: sum(ports.map((p) => p.rxPackets)),
    rxBytes: sum(ports.map((p) => p.rxBytes)),
    txPackets: sum(ports.map((p) => p.txPackets)),
    drops: sum(ports.map((p) => p.drops)),
  };
}

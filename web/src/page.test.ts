import { describe, expect, it } from 'vitest';
import { parse, portHash } from './route';
import { details, views } from './registry';
import { health, healthWord } from './ui/health';
import { matches } from './ui/search';
import { ordered } from './ui/Sorted';
import { path } from './ui/Curve';
import { thickness } from './topology/wires';
import { rated, said } from './views/flows';
import { merged } from './views/events';
import type { Flow, Flows, Happening, Port } from './api/types';

describe('an address', () => {
  it('names a view, or a port with any letters', () => {
    expect(parse('')).toEqual({ view: 'topology', bridge: '', port: '' });
    expect(parse('#/flows').view).toBe('flows');
    expect(parse(portHash('br/0', 'vh 1'))).toEqual({ view: 'topology', bridge: 'br/0', port: 'vh 1' });
    expect(parse('#/port/%zz/a').bridge).toBe('%zz');
  });
});

describe('the registry', () => {
  it('has each file of views/ and details/ once', () => {
    expect(views.map((v) => v.id)).toEqual(['topology', 'flows', 'lanes', 'drops', 'memory', 'actors', 'events']);
    expect(new Set(details.map((d) => d.kind)).size).toBe(details.length);
    expect(details.map((d) => d.kind)).toContain('Virtqueue');
  });
});

describe('a search in flows', () => {
  it('says what was looked through', () => {
    expect(said(3, 3, 3, '')).toBe('3 flows');
    expect(said(1000, 1000, 2500, ' ')).toMatch(/^1.000 flows of 2.500$/);
    expect(said(1, 2500, 2500, 'tcp')).toMatch(/^1 flow of 2.500 with these words$/);
    expect(said(2000, 2500, 2500, 'tcp')).toMatch(/of which 1.000 are shown$/);
    expect(said(0, 10_000, 10_001, 'tcp')).toMatch(/10.000 of them looked through$/);
  });
});

describe('a port', () => {
  const port = (link: boolean, status: string, config: string[] = []) => ({ link, status, config }) as unknown as Port;

  it('is dead when it has no link and nobody wanted that', () => {
    expect(health(port(true, 'connected, 1 queue pair'))).toBe('up');
    expect(health(port(false, 'waiting: there is no socket'))).toBe('dead');
    expect(healthWord(port(false, 'waiting: there is no socket'))).toBe('waiting');
    expect(healthWord(port(false, 'failed: a bad descriptor'))).toBe('failed');
    expect(healthWord(port(false, 'connected, rings not started'))).toBe('no link');
    expect(health(port(false, 'anything', ['PORT_DOWN']))).toBe('down');
  });
});

describe('search', () => {
  it('wants all words, in any order', () => {
    expect(matches('tcp,nw_dst=10.0.0.1 actions=output:2', 'OUTPUT:2 tcp')).toBe(true);
    expect(matches('tcp,nw_dst=10.0.0.1 actions=output:2', 'udp')).toBe(false);
    expect(matches('anything', '  ')).toBe(true);
  });
});

describe('tables', () => {
  it('order numbers as numbers', () => {
    const rows = [{ n: 10 }, { n: 9 }, { n: 100 }];
    expect(ordered(rows, { by: 'n', down: true }, (r) => r.n).map((r) => r.n)).toEqual([100, 10, 9]);
    expect(rows[0]?.n).toBe(10);
  });
});

describe('flows', () => {
  const flows = (bridge: string, packets: number, more: Partial<Flow> = {}): Flows => ({
    bridge, total: 1, offset: 0, limit: 1000,
    flows: [{ table: 0, priority: 1, cookie: '0x0', match: 'tcp', actions: 'drop', packets, bytes: 0, durationSeconds: 1, idleSeconds: 0, hardSeconds: 0, text: '', ...more }],
  });

  it('have the hits between two answers of the same bridge', () => {
    expect(rated(flows('br0', 10), flows('br0', 30), 2)[0]?.rate).toBe(10);
    expect(rated(flows('br1', 10), flows('br0', 30), 2)[0]?.rate).toBeNull();
    expect(rated(null, flows('br0', 30), 2)[0]?.rate).toBeNull();
  });

  it('have the switch’s own rate where it tells one', () => {
    expect(rated(null, flows('br0', 30, { packetsPerSecond: 5 }), 2)[0]?.rate).toBe(5);
  });
});

describe('events', () => {
  it('are there once, the newest first', () => {
    const event = (sequence: number): Happening => ({ sequence, atMs: 1000 + sequence, kind: 'link', path: 'switch', text: '' });
    expect(merged([event(3), event(2)], [event(1), event(2)]).map((e) => e.sequence)).toEqual([3, 2, 1]);
  });
});

describe('curves', () => {
  it('end at the right edge and have gaps where nothing is known', () => {
    expect(path([0, Number.NaN, 10], 3, 100, 20, 10)).toBe('M0.0 18.5M100.0 1.5');
  });

  it('and wires grow by powers of ten', () => {
    expect(thickness(0)).toBe(thickness(1));
    expect(thickness(1e6) - thickness(1e5)).toBeCloseTo(thickness(100) - thickness(10));
  });
});

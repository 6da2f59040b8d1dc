import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Rates } from '../api/rates';
import { portKey } from '../api/rates';
import type { Switch } from '../api/types';
import { health, type Health } from '../ui/health';
import { nodeId } from './nodes';

interface Wire {
  from: string;
  to: string;
  state: Health;
  /** Packets a second, both ways. */
  rate: number;
}

interface Box {
  left: number;
  right: number;
  middle: number;
}

/** The lines between the nodes, behind them. As thick as what passes, by powers of ten. */
export function Wires(props: { within: RefObject<HTMLDivElement>; now: Switch; rates: Rates | null; turn: number }) {
  const { within, now, rates } = props;
  const [boxes, setBoxes] = useState<Map<string, Box>>(new Map());

  const measure = () => {
    const root = within.current;
    if (root === null) {
      return;
    }
    const origin = root.getBoundingClientRect();
    const next = new Map<string, Box>();
    for (const e of root.querySelectorAll<HTMLElement>('[data-node]')) {
      const r = e.getBoundingClientRect();
      const y = r.top - origin.top + r.height / 2;
      next.set(e.dataset.node!, { left: r.left - origin.left, right: r.right - origin.left, middle: y });
    }
    setBoxes((old) => (same(old, next) ? old : next));
  };

  useLayoutEffect(measure, [props.turn]);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    if (within.current) {
      observer.observe(within.current);
    }
    return () => observer.disconnect();
  }, []);

  return (
    <svg class="wires" aria-hidden="true">
      {wires(now, rates).map((w) => {
        const a = boxes.get(w.from);
        const b = boxes.get(w.to);
        return a && b && a.right < b.left ? (
          <path
            key={`${w.from} ${w.to}`}
            class={`wire ${w.state}${w.rate > 0 ? ' flows' : ''}`}
            style={{ strokeWidth: thickness(w.rate) }}
            d={curve(a.right, a.middle, b.left, b.middle)}
          />
        ) : null;
      })}
    </svg>
  );
}

/** Which there are: each port to its bridge, and each lane to the ports that it polls. */
export function wires(now: Switch, rates: Rates | null): Wire[] {
  return now.bridges.flatMap((b) =>
    b.ports.flatMap((p) => {
      const r = rates?.ports.get(portKey(b.name, p.name));
      const wire = { state: health(p), rate: (r?.rxPackets ?? 0) + (r?.txPackets ?? 0) };
      const port = nodeId.port(b.name, p.name);
      return [
        ...p.lanes.map((lane) => ({ from: nodeId.lane(lane), to: port, ...wire })),
        { from: port, to: nodeId.bridge(b.name), ...wire },
      ];
    }),
  );
}

export function thickness(rate: number): number {
  return 1.3 + 0.4 * Math.log10(Math.max(1, rate));
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function same(a: Map<string, Box>, b: Map<string, Box>): boolean {
  if (a.size !== b.size) {
    return false;
  }
  for (const [key, x] of a) {
    const y = b.get(key);
    if (!y || x.left !== y.left || x.right !== y.right || x.middle !== y.middle) {
      return false;
    }
  }
  return true;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { get, Refused } from './client';

/** An answer that is asked for again and again while it is looked at. */
export interface Polled<T> {
  value: T | null;
  /** The answer before it: for rates. */
  before: T | null;
  atMs: number;
  beforeMs: number;
  /** Why there is no new one; empty when there is. */
  problem: string;
  status: number;
}

const NOTHING = { value: null, before: null, atMs: 0, beforeMs: 0, problem: '', status: 200 };

/** Polls a path; null polls nothing. The last answer stays while the next is waited for. */
export function usePolled<T>(path: string | null, everyMs = 1000): Polled<T> {
  const [state, setState] = useState<Polled<T>>(NOTHING);
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (asked.current !== path) {
      setState(NOTHING);
      asked.current = path;
    }
    if (path === null) {
      return;
    }
    let timer: number | undefined;
    let ended = false;
    const ask = async () => {
      const sentMs = performance.now();
      try {
        const value = await get<T>(path);
        if (!ended) {
          setState((s) => ({
            value,
            before: s.value,
            atMs: performance.now(),
            beforeMs: s.atMs,
            problem: '',
            status: 200,
          }));
        }
      } catch (e) {
        if (!ended) {
          const refused = e instanceof Refused ? e : new Refused(0, String(e));
          setState((s) => ({ ...s, problem: refused.message, status: refused.status }));
        }
      }
      if (!ended) {
        // Never more than half of the time in one request: a long answer is asked for less often.
        timer = window.setTimeout(ask, Math.max(everyMs, performance.now() - sentMs));
      }
    };
    void ask();
    return () => {
      ended = true;
      window.clearTimeout(timer);
    };
  }, [path, everyMs]);
  return state;
}

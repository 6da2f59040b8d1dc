import type { Rate } from '../api/rates';

const STEPS = ['', 'k', 'M', 'G', 'T'];

/** Three digits that count and a step of thousand: 1.23 M. */
export function short(n: number): string {
  let step = 0;
  let value = n;
  while (Math.abs(value) >= 999.5 && step < STEPS.length - 1) {
    value /= 1000;
    step++;
  }
  const digits = step === 0 && Number.isInteger(n) ? 0 : Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return value.toFixed(digits) + (STEPS[step] ? ` ${STEPS[step]}` : '');
}

function joined(n: string, unit: string): string {
  return n.includes(' ') ? n + unit : `${n} ${unit}`;
}

/** Packets a second: 1.23 Mpps. */
export function pps(r: Rate): string {
  return r === null ? '–' : joined(short(r < 10 ? Math.round(r * 10) / 10 : Math.round(r)), 'pps');
}

/** Bytes a second, as bits: 1.23 Gbit/s. */
export function bits(r: Rate): string {
  return r === null ? '–' : joined(short(Math.round(r * 8)), 'bit/s');
}

/** A count in full: 1 234 567. */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

export function bytes(n: number): string {
  let value = n;
  let step = 0;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step++;
  }
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

export function percent(p: number | null | undefined): string {
  return p === null || p === undefined ? '–' : `${p < 10 && p > 0 ? p.toFixed(1) : Math.round(p)} %`;
}

/** A length of time: 320 ns, 1.2 ms, 3 h 12 min. */
export function span(ns: number): string {
  if (ns < 1e3) return `${Math.round(ns)} ns`;
  if (ns < 1e6) return `${short3(ns / 1e3)} µs`;
  if (ns < 1e9) return `${short3(ns / 1e6)} ms`;
  const s = ns / 1e9;
  if (s < 60) return `${short3(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

function short3(n: number): string {
  return n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2);
}

/** A time of day: 14:03:05. */
export function clock(ms: number): string {
  const d = new Date(ms);
  return [d.getHours(), d.getMinutes(), d.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':');
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

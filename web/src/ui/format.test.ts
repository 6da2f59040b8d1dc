import { describe, expect, it } from 'vitest';
import { bits, bytes, count, percent, pps, short, span } from './format';

describe('format', () => {
  it('keeps three digits', () => {
    expect([0, 7, 999, 1000, 1234, 12345, 123456, 999600, 14500000].map(short)).toEqual([
      '0', '7', '999', '1.00 k', '1.23 k', '12.3 k', '123 k', '1.00 M', '14.5 M',
    ]);
  });

  it('says rates with their unit, and a dash for what is not known', () => {
    expect(pps(1234567)).toBe('1.23 Mpps');
    expect(pps(0.25)).toBe('0.30 pps');
    expect(pps(null)).toBe('–');
    expect(bits(125)).toBe('1.00 kbit/s');
  });

  it('says spans of time as people do', () => {
    expect([320, 1500, 2.5e6, 3e9, 125e9, 3.7e12, 9e13].map(span)).toEqual([
      '320 ns', '1.50 µs', '2.50 ms', '3.00 s', '2 min 5 s', '1 h 1 min', '1 d 1 h',
    ]);
  });

  it('groups counts and scales bytes', () => {
    expect(count(1234567)).toBe('1\u202f234\u202f567');
    expect(bytes(268435456)).toBe('256 MiB');
    expect(percent(3.26)).toBe('3.3 %');
    expect(percent(null)).toBe('–');
  });
});

import { describe, expect, it } from 'vitest';
import { arc, distance, point, turn } from './ring';

describe('a ring', () => {
  it('counts forward around 65535', () => {
    expect(distance(10, 15)).toBe(5);
    expect(distance(65530, 4)).toBe(10);
  });

  it('puts an index at its slot', () => {
    expect(turn(256 * 3 + 64, 256)).toBe(0.25);
    expect(turn(5, 0)).toBe(0);
    expect(point(0, 30, 40)).toEqual({ x: 40, y: 10 });
    expect(point(0.25, 30, 40)).toEqual({ x: 70, y: 40 });
  });

  it('draws no arc of nothing, and all of a full ring', () => {
    expect(arc(0, 0, 30, 40)).toBe('');
    expect(arc(0, 0.25, 30, 40)).toBe('M40 10A30 30 0 0 1 70 40');
    expect(arc(0, 1, 30, 40)).toContain(' 0 1 1 ');
  });
});

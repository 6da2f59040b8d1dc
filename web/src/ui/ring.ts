// A virtqueue's indices run from 0 to 65535 and around; a slot of the ring is the index modulo its size.

/** From one index forward to another. */
export function distance(from: number, to: number): number {
  return (to - from) & 0xffff;
}

/** Where an index is on a circle of the ring's size, from 0 to 1, clockwise from the top. */
export function turn(index: number, size: number): number {
  return size <= 0 ? 0 : (index % size) / size;
}

/** A point on a circle, 0 at the top. */
export function point(turns: number, radius: number, centre: number): { x: number; y: number } {
  const angle = 2 * Math.PI * turns - Math.PI / 2;
  return { x: round(centre + radius * Math.cos(angle)), y: round(centre + radius * Math.sin(angle)) };
}

/** An arc clockwise over a share of the circle, as the path of an SVG. */
export function arc(start: number, share: number, radius: number, centre: number): string {
  if (share <= 0) {
    return '';
  }
  const full = Math.min(share, 0.9999); // an arc onto itself is nothing
  const a = point(start, radius, centre);
  const b = point(start + full, radius, centre);
  return `M${a.x} ${a.y}A${radius} ${radius} 0 ${full > 0.5 ? 1 : 0} 1 ${b.x} ${b.y}`;
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}

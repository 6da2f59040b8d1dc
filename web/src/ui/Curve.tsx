/** A small curve; several lines on one scale. Gaps where nothing is known. */
export function CurveLines(props: {
  lines: { points: number[]; kind: string }[];
  width: number;
  height: number;
  /** How many points are the whole width. */
  points: number;
  label: string;
}) {
  const { lines, width, height, points } = props;
  const most = top(lines.flatMap((l) => l.points));
  return (
    <svg class="curve" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={props.label}>
      <line class="ground" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
      {lines.map((l) => (
        <path key={l.kind} class={`line ${l.kind}`} d={path(l.points, points, width, height, most)} />
      ))}
    </svg>
  );
}

/** The most there is; 1 when there is nothing, so that nothing is drawn at the bottom. */
export function top(points: number[]): number {
  return points.reduce((m, p) => (Number.isNaN(p) ? m : Math.max(m, p)), 1);
}

/** The newest point is at the right edge. */
export function path(values: number[], points: number, width: number, height: number, most: number): string {
  const shown = values.slice(-points);
  const first = points - shown.length;
  let d = '';
  let pen = 'M';
  shown.forEach((v, i) => {
    if (Number.isNaN(v)) {
      pen = 'M';
      return;
    }
    const x = ((first + i) / (points - 1)) * width;
    const y = 1.5 + (1 - v / most) * (height - 3);
    d += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return d;
}

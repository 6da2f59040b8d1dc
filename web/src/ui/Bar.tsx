/** A share of a whole, 0 to 100. */
export function Bar({ percent, kind = '' }: { percent: number | null; kind?: string }) {
  const width = Math.max(0, Math.min(100, percent ?? 0));
  return (
    <span class={`bar ${kind}`} aria-hidden="true">
      <span style={{ width: `${width}%` }} />
    </span>
  );
}

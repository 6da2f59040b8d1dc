import { useLive } from '../api/live';

/** Which bridge, where there is more than one. */
export function BridgeChoice({ value, choose }: { value: string; choose: (bridge: string) => void }) {
  const bridges = useLive().now?.bridges ?? [];
  return (
    <label class="field">
      <span>Bridge</span>
      <select value={value} onChange={(e) => choose(e.currentTarget.value)}>
        {bridges.map((b) => (
          <option key={b.name} value={b.name}>
            {b.name}
          </option>
        ))}
      </select>
    </label>
  );
}

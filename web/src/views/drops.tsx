import { useLive } from '../api/live';
import { portKey, type Rate } from '../api/rates';
import type { View } from '../registry';
import { portHash } from '../route';
import { count, pps } from '../ui/format';

interface Row {
  where: string;
  href: string;
  reason: string;
  packets: number;
  rate: Rate;
}

/** What was dropped, where and why: the most at the moment first. */
function DropsView() {
  const { now, rates } = useLive();
  const rows: Row[] = [];
  for (const b of now?.bridges ?? []) {
    for (const p of b.ports) {
      const byReason = rates?.ports.get(portKey(b.name, p.name))?.byReason ?? {};
      for (const [reason, packets] of Object.entries(p.drops)) {
        rows.push({ where: `${b.name} ${p.name}`, href: portHash(b.name, p.name), reason, packets, rate: byReason[reason] ?? null });
      }
    }
  }
  for (const l of now?.lanes ?? []) {
    for (const [reason, packets] of Object.entries(l.drops)) {
      rows.push({ where: `lane ${l.index}`, href: '#/lanes', reason, packets, rate: null });
    }
  }
  rows.sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0) || b.packets - a.packets);
  if (rows.length === 0) {
    return <p class="empty">No packet has been dropped.</p>;
  }
  return (
    <div class="scroll">
      <table class="flows">
        <thead>
          <tr>
            <th>Where</th>
            <th>Reason</th>
            <th class="number">Now</th>
            <th class="number">Since start</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={`${r.where} ${r.reason}`} class={(r.rate ?? 0) > 0 ? 'drop' : undefined}>
              <td>
                <a href={r.href}>{r.where}</a>
              </td>
              <td>{r.reason}</td>
              <td class="number">{pps(r.rate)}</td>
              <td class="number">{count(r.packets)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const view: View = { id: 'drops', title: 'Drops', order: 40, Component: DropsView };

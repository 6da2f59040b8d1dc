import type { Detail, DetailProps } from '../registry';
import type { Drops } from '../api/types';
import { rate } from '../api/rates';
import { count, pps } from '../ui/format';

interface Way {
  packets: number;
  bytes: number;
  drops?: Drops;
}

/** The queue of a TAP, a file, a generator, a sink. */
function DeviceQueue({ actor, polled }: DetailProps) {
  const seconds = (polled.atMs - polled.beforeMs) / 1000;
  const ways: [string, string, string][] = [
    ['receives', 'receives', 'rx'],
    ['transmits', 'transmits', 'tx'],
  ];
  return (
    <table class="traffic">
      <tbody>
        {ways.map(([key, name, kind]) => {
          const way = (actor.details?.[key] ?? null) as Way | null;
          const was = (polled.before?.details?.[key] ?? null) as Way | null;
          return way === null ? null : (
            <tr key={key} class={kind}>
              <th scope="row">{name}</th>
              <td>
                <b>{pps(rate(was?.packets, way.packets, seconds))}</b>
              </td>
              <td class="quiet">{count(way.packets)} packets</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export const detail: Detail = {
  kind: 'DeviceQueue',
  order: 10,
  title: (a) => `Queue${a.lane === null ? '' : ` · lane ${a.lane}`}`,
  Component: DeviceQueue,
};

import type { Detail, DetailProps } from '../registry';
import type { Drops } from '../api/types';
import { rate } from '../api/rates';
import { bytes, count, pps } from '../ui/format';
import { distance } from '../ui/ring';
import { RingPicture } from '../ui/RingPicture';

interface Ring {
  ring: number;
  direction: string;
  running: boolean;
  enabled: boolean;
  size: number;
  availIndex: number;
  lastAvailIndex: number;
  usedIndex: number;
  features: string[];
  notificationsSent: number;
  notificationsSuppressed: number;
  regions: { guestAddress: string; sizeBytes: number; userAddress: string }[];
  fault: string | null;
  packets: number;
  bytes: number;
  drops: Drops;
}

/** A pair of vrings, live. */
function Virtqueue({ actor, polled }: DetailProps) {
  const rings = (actor.details?.rings ?? []) as Ring[];
  const before = (polled.before?.details?.rings ?? []) as Ring[];
  const seconds = (polled.atMs - polled.beforeMs) / 1000;
  const first = rings[0];
  return (
    <>
      <div class="rings">
        {rings.map((r) => {
          const was = before.find((b) => b.ring === r.ring);
          return <RingPart key={r.ring} ring={r} pps={rate(was?.packets, r.packets, seconds)} calls={rate(was?.notificationsSent, r.notificationsSent, seconds)} />;
        })}
      </div>
      {first && (
        <p class="chips" aria-label="Features">
          {first.features.map((f) => (
            <span key={f}>{f}</span>
          ))}
        </p>
      )}
      {first && first.regions.length > 0 && (
        <p class="quiet">
          {first.regions.length} memory region{first.regions.length === 1 ? '' : 's'}:{' '}
          {first.regions.map((m) => `${m.guestAddress} (${bytes(m.sizeBytes)})`).join(', ')}
        </p>
      )}
    </>
  );
}

function RingPart({ ring, pps: packets, calls }: { ring: Ring; pps: number | null; calls: number | null }) {
  const word = !ring.running ? 'stopped' : ring.enabled ? 'running' : 'disabled';
  return (
    <div class={`vring ${ring.direction === 'to guest' ? 'tx' : 'rx'}`} data-ring={ring.ring}>
      <h4>
        {ring.direction} <span class="quiet">ring {ring.ring}</span>
      </h4>
      <RingPicture
        size={ring.size}
        avail={ring.availIndex}
        taken={ring.lastAvailIndex}
        used={ring.usedIndex}
        running={ring.running}
      />
      <dl>
        <Index name="state" value={word} kind={ring.running ? '' : 'bad'} />
        <Index name="packets" value={pps(packets)} />
        <Index name="avail" value={count(ring.availIndex)} />
        <Index name="taken" value={count(ring.lastAvailIndex)} />
        <Index name="used" value={count(ring.usedIndex)} />
        <Index name="offered" value={count(distance(ring.lastAvailIndex, ring.availIndex))} kind="waiting" />
        <Index name="held" value={count(distance(ring.usedIndex, ring.lastAvailIndex))} kind="held" />
        <Index name="calls" value={calls === null ? '–' : `${count(calls)}/s`} />
        <Index name="suppressed" value={count(ring.notificationsSuppressed)} />
      </dl>
      {ring.fault && <p class="bad">{ring.fault}</p>}
    </div>
  );
}

function Index({ name, value, kind = '' }: { name: string; value: string; kind?: string }) {
  return (
    <div class={kind}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

export const detail: Detail = {
  kind: 'Virtqueue',
  order: 10,
  title: (a) => `Vrings, pair ${String(a.details?.pair ?? a.path.replace(/^.*queue-/, ''))}${a.lane === null ? '' : ` · lane ${a.lane}`}`,
  Component: Virtqueue,
};

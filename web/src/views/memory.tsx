import { api } from '../api/client';
import { usePolled } from '../api/polled';
import type { Pool } from '../api/types';
import type { View } from '../registry';
import { Bar } from '../ui/Bar';
import { bytes, count, percent } from '../ui/format';

/** The packet pools: who holds chunks, and who holds them for too long. */
function MemoryView() {
  const pools = usePolled<{ pools: Pool[] }>(api('pools'));
  if (pools.value === null) {
    return <p class="empty">{pools.problem || 'Asking the switch …'}</p>;
  }
  return (
    <div class="cards">
      {pools.value.pools.map((p) => (
        <PoolCard key={p.name} pool={p} />
      ))}
    </div>
  );
}

function PoolCard({ pool }: { pool: Pool }) {
  const used = pool.chunks - pool.free;
  const owners = Object.entries(pool.usedBy).sort((a, b) => b[1] - a[1]);
  const wrong = pool.doubleFrees + pool.foreignFrees;
  return (
    <section class="card" aria-label={`Pool ${pool.name}`}>
      <h2>
        {pool.name} <span class="quiet">{pool.hugePages ? 'huge pages' : 'plain memory'}</span>
      </h2>
      <p class="busy">
        <Bar percent={(100 * used) / Math.max(1, pool.chunks)} />
        <strong>{percent((100 * used) / Math.max(1, pool.chunks))}</strong> used
      </p>
      <p class="quiet">
        {count(used)} of {count(pool.chunks)} chunks of {bytes(pool.chunkSizeBytes)}
      </p>
      {wrong > 0 && <p class="bad">{count(wrong)} chunks were given back twice or by who did not have them: a defect.</p>}
      {owners.length === 0 ? <p class="empty">Nobody holds one.</p> : <Owners pool={pool} owners={owners} />}
    </section>
  );
}

function Owners({ pool, owners }: { pool: Pool; owners: [string, number][] }) {
  return (
    <table class="plain">
      <thead>
        <tr>
          <th>Owner</th>
          <th class="number">Chunks</th>
          <th class="number">Longer than {pool.suspectAfterSeconds} s</th>
        </tr>
      </thead>
      <tbody>
        {owners.map(([owner, n]) => (
          <tr key={owner} class={pool.suspects[owner] ? 'bad' : undefined}>
            <th scope="row">{owner}</th>
            <td class="number">{count(n)}</td>
            <td class="number">{count(pool.suspects[owner] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const view: View = { id: 'memory', title: 'Memory', order: 50, Component: MemoryView };

import type { Detail, DetailProps } from '../registry';
import { clock, count } from '../ui/format';

/** The socket of a guest: whether it is there, how often it was, when it is tried next. */
function VhostSession({ actor }: DetailProps) {
  const d = { ...actor.details, ...(actor.details?.session as Record<string, unknown> | undefined) };
  const connected = d.connected === true;
  const text = (name: string) => (typeof d[name] === 'string' ? (d[name] as string) : '');
  const number = (name: string) => (typeof d[name] === 'number' ? (d[name] as number) : null);
  return (
    <>
      <dl class="facts">
        <div>
          <dt>Front end</dt>
          <dd class={connected ? 'good' : 'bad'}>{connected ? 'connected' : 'not connected'}</dd>
        </div>
        <div>
          <dt>Mode</dt>
          <dd>{text('mode')}</dd>
        </div>
        <div>
          <dt>Connections</dt>
          <dd>{count(number('connections') ?? 0)}</dd>
        </div>
        {number('connectAttempts') !== null && (
          <div>
            <dt>Attempts</dt>
            <dd>{count(number('connectAttempts')!)}</dd>
          </div>
        )}
        {number('connectionFd') !== null && (
          <div>
            <dt>fd</dt>
            <dd>{number('connectionFd')}</dd>
          </div>
        )}
        {!connected && number('nextTryMs') !== null && (
          <div>
            <dt>Next try</dt>
            <dd>{nextTry(number('nextTryMs')!)}</dd>
          </div>
        )}
        <div class="wide">
          <dt>Socket</dt>
          <dd>{text('socket')}</dd>
        </div>
        {text('waitsFor') !== '' && (
          <div class="wide">
            <dt>Waits for</dt>
            <dd class="bad">{text('waitsFor')}</dd>
          </div>
        )}
        {text('lastRefusal') !== '' && (
          <div class="wide">
            <dt>Last refusal</dt>
            <dd class="bad">{text('lastRefusal')}</dd>
          </div>
        )}
      </dl>
      {Array.isArray(d.features) && d.features.length > 0 && (
        <p class="chips" aria-label="Negotiated features">
          {(d.features as string[]).map((f) => (
            <span key={f}>{f}</span>
          ))}
        </p>
      )}
    </>
  );
}

/** A time of day, or so many milliseconds from now. */
function nextTry(ms: number): string {
  return ms > 1e11 ? clock(ms) : `in ${Math.round(ms)} ms`;
}

export const detail: Detail = { kind: 'VhostSession', order: 20, title: () => 'Guest’s connection', Component: VhostSession };

/** What the switch said against a request (RFC 9457), or that it said nothing (status 0). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

const PATIENCE_MS = 5000;

/** Asks the switch that this page came from. */
export async function get<T>(path: string): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS), headers: { Accept: 'application/json' } });
  } catch {
    throw new Refused(0, 'the switch does not answer');
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => null)) as { detail?: string } | null;
    throw new Refused(answer.status, problem?.detail ?? `the switch answered ${answer.status}`);
  }
  try {
    return (await answer.json()) as T;
  } catch {
    throw new Refused(0, 'the switch ended in the middle of an answer');
  }
}

/** A path of the API with its words escaped; an actor's path keeps its slashes. */
export function api(path: string, query: Record<string, string | number> = {}): string {
  const words = Object.entries(query)
    .filter(([, v]) => v !== '')
    .map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return `/v1/${escaped}${words.length ? `?${words.join('&')}` : ''}`;
}

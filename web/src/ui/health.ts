import type { Port } from '../api/types';

/** up: packets pass. down: somebody wanted it so. dead: nobody did. */
export type Health = 'up' | 'down' | 'dead';

export function health(port: Port): Health {
  if (port.config.some((flag) => /port_?down/i.test(flag))) {
    return 'down';
  }
  return port.link ? 'up' : 'dead';
}

/** The word beside the light: a colour alone tells not everybody. */
export function healthWord(port: Port): string {
  switch (health(port)) {
    case 'up':
      return 'up';
    case 'down':
      return 'set down';
    case 'dead':
      return port.status.startsWith('failed') ? 'failed' : port.status.startsWith('waiting') ? 'waiting' : 'no link';
  }
}

/** The rest of its status, behind that word. */
export function why(port: Port): string {
  return port.status.replace(/^(waiting|failed): /, '');
}

/** Whether its VLANs are worth a word. */
export function tagged(port: Port): boolean {
  return port.vlan !== '' && port.vlan !== 'all';
}

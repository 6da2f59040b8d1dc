import { arc, distance, point, turn } from './ring';

/** A split ring, seen as a circle: what the guest has offered, what of it is ours at the moment, and what is given back. */
export function RingPicture(props: { size: number; avail: number; taken: number; used: number; running: boolean }) {
  const { size, avail, taken, used } = props;
  const waiting = Math.min(size, distance(taken, avail));
  const held = Math.min(size, distance(used, taken));
  const hand = point(turn(used, size), 30, 40);
  return (
    <svg class={props.running ? 'ring' : 'ring stopped'} viewBox="0 0 80 80" aria-hidden="true">
      <circle class="slots" cx="40" cy="40" r="30" />
      <path class="held" d={arc(turn(used, size), held / size, 30, 40)} />
      <path class="waiting" d={arc(turn(taken, size), waiting / size, 30, 40)} />
      <circle class="hand" cx={hand.x} cy={hand.y} r="4.5" />
      <text x="40" y="38" class="big">
        {size}
      </text>
      <text x="40" y="50">
        slots
      </text>
    </svg>
  );
}

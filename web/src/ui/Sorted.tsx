import type { ComponentChildren } from 'preact';

export interface Order {
  by: string;
  down: boolean;
}

/** A column's head that orders the table. */
export function Head(props: {
  id: string;
  order: Order;
  choose: (order: Order) => void;
  number?: boolean;
  children: ComponentChildren;
}) {
  const { id, order, number } = props;
  const mine = order.by === id;
  const arrow = (
    <span class="arrow" aria-hidden="true">
      {mine ? (order.down ? '▼' : '▲') : ''}
    </span>
  );
  return (
    <th class={number ? 'number' : undefined} aria-sort={mine ? (order.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" onClick={() => props.choose({ by: id, down: mine ? !order.down : number === true })}>
        {number && arrow}
        {props.children}
        {!number && arrow}
      </button>
    </th>
  );
}

/** A copy in order; numbers by size, texts by their letters. */
export function ordered<T>(rows: T[], order: Order, value: (row: T, by: string) => number | string): T[] {
  const sign = order.down ? -1 : 1;
  return [...rows].sort((x, y) => {
    const a = value(x, order.by);
    const b = value(y, order.by);
    const c = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
    return sign * c;
  });
}

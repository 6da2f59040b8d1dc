import type { ComponentType } from 'preact';
import type { ActorDetails } from './api/types';
import type { Polled } from './api/polled';

// A new kind is a new file: in views/ for a page of its own, in details/ for what one kind of actor shows of itself.

/** A page of the page. */
export interface View {
  /** In the address: #/id. */
  id: string;
  title: string;
  /** Its place in the row of views. */
  order: number;
  Component: ComponentType;
}

export interface DetailProps {
  actor: ActorDetails;
  polled: Polled<ActorDetails>;
}

/** How an actor of a kind is shown. */
export interface Detail {
  /** As in /v1/actors. */
  kind: string;
  order: number;
  title(actor: ActorDetails): string;
  Component: ComponentType<DetailProps>;
}

const viewFiles = import.meta.glob<{ view: View }>('./views/*.tsx', { eager: true });
const detailFiles = import.meta.glob<{ detail: Detail }>('./details/*.tsx', { eager: true });

export const views: View[] = Object.values(viewFiles)
  .map((f) => f.view)
  .sort((a, b) => a.order - b.order);

export const details: Detail[] = Object.values(detailFiles)
  .map((f) => f.detail)
  .sort((a, b) => a.order - b.order);

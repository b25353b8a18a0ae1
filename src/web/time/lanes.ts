import type { MemoryEvent } from '../../../events/event.ts';

/** Lanes of the timeline, from top to bottom. */
export const LANES = ['add · remove', 'online · offline', 'device', 'refused'] as const;

/** How an event shows in its lane: something came, something went, or it was refused. */
export const MARKS = ['came', 'went', 'refused'] as const;
export type Mark = (typeof MARKS)[number];

export interface Placed {
  readonly lane: number;
  readonly mark: Mark;
}

/** The lane of an event; null for one that only tells of what another did. */
export function laneOf({ type, data }: MemoryEvent): Placed | null {
  switch (type) {
    case 'pages.added':
      return { lane: 0, mark: 'came' };
    case 'pages.removed':
      return { lane: 0, mark: 'went' };
    case 'block.onlined':
      return { lane: 1, mark: 'came' };
    case 'block.offlined':
      return { lane: 1, mark: 'went' };
    case 'device.claimed':
      return { lane: 2, mark: 'came' };
    case 'device.released':
      return { lane: 2, mark: 'went' };
    case 'operation.refused':
    case 'operation.failed':
    case 'pages.notRemoved':
    case 'divergence.found':
    case 'kernel.crashed':
    case 'page.dumped':
    case 'sources.disagreed':
      return { lane: 3, mark: 'refused' };
    case 'operation.unreturned':
      return data.operation > 0 ? { lane: 3, mark: 'refused' } : null;
    default:
      return null;
  }
}

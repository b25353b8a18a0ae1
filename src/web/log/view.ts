import { signal } from '@preact/signals';

/** Tabs of the panel beside the map. */
export const VIEWS = ['facts', 'history', 'machine', 'why', 'diff'] as const;
export type View = (typeof VIEWS)[number];

export const view = signal<View>('facts');

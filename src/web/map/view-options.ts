import { computed, signal } from '@preact/signals';
import { event, memory } from '../log/instant.ts';
import { openLog } from '../log/open-log.ts';
import { subjectsChangedBy } from './changed-sections.ts';
import type { Level } from './layout.ts';

/** Regions of the machines by whose states sections can be picked out. */
export type FilteredRegion = 'lifecycle' | 'origin' | 'device' | 'block';

/** Set when only the sections, or blocks, in one state are to stand out. */
export interface StateFilter {
  readonly region: FilteredRegion;
  readonly state: string;
}

/** How near the map is; null for the nearest level at which everything fits. */
export const levelAsked = signal<Level | null>(null);
/** Drawn as a table instead of a picture. */
export const asTable = signal(false);
export const stateFilter = signal<StateFilter | null>(null);

/** Sections that the event at this instant names. */
export const changed = computed<ReadonlySet<number>>(() => {
  const machine = openLog.value?.timeline.initial;
  return machine && event.value && memory.value ? subjectsChangedBy(machine, event.value) : new Set();
});

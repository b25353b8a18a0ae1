import { computed, signal } from '@preact/signals';
import type { MemoryEvent } from '../../../events/event.ts';
import type { MemoryState } from '../../memory/state.ts';
import { arrived, isWhole, openLog } from './open-log.ts';

/** What is looked at: a section or a memory block, and of a section one sub-section where the map is that close. */
export interface Selection {
  readonly kind: 'section' | 'block';
  readonly number: number;
}

/** The event after which memory is shown; 0 is before the first. May lie ahead of what has arrived. */
export const at = signal(0);
/** Where the playhead is while it is dragged; null when nobody drags it. What is costly to tell follows in its pauses, by `at`. */
export const dragged = signal<number | null>(null);
export const selection = signal<Selection | null>(null);
/** Sub-section of the selected section that the map's cell is on. */
export const subsection = signal<number | null>(null);

/**
 * An instant as far as it can be shown. One that has not arrived is waited for at the beginning: to run after the log as it
 * comes would cost more than to read it.
 */
function shownAt(asked: number): number {
  if (asked <= arrived.value) return asked;
  return isWhole.value ? arrived.value : Math.min(openLog.value?.baseline ?? 0, arrived.value);
}

/** Instant that the panel shows: the requested one, once it has arrived. */
export const here = computed(() => shownAt(at.value));

export const memory = computed<MemoryState | null>(() => {
  const log = openLog.value;
  return log && arrived.value > 0 ? log.timeline.stateAt(here.value) : null;
});

export const event = computed<MemoryEvent | undefined>(() => openLog.value?.timeline.log.at(here.value));

/** The instant under the playhead: what is drawn in every frame goes by it. */
export const playhead = computed(() => shownAt(dragged.value ?? at.value));

export const eventAtPlayhead = computed<MemoryEvent | undefined>(() => openLog.value?.log.at(playhead.value));

/** Sections of the selection: one, or those of the block. */
export const selectedSections = computed<{ readonly first: number; readonly last: number } | null>(() => {
  const chosen = selection.value;
  const machine = openLog.value?.timeline.initial;
  if (!chosen || !machine) return null;
  const { sectionsPerBlock } = machine.blocks;
  return chosen.kind === 'section'
    ? { first: chosen.number, last: chosen.number }
    : { first: chosen.number * sectionsPerBlock, last: (chosen.number + 1) * sectionsPerBlock - 1 };
});

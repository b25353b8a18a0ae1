import { computed, signal } from '@preact/signals';
import { subjectText } from '../../timeline/about.ts';
import type { Way } from '../../timeline/positions.ts';
import { parsePredicate } from '../../timeline/predicate/parse.ts';
import { nearestHit, type Watch } from '../../timeline/watch.ts';
import { announce } from '../shell/announce.ts';
import { here, type Selection, selection } from './instant.ts';
import { jumpTo } from './navigation.ts';
import { openLog } from './open-log.ts';

/** What a run stops at, with how a user wrote it. */
export interface NamedWatch {
  readonly text: string;
  readonly watch: Watch;
}

export const watches = signal<readonly NamedWatch[]>([]);

const has = (text: string): boolean => watches.value.some((one) => one.text === text);

export const isWatched = computed(() => selection.value !== null && has(subjectText(selection.value)));

export function unwatch(text: string): void {
  watches.value = watches.value.filter((one) => one.text !== text);
  announce(`${text} is no longer watched.`);
}

/** Watches the selection, or no longer does. */
export function toggleWatch(chosen: Selection | null = selection.value): void {
  if (!chosen) {
    announce('Select a section or a block to watch it.');
    return;
  }
  const text = subjectText(chosen);
  if (has(text)) {
    unwatch(text);
    return;
  }
  watches.value = [...watches.value, { text, watch: { kind: 'subject', subject: chosen } }];
  announce(`${text} is watched: c runs on to its next change, Shift+C back to its last.`);
}

/** Watches for a predicate to begin or cease to hold. @returns why the text is none, or null. */
export function watchPredicate(text: string): string | null {
  const answer = parsePredicate(text);
  if (!answer.ok) {
    const { column, read, expected } = answer.problem;
    return `column ${column}: ${read} was read, expected ${expected}`;
  }
  if (!has(text)) {
    watches.value = [...watches.value, { text, watch: { kind: 'predicate', predicate: answer.predicate } }];
  }
  return null;
}

/** Runs on, or back, to the next instant at which a watch stops; where nothing is watched, to a change of the selection. */
export function run(way: Way): void {
  const timeline = openLog.value?.timeline;
  const chosen = selection.value;
  if (!timeline) return;
  const active: readonly Watch[] =
    watches.value.length > 0
      ? watches.value.map(({ watch }) => watch)
      : chosen
        ? [{ kind: 'subject', subject: chosen }]
        : [];
  if (active.length === 0) {
    announce('Nothing is watched: select a section and press w.');
    return;
  }
  const hits = active.flatMap((watch) => nearestHit(timeline, watch, here.value, way) ?? []);
  if (hits.length === 0) announce(`No watch stops ${way === 'on' ? 'after' : 'before'} this.`);
  else jumpTo(way === 'on' ? Math.min(...hits) : Math.max(...hits));
}

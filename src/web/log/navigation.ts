import type { EventType } from '../../../events/catalogue.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { positionsAbout } from '../../timeline/about-index.ts';
import { nearestOfTypes } from '../../timeline/nearest-type.ts';
import { operationsIn, outermost, positionsWithin } from '../../timeline/operations.ts';
import { nearest, type Way } from '../../timeline/positions.ts';
import { announce } from '../shell/announce.ts';
import { secondsOf } from '../shell/words.ts';
import { jumpPlace, replacePlace } from './history.ts';
import { at, event, here, type Selection, selection, subsection } from './instant.ts';
import { arrived, openLog } from './open-log.ts';
import { type View, view } from './view.ts';

const REFUSALS: ReadonlySet<EventType> = new Set<EventType>(['operation.refused', 'operation.failed']);

/** The nearest position to a number that has arrived. */
export const within = (seq: number): number => Math.max(0, Math.min(arrived.value, Math.round(seq)));

/** One step, or a drag: the place before it is not kept. */
export function moveTo(seq: number): void {
  at.value = within(seq);
  replacePlace();
}

/** A jump: the place before it can be gone back to, and the new one is said aloud. */
export function jumpTo(seq: number): void {
  if (within(seq) === here.value) return;
  jumpPlace(() => {
    at.value = within(seq);
  });
  sayHere();
}

export function sayHere(): void {
  const now = event.value;
  announce(now ? `event ${now.seq}, ${secondsOf(now.timeNs)} seconds: ${sentenceOf(now)}` : 'before the first event');
}

export const step = (way: Way): void => moveTo(here.value + (way === 'on' ? 1 : -1));
export const jumpToStart = (): void => jumpTo(openLog.value?.baseline ?? 0);
export const jumpToEnd = (): void => jumpTo(arrived.value);

function jumpAmong(positions: readonly number[], way: Way, none: string): void {
  const seq = nearest(positions, here.value, way);
  if (seq === null) announce(none);
  else jumpTo(seq);
}

/** To the next or last event about the selection. */
export function stepAboutSelection(way: Way): void {
  const timeline = openLog.value?.timeline;
  const subject = selection.value;
  if (!timeline) return;
  if (!subject) announce('Select a section first.');
  else jumpAmong(positionsAbout(timeline, subject), way, `No ${way === 'on' ? 'later' : 'earlier'} event about it.`);
}

/** Within the attempt around this event. */
export function stepInAttempt(way: Way): void {
  const log = openLog.value?.timeline.log;
  const now = event.value;
  const operation = log && now ? operationsIn(log).of(now) : null;
  if (!operation) announce('This event belongs to no operation.');
  else jumpAmong(positionsWithin(outermost(operation)), way, `The attempt ${way === 'on' ? 'ends' : 'begins'} here.`);
}

/** To the nearest event that refused or failed. */
export function stepToRefusal(way: Way): void {
  const log = openLog.value?.log;
  if (!log) return;
  const seq = nearestOfTypes(log, REFUSALS, here.value, way);
  if (seq === null) announce(`Nothing was refused ${way === 'on' ? 'after' : 'before'} this.`);
  else jumpTo(seq);
}

export function select(chosen: Selection | null, bit: number | null = null): void {
  selection.value = chosen;
  subsection.value = bit;
  replacePlace();
}

export function showView(next: View): void {
  view.value = next;
  replacePlace();
}

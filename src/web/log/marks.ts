import { batch, signal } from '@preact/signals';
import { announce } from '../shell/announce.ts';
import { showView } from './navigation.ts';

/** Two instants that are compared; null where none was set. */
export const markA = signal<number | null>(null);
export const markB = signal<number | null>(null);

export function setMark(name: 'a' | 'b', seq: number | null): void {
  (name === 'a' ? markA : markB).value = seq;
  announce(seq === null ? 'The mark is gone.' : `Mark ${name.toUpperCase()} is at event ${seq}.`);
}

/** The next free mark: A, then B, then A again. */
export function markHere(seq: number): void {
  const isSecond = markA.value !== null && markB.value === null && markA.value !== seq;
  if (!isSecond) markB.value = null;
  setMark(isSecond ? 'b' : 'a', seq);
}

/** Sets one end of a comparison, and shows what differs between the two. */
export function compareFrom(name: 'a' | 'b', seq: number): void {
  setMark(name, seq);
  showView('diff');
}

export function swapMarks(): void {
  batch(() => {
    [markA.value, markB.value] = [markB.value, markA.value];
  });
}

import { effect, signal } from '@preact/signals';
import { here } from '../log/instant.ts';
import { moveTo, sayHere } from '../log/navigation.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { announce } from './announce.ts';
import { reducedMotion } from './theme.ts';

/** Events a second, or the record's own rhythm with its pauses cut short. */
export type Pace = '1×' | '2×' | 'rhythm';
export const PACES: readonly Pace[] = ['1×', '2×', 'rhythm'];

export const pace = signal<Pace>('1×');
export const playing = signal(false);

const EVENT_MS = 400;
const LONGEST_PAUSE_MS = 2000;

/** How long to stay at an event before the next one. */
function pauseAt(seq: number): number {
  if (pace.value !== 'rhythm') return pace.value === '2×' ? EVENT_MS / 2 : EVENT_MS;
  const log = openLog.value?.timeline.log;
  const [from, to] = [log?.at(seq)?.timeNs, log?.at(seq + 1)?.timeNs];
  if (from === undefined || to === undefined || from === null || to === null) return 0;
  return Math.min(LONGEST_PAUSE_MS, Math.max(0, Number(to - from) / 1e6));
}

export function togglePlay(): void {
  if (!playing.value && here.value >= arrived.value) moveTo(openLog.value?.baseline ?? 0);
  if (!playing.value && reducedMotion.value) {
    announce('The system asks for less motion: use the arrow keys to move event by event.');
    return;
  }
  playing.value = !playing.value;
  if (!playing.value) sayHere();
}

effect(() => {
  if (!playing.value) return undefined;
  const seq = here.value;
  if (seq >= arrived.value) {
    playing.value = false;
    return undefined;
  }
  const timer = setTimeout(() => moveTo(seq + 1), pauseAt(seq));
  return () => clearTimeout(timer);
});

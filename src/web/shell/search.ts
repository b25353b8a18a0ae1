import { signal } from '@preact/signals';
import { lineOf } from '../events/filter.ts';
import { here } from '../log/instant.ts';
import { jumpTo } from '../log/navigation.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { announce } from './announce.ts';

export const searched = signal('');

/** To the next event, or the one before, whose line holds the words; around the end of the log. */
export function searchFrom(way: 'on' | 'back'): void {
  const log = openLog.value?.timeline.log;
  const words = searched.value.trim().toLowerCase();
  const end = arrived.value;
  if (!log) return;
  if (words === '') {
    announce('Nothing is searched for: press / and type what an event’s line reads.');
    return;
  }
  const by = way === 'on' ? 1 : -1;
  for (let count = 1; count <= end; count++) {
    const seq = ((((here.value - 1 + by * count) % end) + end) % end) + 1;
    const event = log.at(seq);
    if (!event || !lineOf(event).includes(words)) continue;
    jumpTo(seq);
    return;
  }
  announce(`Nothing in the log reads “${searched.value}”.`);
}

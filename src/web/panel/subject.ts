import { computed } from '@preact/signals';
import type { MemoryEvent } from '../../../events/event.ts';
import type { Subject } from '../../timeline/about.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { event, selection } from '../log/instant.ts';
import { opened } from '../log/opened.ts';
import { changed } from '../map/sight.ts';

const blockIn = ({ data }: MemoryEvent): number | null => {
  if ('block' in data) return data.block;
  const block = 'args' in data ? data.args['block'] : undefined;
  return block === undefined ? null : Number(block);
};

/** What a question is about: the selection, or where there is none what the event at this instant is about. */
export const subject = computed<Subject | null>(() => {
  if (selection.value) return selection.value;
  const now = event.value;
  const log = opened.value?.timeline.log;
  if (!now || !log) return null;
  const started = operationsIn(log).of(now)?.started;
  const block = blockIn(now) ?? (started ? blockIn(started) : null);
  if (block !== null && Number.isSafeInteger(block)) return { kind: 'block', number: block };
  const [section] = changed.value;
  return section === undefined ? null : { kind: 'section', number: section };
});

import { computed } from '@preact/signals';
import { blockNamed, type Subject } from '../../timeline/about.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { event, selection } from '../log/instant.ts';
import { openLog } from '../log/open-log.ts';
import { changed } from '../map/view-options.ts';

/** What a question is about: the selection, or where there is none what the event at this instant is about. */
export const subject = computed<Subject | null>(() => {
  if (selection.value) return selection.value;
  const now = event.value;
  const log = openLog.value?.timeline.log;
  if (!now || !log) return null;
  const started = operationsIn(log).of(now)?.started;
  const block = blockNamed(now) ?? (started ? blockNamed(started) : null);
  if (block !== null) return { kind: 'block', number: block };
  const [section] = changed.value;
  return section === undefined ? null : { kind: 'section', number: section };
});

import { plain } from '../../../../events/plain-text.ts';
import type { Appearance } from '../../../timeline/appearance.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import { type WatchedValue, watchedValue } from '../../../timeline/watch.ts';
import type { Style } from '../../action.ts';
import { subjectChangeLines } from '../../text/subject-change.ts';
import { subjectInWords } from '../../text/why-lines.ts';
import type { NumberedWatch } from '../session.ts';

const shown = (appearance: Appearance): unknown => appearance.shown;

/** What a watch sees, for programs: a section or block as `state` prints it, or whether the predicate holds. */
export const seenForJson = (seen: WatchedValue): unknown => (typeof seen === 'boolean' ? seen : shown(seen));

/** What a watch sees after event `seq`, in words. */
export function seenInWords(timeline: Timeline, { watch }: NumberedWatch, seq: number): string {
  if (watch.kind === 'predicate') return watchedValue(timeline, watch, seq) ? 'holds' : 'does not hold';
  return plain(subjectInWords(timeline.stateAt(seq), watch.subject));
}

/** What event `seq` made of what a watch sees: what it was, and what it is. */
export function* hitLines(timeline: Timeline, watched: NumberedWatch, seq: number, style: Style): Generator<string> {
  const { number, text, watch } = watched;
  const name = style.paint(`watch ${number}, ${plain(text)}:`, 'yellow');
  if (watch.kind === 'predicate') {
    yield `${name} ${watchedValue(timeline, watch, seq) ? 'did not hold → holds' : 'held → does not hold'}`;
    return;
  }
  const [from, to] = [timeline.stateAt(seq - 1), timeline.stateAt(seq)];
  const [words, ...maps] = subjectChangeLines(from, to, watch.subject, style);
  yield `${name} ${words}`;
  for (const map of maps) yield `  ${map}`;
}

/** A hit for programs. */
export const hitForJson = (timeline: Timeline, { number, text, watch }: NumberedWatch, seq: number) => ({
  watch: number,
  what: text,
  old: seenForJson(watchedValue(timeline, watch, seq - 1)),
  new: seenForJson(watchedValue(timeline, watch, seq)),
});

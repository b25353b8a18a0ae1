import { blockNamed, type SectionRange, type Subject, sectionRangesOf } from '../../timeline/about.ts';
import { eventHere } from '../../timeline/cursor.ts';
import { operationsIn } from '../../timeline/operations.ts';
import { type ActionInput, UsageError } from '../action.ts';
import { subjectAsked } from './instant.ts';
import type { Session } from './session.ts';

/** Ranges that overlap or touch, as one. */
function merged(ranges: readonly SectionRange[]): readonly SectionRange[] {
  const out: SectionRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = out.at(-1);
    if (before && range.first <= before.last + 1) {
      out[out.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
    } else out.push(range);
  }
  return out;
}

/** What the event here is about, by itself or by the operation that it is part of. */
function subjectHere({ cursor }: Session): Subject | string {
  const event = eventHere(cursor);
  if (!event) return 'nothing happened yet here';
  const operation = operationsIn(cursor.timeline.log).of(event);
  const events = operation ? [event, operation.started] : [event];
  const block = events.map(blockNamed).find((number) => number !== null);
  if (block !== undefined) return { kind: 'block', number: block };
  for (const one of events) {
    const ranges = merged(sectionRangesOf(cursor.timeline.initial, one));
    const [range] = ranges;
    if (!range) continue;
    if (ranges.length === 1 && range.first === range.last) return { kind: 'section', number: range.first };
    const all = ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`));
    return `the event here is about sections ${all.slice(0, 3).join(', ')}${all.length > 3 ? ', …' : ''}: name one`;
  }
  return 'the event here is about no section and no block';
}

/**
 * The section or block that was named; where none was, the one that the event here is about.
 * @throws UsageError for a text that names none, and where the event is about none, or several
 */
export function subjectAskedOrHere(session: Session, input: ActionInput, name: string): Subject {
  if (input.args[name] !== undefined) return subjectAsked(session, input, name);
  const here = subjectHere(session);
  if (typeof here !== 'string') return here;
  throw new UsageError(`${here}; section:N or block:N says of what`, name);
}

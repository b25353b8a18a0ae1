import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import type { Subject } from '../../timeline/about.ts';
import { eventHere, stateHere } from '../../timeline/cursor.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import { visibleDiff } from '../../timeline/visible-diff.ts';
import { type ActionResult, type Style, valueAnswer } from '../action.ts';
import { eventLines } from '../answers/events.ts';
import { changeLines } from '../text/change.ts';
import { branchHere, type Session, sourceHere } from './session.ts';

const SECOND = 1_000_000_000n;

/** `34.728 522s`, in groups of three digits; nothing where the source has no time. */
function clock(timeNs: bigint | null): string {
  if (timeNs === null) return '';
  const micros = String((timeNs % SECOND) / 1000n).padStart(6, '0');
  return ` ${timeNs / SECOND}.${micros.slice(0, 3)} ${micros.slice(3)}s`;
}

/** Where the session is, as a prompt: `(memlapse 104/312 34.728 522s) `, `(memlapse branch 1 108/110 34.728 522s) `. */
export function promptOf(session: Session, style: Style): string {
  const { cursor } = session;
  const { timeNs } = stateHere(cursor).at;
  const here = branchHere(session);
  const place = `${here ? `branch ${here.name} ` : ''}${cursor.seq}/${cursor.timeline.end}${clock(timeNs)}`;
  return `${style.paint(`(memlapse ${place})`, 'cyan')} `;
}

/** Details of why a session stands where it does, for programs and for people: they come before where that is. */
export interface StopDetails {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: (style: Style) => Iterable<string>;
  /** Sections and blocks whose change the text tells already. */
  readonly subjects: readonly Subject[];
}

const NO_DETAILS: StopDetails = { value: {}, text: () => [], subjects: [] };

/** Details for programs only. */
export const forPrograms = (value: StopDetails['value']): StopDetails => ({ ...NO_DETAILS, value });

/** Where a session is: the event that is the last one there, and what it changed. @param stopped why it stands here */
export function hereAnswer(
  session: Session,
  stopped: string | null = null,
  details: StopDetails = NO_DETAILS,
): ActionResult {
  const { timeline, seq } = session.cursor;
  const event = eventHere(session.cursor);
  const here = stateHere(session.cursor);
  const before = seq === 0 ? here : timeline.stateAt(seq - 1);
  const { sections, blocks } = visibleDiff(before, here);
  const value = {
    ...details.value,
    at: { seq, timeNs: timeForJson(here.at.timeNs) },
    event: event ? toCloudEvent(event, sourceHere(session)) : null,
    changed: { sections, blocks },
    stopped,
  };
  return valueAnswer(value, function* (style) {
    if (stopped !== null) yield style.paint(stopped, 'yellow');
    yield* details.text(style);
    if (!event) return yield 'before the first event: nothing is known of memory yet';
    yield* eventLines([event], String(timeline.end).length, style);
    for (const line of changeLines(before, here, style, details.subjects)) yield `    ${line}`;
  });
}

/** What a long run that was interrupted says: it went nowhere. */
export const interruptedAnswer = (session: Session): ActionResult =>
  hereAnswer(session, 'interrupted: you are where you were');

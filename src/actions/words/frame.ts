import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { eventHere, stateHere } from '../../timeline/cursor.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import { visibleDiff } from '../../timeline/visible-diff.ts';
import { type ActionResult, EXIT, type Style } from '../action.ts';
import { eventLines } from '../answers/events.ts';
import { changeLines } from '../text/change.ts';
import type { Session } from './session.ts';

const SECOND = 1_000_000_000n;

/** `34.728 522s`, in groups of three digits; nothing where the source has no time. */
function clock(timeNs: bigint | null): string {
  if (timeNs === null) return '';
  const micros = String((timeNs % SECOND) / 1000n).padStart(6, '0');
  return ` ${timeNs / SECOND}.${micros.slice(0, 3)} ${micros.slice(3)}s`;
}

/** Where the session is, as a prompt: `(memlapse 104/312 34.728 522s) `. */
export function promptOf({ cursor }: Session, style: Style): string {
  const { timeNs } = stateHere(cursor).at;
  const place = `${cursor.seq}/${cursor.timeline.end}${clock(timeNs)}`;
  return `${style.paint(`(memlapse ${place})`, 'cyan')} `;
}

/** Where a session is: the event that is the last one there, and what it changed. @param stopped why it stands here */
export function hereAnswer({ cursor, source }: Session, stopped: string | null = null): ActionResult {
  const { timeline, seq } = cursor;
  const event = eventHere(cursor);
  const here = stateHere(cursor);
  const before = seq === 0 ? here : timeline.stateAt(seq - 1);
  const { sections, blocks } = visibleDiff(before, here);
  const value = {
    at: { seq, timeNs: timeForJson(here.at.timeNs) },
    event: event ? toCloudEvent(event, source.name) : null,
    changed: { sections, blocks },
    stopped,
  };
  return {
    exit: EXIT.clean,
    json: { kind: 'value', value },
    *text(style) {
      if (stopped !== null) yield style.paint(stopped, 'yellow');
      if (!event) return yield 'before the first event: nothing is known of memory yet';
      yield* eventLines([event], String(timeline.end).length, style);
      for (const line of changeLines(before, here, style)) yield `    ${line}`;
    },
  };
}

import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import { type ActionResult, EXIT, type Style } from '../action.ts';
import { eventLine } from '../answers/events.ts';
import { type Session, stateHere } from './session.ts';

const SECOND = 1_000_000_000n;

/** `34.728 522s`, in groups of three digits; nothing where the source has no time. */
function clock(timeNs: bigint | null): string {
  if (timeNs === null) return '';
  const micros = String((timeNs % SECOND) / 1000n).padStart(6, '0');
  return ` ${timeNs / SECOND}.${micros.slice(0, 3)} ${micros.slice(3)}s`;
}

/** Where the session is, as a prompt: `(memlapse 104/312 34.728 522s) `. */
export function promptOf(session: Session, style: Style): string {
  const { timeNs } = stateHere(session).at;
  const place = `${session.seq}/${session.source.log.position}${clock(timeNs)}`;
  return `${style.paint(`(memlapse ${place})`, 'cyan')} `;
}

/** Where a session came to: the event that is the last one there, and what it changed. */
export function hereAnswer(session: Session, why: string | null = null): ActionResult {
  const { source, seq } = session;
  const event = source.log.at(seq);
  const at = { seq, timeNs: timeForJson(stateHere(session).at.timeNs) };
  return {
    exit: EXIT.clean,
    json: { kind: 'value', value: { at, event: event ? toCloudEvent(event, source.name) : null, stopped: why } },
    *text(style) {
      if (why !== null) yield style.paint(why, 'yellow');
      if (event) yield eventLine(event, String(source.log.position).length, style);
      else yield 'before the first event: nothing is known of memory yet';
    },
  };
}

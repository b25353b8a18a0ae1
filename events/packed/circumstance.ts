import type { Actor, EventDraft, Place } from '../event.ts';
import { fitsTime } from './columns.ts';

/** Who did what where, without the line: the same for most events of a source. */
export interface Circumstance {
  readonly actor: Actor | null;
  readonly file: string | null;
  /** The line, where it fits no column. */
  readonly exactLine: number | null;
  /** The time, where it fits no column. */
  readonly exactTime: bigint | null;
}

const LARGEST_LINE = 0xffff_ffff;

const fitsColumn = (line: number): boolean =>
  Number.isInteger(line) && line >= 0 && line <= LARGEST_LINE && !Object.is(line, -0);

/** An event's circumstance, and what goes into the column of lines. */
export function circumstanceOf({ actor, place, timeNs }: Pick<EventDraft, 'actor' | 'place' | 'timeNs'>): {
  readonly circumstance: Circumstance;
  readonly line: number;
} {
  const lineFits = place === null || fitsColumn(place.line);
  return {
    circumstance: {
      actor: actor && Object.freeze({ ...actor }),
      file: place?.file ?? null,
      exactLine: lineFits ? null : place.line,
      exactTime: timeNs === null || fitsTime(timeNs) ? null : timeNs,
    },
    line: place && lineFits ? place.line : 0,
  };
}

export const keyOfCircumstance = ({ actor, file, exactLine, exactTime }: Circumstance): string =>
  JSON.stringify([actor && [actor.task, actor.pid, actor.cpu], file, exactLine, exactTime?.toString() ?? null]);

/** The place of an event; frozen. */
export const placeIn = ({ file, exactLine }: Circumstance, line: number): Place | null =>
  file === null ? null : Object.freeze({ file, line: exactLine ?? line });

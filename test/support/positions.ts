import type { EventType } from '../../events/catalogue.ts';
import type { EventLog } from '../../events/log.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { positionOf } from '../../src/timeline/instant.ts';

/** The position at which a step of a recording was dumped. */
export function stepPosition({ log, baseline }: Pick<OpenedSource, 'log' | 'baseline'>, step: number): number {
  const answer = positionOf(log, baseline, { kind: 'step', step });
  if (!answer.ok) throw new Error(answer.reason);
  return answer.seq;
}

/** Positions of the events of a type whose pages begin in a section, ascending. */
export const positionsIn = (
  { log, initial }: Pick<OpenedSource, 'log' | 'initial'>,
  type: EventType,
  section: number,
): readonly number[] =>
  [...log.read()]
    .filter(
      ({ type: own, data }) =>
        own === type && 'pfn' in data && Math.floor(data.pfn / initial.profile.geometry.pagesPerSection) === section,
    )
    .map(({ seq }) => seq);

/** Positions of all events of a type, ascending. */
export const positionsOf = (log: EventLog, type: EventType): readonly number[] =>
  [...log.read()].filter((event) => event.type === type).map(({ seq }) => seq);

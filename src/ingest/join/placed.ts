import type { EventDraft } from '../../../events/event.ts';
import { nanoseconds } from '../../../machines/kernel/units.ts';
import type { Offset } from './offset.ts';
import type { SecondSource, Sighting } from './sighting.ts';

/** A sighting on the clock of the log. */
export interface PlacedSighting {
  readonly atNs: bigint;
  readonly sighting: Sighting;
  readonly source: SecondSource;
  readonly draft: EventDraft;
}

/** Sightings of a source whose offset is known, at their times. What would lie before boot happened at boot. */
export const placedSightings = (source: SecondSource, { offsetNs }: Offset): readonly PlacedSighting[] =>
  source.sightings.map((sighting) => {
    const own = sighting.ownNs + offsetNs;
    const atNs = own < 0n ? 0n : own;
    const place = { file: source.file, line: sighting.line };
    return { atNs, sighting, source, draft: { ...sighting.draft, timeNs: nanoseconds(atNs), place } };
  });

/** In the order of time; at the same time, in the order of their lines. */
export const inTime = (a: PlacedSighting, b: PlacedSighting): number => {
  if (a.atNs !== b.atNs) return a.atNs < b.atNs ? -1 : 1;
  if (a.source.file !== b.source.file) return a.source.file < b.source.file ? -1 : 1;
  return a.sighting.line - b.sighting.line;
};

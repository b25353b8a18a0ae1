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
export const placedSightings = (
  source: SecondSource,
  { offsetNs }: Pick<Offset, 'offsetNs'>,
): readonly PlacedSighting[] =>
  source.sightings.map((sighting) => {
    const own = sighting.ownNs + offsetNs;
    const atNs = own < 0n ? 0n : own;
    const place = { file: source.file, line: sighting.line };
    return { atNs, sighting, source, draft: { ...sighting.draft, timeNs: nanoseconds(atNs), place } };
  });

/** In the order of time; at the same time, in the order of their lines. */
const inTime = (a: PlacedSighting, b: PlacedSighting): number => {
  if (a.atNs !== b.atNs) return a.atNs < b.atNs ? -1 : 1;
  if (a.source.file !== b.source.file) return a.source.file < b.source.file ? -1 : 1;
  return a.sighting.line - b.sighting.line;
};

/** What makes two events of one moment the same. Of a page's dump, which a file may cut, the page does. */
const keyOf = ({ atNs, draft }: PlacedSighting): string =>
  JSON.stringify([String(atNs), draft.type, draft.type === 'page.dumped' ? draft.data.pfn : draft.data]);

const isWhole = ({ draft }: PlacedSighting): boolean => draft.type !== 'page.dumped' || draft.data.reason !== null;

/** In the order of time, each event once: what two files tell of one moment in the same words is one event. */
export function inOrder(placed: readonly PlacedSighting[]): readonly PlacedSighting[] {
  const seen = new Map<string, { readonly had: Map<SecondSource, number>; readonly at: number[] }>();
  const told: PlacedSighting[] = [];
  for (const one of placed.toSorted(inTime)) {
    const key = keyOf(one);
    const known = seen.get(key) ?? { had: new Map<SecondSource, number>(), at: [] };
    seen.set(key, known);
    const had = (known.had.get(one.source) ?? 0) + 1;
    known.had.set(one.source, had);
    const before = known.at[had - 1];
    if (before === undefined) known.at.push(told.push(one) - 1);
    else if (isWhole(one) && told[before] && !isWhole(told[before])) told[before] = one;
  }
  return told;
}

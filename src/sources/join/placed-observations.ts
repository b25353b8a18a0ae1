import type { EventDraft } from '../../../events/event.ts';
import { nanoseconds } from '../../../machines/kernel/units.ts';
import type { EvidenceSource, Observation } from './observation.ts';
import type { Offset } from './offset.ts';

/** Observation on the clock of the log. */
export interface PlacedObservation {
  readonly atNs: bigint;
  readonly observation: Observation;
  readonly source: EvidenceSource;
  readonly draft: EventDraft;
}

/** Observations of a source whose offset is known, at their times. What would lie before boot happened at boot. */
export const placedObservations = (
  source: EvidenceSource,
  { offsetNs }: Pick<Offset, 'offsetNs'>,
): readonly PlacedObservation[] =>
  source.observations.map((observation) => {
    const own = observation.ownNs + offsetNs;
    const atNs = own < 0n ? 0n : own;
    const place = { file: source.file, line: observation.line };
    return { atNs, observation, source, draft: { ...observation.draft, timeNs: nanoseconds(atNs), place } };
  });

/** In the order of time; at the same time, in the order of their lines. */
const byTime = (a: PlacedObservation, b: PlacedObservation): number => {
  if (a.atNs !== b.atNs) return a.atNs < b.atNs ? -1 : 1;
  if (a.source.file !== b.source.file) return a.source.file < b.source.file ? -1 : 1;
  return a.observation.line - b.observation.line;
};

/** What makes two events of one moment the same. Of a page's dump, which a file may cut, the page does. */
const keyOf = ({ atNs, draft }: PlacedObservation): string =>
  JSON.stringify([String(atNs), draft.type, draft.type === 'page.dumped' ? draft.data.pfn : draft.data]);

const isWholeDump = ({ draft }: PlacedObservation): boolean =>
  draft.type !== 'page.dumped' || draft.data.reason !== null;

/** Observations in the order of time; equal events of two files at one moment are one event. */
export function inTimeOrder(placed: readonly PlacedObservation[]): readonly PlacedObservation[] {
  const seen = new Map<string, { readonly had: Map<EvidenceSource, number>; readonly at: number[] }>();
  const kept: PlacedObservation[] = [];
  for (const one of placed.toSorted(byTime)) {
    const key = keyOf(one);
    const known = seen.get(key) ?? { had: new Map<EvidenceSource, number>(), at: [] };
    seen.set(key, known);
    const had = (known.had.get(one.source) ?? 0) + 1;
    known.had.set(one.source, had);
    const before = known.at[had - 1];
    if (before === undefined) known.at.push(kept.push(one) - 1);
    else if (isWholeDump(one) && kept[before] && !isWholeDump(kept[before])) kept[before] = one;
  }
  return kept;
}

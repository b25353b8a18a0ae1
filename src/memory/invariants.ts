import type { EventDraft } from '../../events/event.ts';
import type { Profile } from '../../machines/kernel/profile.ts';
import { BLOCK_INVARIANTS } from './invariants/blocks.ts';
import { FLAG_INVARIANTS } from './invariants/flags.ts';
import { HISTORY_INVARIANTS } from './invariants/history.ts';
import type { Invariant, Rule, StepInvariant, Violation } from './invariants/invariant.ts';
import { LOOKUP_INVARIANTS } from './invariants/lookups.ts';
import { MAP_INVARIANTS } from './invariants/maps.ts';
import { MEMMAP_INVARIANTS } from './invariants/memmaps.ts';
import { NOTIFIER_INVARIANTS } from './invariants/notifiers.ts';
import { OPERATION_INVARIANTS } from './invariants/operations.ts';
import type { MemoryState } from './state.ts';

export type { Invariant, Rule, StepInvariant, Violation };

const byNumber = <T extends Rule>(rules: readonly T[]): readonly T[] => rules.toSorted((a, b) => a.number - b.number);

/** What holds of every state, by its number in docs/kernel.md §6.3. */
export const STATE_INVARIANTS: readonly Invariant[] = byNumber([
  ...FLAG_INVARIANTS,
  ...MAP_INVARIANTS,
  ...MEMMAP_INVARIANTS,
  ...LOOKUP_INVARIANTS,
  ...BLOCK_INVARIANTS,
]);

/** What holds of every step, by its number in docs/kernel.md §6.3. */
export const STEP_INVARIANTS: readonly StepInvariant[] = byNumber([
  ...HISTORY_INVARIANTS,
  ...OPERATION_INVARIANTS,
  ...NOTIFIER_INVARIANTS,
]);

/** What of docs/kernel.md §6.3 a state of this model can't show: a whole invariant, or the part of one that is named. */
export interface NotExpressible {
  readonly number: number;
  readonly what: 'whole' | 'part';
  readonly reason: string;
}

export const NOT_EXPRESSIBLE: readonly NotExpressible[] = [
  { number: 7, what: 'part', reason: 'the size of a usage map: the state knows whose it is, not how large' },
  { number: 12, what: 'part', reason: 'the counters of /proc/vmstat (v6.12), which no event carries' },
  { number: 20, what: 'part', reason: 'memblock entries, which the state does not keep' },
  { number: 23, what: 'part', reason: 'uevents themselves: the events that send them are held to alternate' },
  {
    number: 27,
    what: 'whole',
    reason: 'the state keeps no zone spans: they are read off the online blocks, so they cover them by making',
  },
  {
    number: 29,
    what: 'whole',
    reason: 'the order inside one section_deactivate() and an RCU grace period are no events of a log',
  },
  { number: 30, what: 'whole', reason: 'the state keeps no present, managed and spanned page counts of nodes' },
];

const appliesTo = (profile: Profile, { memoryModels }: Rule): boolean => memoryModels.includes(profile.memoryModel);

/** Where a state breaks an invariant of its memory model, known kernel bugs included. */
export const violationsOf = (state: MemoryState): readonly Violation[] =>
  STATE_INVARIANTS.flatMap((rule) => (appliesTo(state.profile, rule) ? rule.holds(state) : []));

/** Where a step breaks an invariant of its memory model, known kernel bugs included. */
export const violationsOver = (before: MemoryState, event: EventDraft, after: MemoryState): readonly Violation[] =>
  STEP_INVARIANTS.flatMap((rule) => (appliesTo(after.profile, rule) ? rule.holdsOver(before, event, after) : []));

const BY_NAME: ReadonlyMap<string, Rule> = new Map(
  [...STATE_INVARIANTS, ...STEP_INVARIANTS].map((rule) => [rule.name, rule]),
);

/** The rule that a violation broke; undefined for a name that no invariant has. */
export const ruleOf = ({ invariant }: Pick<Violation, 'invariant'>): Rule | undefined => BY_NAME.get(invariant);

import { decided } from '../../../events/event.ts';
import type { PackedLog } from '../../../events/packed/packed-log.ts';
import { packData, type Shape } from '../../../events/packed/shape.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import type { SectionFacts } from '../../../machines/section-facts.ts';
import { sectionWorkOf } from '../../../src/memory/section-change.ts';
import { sectionEntry } from '../../../src/memory/sections.ts';
import type { MemoryState } from '../../../src/memory/state.ts';
import { eventOfShape } from '../../../src/timeline/replay/program.ts';
import { replayOf } from '../../../src/timeline/replay/replay.ts';
import type { Contestant } from '../baselines/contestant.ts';
import { stopwatch } from '../stopwatch.ts';
import { typedFold } from './typed-fold.ts';

/** Section transitions a second. */
export interface Rate {
  readonly perSecond: number;
  readonly events: number;
}

const asText = (facts: SectionFacts | undefined): string =>
  facts === undefined || facts.lifecycle === 'removed'
    ? 'removed'
    : JSON.stringify(
        [facts.lifecycle, facts.origin, facts.device, facts.map, facts.deviceMap, facts.memmap, facts.leakedBytes],
        (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
      );

/** Every contestant must come to the memory that ours comes to: a rate of something else would mean nothing. @throws Error */
function expectSame(
  name: string,
  state: MemoryState,
  sections: number,
  facts: (nr: number) => SectionFacts | undefined,
) {
  for (let section = 0; section < sections; section++) {
    const ours = asText(sectionEntry(state, sectionNr(section)).facts);
    const theirs = asText(facts(section));
    if (ours !== theirs) throw new Error(`${name}: section ${section} is ${theirs}, and ${ours} by our replay`);
  }
}

const fastest = (times: readonly number[]): number => Math.min(...times);

/** The log as if nothing but events about pages happened: what a fold over sections alone does of it. */
function pagesAlone(log: PackedLog): PackedLog {
  const { shape: silent } = packData(decided('mark.set', { step: null, name: '' }));
  const isAboutPages = (shape: Shape): boolean =>
    shape.type === 'memory.booted' || sectionWorkOf(eventOfShape(shape, 0, 0, 0)) !== null;
  return { ...log, shapes: log.shapes.map((shape) => (isAboutPages(shape) ? shape : silent)) };
}

/** Rounds of the fast contestants, one after the other in turn, so that what disturbs the machine disturbs all. */
const ROUNDS = 7;

/**
 * Ours, whole memory with blocks, attempts and resources, beside the limit, a fold over sections alone. The fastest round of
 * each counts: it is the least disturbed.
 */
export function bulkReplay(log: PackedLog, initial: MemoryState, sections: number) {
  const fold = typedFold(log, initial.profile, sections);
  const ours: number[] = [];
  const alone: number[] = [];
  const limit: number[] = [];
  const pages = pagesAlone(log);
  let touched = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const elapsed = stopwatch();
    const replay = replayOf(log, initial);
    replay.advance(log.position);
    const state = replay.state();
    ours.push(elapsed());
    const elapsedAlone = stopwatch();
    replayOf(pages, initial).advance(pages.position);
    alone.push(elapsedAlone());
    const elapsedOfLimit = stopwatch();
    touched = fold.run();
    limit.push(elapsedOfLimit());
    if (round > 0) continue;
    expectSame('the fold', state, sections, (section) => fold.table.entries[fold.sections[section] ?? 0]?.facts);
  }
  const rate = (ms: number): Rate => ({ perSecond: touched / (ms / 1000), events: log.position });
  return {
    touched,
    ours: rate(fastest(ours)),
    pages: rate(fastest(alone)),
    limit: rate(fastest(limit)),
    oursMs: fastest(ours),
  };
}

/** A contestant over the first events of the log: as many as it gets through. */
export async function compete(
  { name, events: most, run }: Contestant,
  log: PackedLog,
  initial: MemoryState,
  sections: number,
): Promise<Rate> {
  const events = [...log.read(1, Math.min(most, log.position))];
  const { ms, touched, facts } = await run({ profile: initial.profile, events, sections });
  const replay = replayOf(log, initial);
  replay.advance(events.length);
  expectSame(name, replay.state(), sections, facts);
  return { perSecond: touched / (ms / 1000), events: events.length };
}

import { popcount } from '../../../machines/kernel/ranges.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState, SectionEntry } from '../../memory/state.ts';
import type { Subject } from '../about.ts';
import { positionsAbout } from '../about-index.ts';
import { countUpTo } from '../positions.ts';
import { lastErrno, tallyOf } from '../tally.ts';
import type { Timeline } from '../timeline.ts';
import { blockIs, countBlocks, countSections, sectionIs } from './counts.ts';
import type { Comparison, Counted, Predicate } from './predicate.ts';

function compare(a: number, comparison: Comparison, b: number): boolean {
  switch (comparison) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

const equal = (same: boolean, comparison: '=' | '!='): boolean => same === (comparison === '=');

function nodeOf(state: MemoryState, { kind, number }: Subject): number | null {
  if (kind === 'block') return state.memoryBlocks[number]?.nid ?? null;
  const { facts, nid } = sectionEntry(state, sectionNr(number));
  return facts.lifecycle === 'removed' ? null : nid;
}

/** Sub-sections that are populated; where the memory model keeps no map, those whose struct pages exist. */
const populated = ({ facts }: SectionEntry): number => popcount(facts.map ?? facts.memmap.populated);

function countOf(timeline: Timeline, seq: number, of: Counted): number {
  switch (of) {
    case 'attempts':
      return Object.keys(timeline.stateAt(seq).attempts).length;
    case 'lost':
      return timeline.stateAt(seq).lost;
    default:
      return countUpTo(tallyOf(timeline.log)[of], seq);
  }
}

/** Whether a predicate holds after event `seq`. What can't be known (a map that is not kept, a node) equals nothing. */
export function holds(predicate: Predicate, timeline: Timeline, seq: number): boolean {
  const section = (number: number): SectionEntry => sectionEntry(timeline.stateAt(seq), sectionNr(number));
  switch (predicate.kind) {
    case 'and':
      return predicate.parts.every((part) => holds(part, timeline, seq));
    case 'or':
      return predicate.parts.some((part) => holds(part, timeline, seq));
    case 'not':
      return !holds(predicate.part, timeline, seq);
    case 'sectionIs':
      return sectionIs(section(predicate.section), predicate.word);
    case 'mapHas': {
      const { map } = section(predicate.section).facts;
      return map !== null && ((map >> BigInt(predicate.subsection)) & 1n) === 1n;
    }
    case 'mapIs': {
      const { map } = section(predicate.section).facts;
      return map !== null && equal(map === predicate.map, predicate.comparison);
    }
    case 'populated':
      return compare(populated(section(predicate.section)), predicate.comparison, predicate.value);
    case 'blockIs':
      return blockIs(timeline.stateAt(seq).memoryBlocks[predicate.block], predicate.word);
    case 'zone': {
      const entry = timeline.stateAt(seq).memoryBlocks[predicate.block];
      return entry !== undefined && equal((entry.zone ?? 'none') === predicate.zone, predicate.comparison);
    }
    case 'node': {
      const node = nodeOf(timeline.stateAt(seq), predicate.subject);
      return node !== null && compare(node, predicate.comparison, predicate.value);
    }
    case 'sections':
      return compare(countSections(timeline.stateAt(seq), predicate.word), predicate.comparison, predicate.value);
    case 'blocks':
      return compare(countBlocks(timeline.stateAt(seq), predicate.of), predicate.comparison, predicate.value);
    case 'count':
      return compare(countOf(timeline, seq, predicate.of), predicate.comparison, predicate.value);
    case 'errno':
      return equal(lastErrno(tallyOf(timeline.log), seq) === predicate.errno, predicate.comparison);
    case 'crashed':
      return timeline.stateAt(seq).crashed !== null;
  }
}

/** Adds the positions at which one claim can change; false where any event may change it. */
function mayChangeAt(predicate: Predicate, timeline: Timeline, into: Set<number>): boolean {
  const add = (positions: readonly number[]): true => {
    for (const position of positions) into.add(position);
    return true;
  };
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.parts.every((part) => mayChangeAt(part, timeline, into));
    case 'not':
      return mayChangeAt(predicate.part, timeline, into);
    case 'sectionIs':
    case 'mapHas':
    case 'mapIs':
    case 'populated':
      return add(positionsAbout(timeline, { kind: 'section', number: predicate.section }));
    case 'blockIs':
    case 'zone':
      return add(positionsAbout(timeline, { kind: 'block', number: predicate.block }));
    case 'node':
      return add(positionsAbout(timeline, predicate.subject));
    case 'errno':
      return add(tallyOf(timeline.log).errors);
    case 'count':
      if (predicate.of === 'attempts') return false;
      return add(tallyOf(timeline.log)[predicate.of === 'lost' ? 'losses' : predicate.of]);
    case 'crashed':
      return add(tallyOf(timeline.log).crashes);
    default:
      return false;
  }
}

/** Positions at which a predicate may change, ascending: the others need not be looked at. */
export function candidates(predicate: Predicate, timeline: Timeline): readonly number[] {
  const positions = new Set<number>();
  if (mayChangeAt(predicate, timeline, positions)) return [...positions].sort((a, b) => a - b);
  return Array.from({ length: timeline.end }, (_, index) => index + 1);
}

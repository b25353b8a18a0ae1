import type { PackedLog } from '../../../events/packed/packed-log.ts';
import { unpackLength } from '../../../events/packed/shape.ts';
import type { Profile } from '../../../machines/kernel/profile.ts';
import { subsectionMask } from '../../../machines/kernel/ranges.ts';
import { pfn } from '../../../machines/kernel/units.ts';
import { bootRuns } from '../../../src/memory/boot-sections.ts';
import { type SectionWork, sectionWorkOf } from '../../../src/memory/section-change.ts';
import { NOTHING } from '../../../src/timeline/replay/compiled-table.ts';
import { eventOfShape } from '../../../src/timeline/replay/program.ts';
import { type SectionTable, sectionTable } from '../../../src/timeline/replay/tables.ts';

/**
 * The limit: sections and nothing else, in one typed array, by one loop over the columns that looks every answer up in a
 * plain table. The table is filled before, by a fold that asks the model; the loop itself can't ask.
 */
export interface TypedFold {
  /** Folds the whole log over sections that are not there yet, and returns how many entries events touched. */
  run(): number;
  readonly sections: Uint16Array;
  readonly table: SectionTable;
}

const NO_WORK = 0;
const WHOLE = 1;
const PIECES = 2;
const BOOT = 3;

/** Answers asked of one change, as long as every entry that is known. */
type Row = Uint16Array;

export function typedFold(log: PackedLog, profile: Profile, sections: number): TypedFold {
  const { geometry } = profile;
  const { pagesPerSection, pagesPerSubsection, subsectionsPerSection } = geometry;
  const table = sectionTable(profile, { entries: 2 ** 16, cells: 2 ** 24, crowded: () => {} });
  const state = new Uint16Array(sections);
  const kinds = new Uint8Array(log.shapes.length);
  const taints = new Uint8Array(log.shapes.length);
  const changes = new Int32Array(log.shapes.length).fill(-1);
  const works: (SectionWork | null)[] = log.shapes.map((shape) => sectionWorkOf(eventOfShape(shape, 0, 0, 0)));
  const whole = subsectionMask(geometry, { pfn: pfn(0), nrPages: pagesPerSection });
  for (const [shape, { type, fields }] of log.shapes.entries()) {
    const work = works[shape];
    if (type === 'memory.booted') kinds[shape] = BOOT;
    if (!work || !fields.some(({ key }) => key === 'nrPages')) continue;
    kinds[shape] = work.reach === 'pieces' ? PIECES : WHOLE;
    taints[shape] = work.taintsEdges ? 1 : 0;
    changes[shape] = table.changeOf({ op: work.op, nid: work.nid, subsections: work.reach === 'pieces' ? whole : 0n });
  }
  const taint = table.changeOf({ op: 'taint', nid: null, subsections: 0n });
  const partial = new Map<number, number>();
  const partialOf = (shape: number, from: number, to: number): number => {
    const key = (shape * subsectionsPerSection + from) * subsectionsPerSection + to;
    const known = partial.get(key);
    if (known !== undefined) return known;
    const work = works[shape];
    const frames = { pfn: pfn(from * pagesPerSubsection), nrPages: (to - from + 1) * pagesPerSubsection };
    const change = table.changeOf({
      op: work?.op ?? 'adopt',
      nid: work?.nid ?? null,
      subsections: subsectionMask(geometry, frames),
    });
    partial.set(key, change);
    return change;
  };

  let rows: Row[] | null = null;
  let most = 0;
  const range = (first: number, last: number, change: number): number => {
    if (rows) {
      const row = rows[change] as Row;
      for (let at = first; at <= last; at++) state[at] = row[state[at] as number] as number;
    } else {
      most = Math.max(most, change);
      for (let at = first; at <= last; at++) state[at] = table.ask(change, state[at] as number);
    }
    return last - first + 1;
  };

  const boot = (position: number): number => {
    const event = log.at(position);
    if (event?.type !== 'memory.booted') return 0;
    let touched = 0;
    for (const { first, last, change } of bootRuns(geometry, event.data)) {
      touched += range(first, last, table.changeOf(change));
    }
    return touched;
  };

  const run = (): number => {
    state.fill(NOTHING);
    let touched = 0;
    let base = 0;
    for (const { length, shapes, a, b } of log.columns.chunks) {
      for (let index = 0; index < length; index++) {
        const shape = shapes[index] as number;
        const kind = kinds[shape] as number;
        if (kind === NO_WORK) continue;
        if (kind === BOOT) {
          touched += boot(base + index + 1);
          continue;
        }
        const start = a[index] as number;
        const end = start + unpackLength(b[index] as number);
        if (end === start) continue;
        let first = Math.floor(start / pagesPerSection);
        let last = Math.floor((end - 1) / pagesPerSection);
        const change = changes[shape] as number;
        if (kind === WHOLE) {
          touched += range(first, last, change);
          continue;
        }
        const from = Math.floor((start - first * pagesPerSection) / pagesPerSubsection);
        const to = Math.floor((end - 1 - last * pagesPerSection) / pagesPerSubsection);
        if (from === 0 && to === subsectionsPerSection - 1) touched += range(first, last, change);
        else if (first === last) touched += range(first, last, partialOf(shape, from, to));
        else {
          touched += last - first + 1;
          if (from !== 0) range(first, first++, partialOf(shape, from, subsectionsPerSection - 1));
          if (to !== subsectionsPerSection - 1) range(last, last--, partialOf(shape, 0, to));
          if (first <= last) range(first, last, change);
        }
        if (taints[shape] === 0) continue;
        if (start % pagesPerSection !== 0)
          touched += range(Math.floor(start / pagesPerSection), Math.floor(start / pagesPerSection), taint);
        if (end % pagesPerSection !== 0)
          touched += range(Math.floor(end / pagesPerSection), Math.floor(end / pagesPerSection), taint);
      }
      base += length;
    }
    return touched;
  };

  run();
  const asked = Array.from({ length: most + 1 }, (_, change) => {
    const row = new Uint16Array(table.entries.length);
    for (const [entry, answer] of table.row(change).entries())
      if (entry < row.length && answer >= 0) row[entry] = answer;
    return row;
  });
  rows = asked;
  return { run, sections: state, table };
}

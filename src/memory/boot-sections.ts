import type { EventData } from '../../events/catalogue.ts';
import type { Geometry } from '../../machines/kernel/geometry.ts';
import { partsOf, sectionOf, subsectionMask } from '../../machines/kernel/ranges.ts';
import { pfn, type SectionNr, sectionNr } from '../../machines/kernel/units.ts';
import type { SectionChange } from './section-change.ts';

/** Sections from `first` to `last`, both included, to which boot does the same. */
export interface BootRun {
  readonly first: SectionNr;
  readonly last: SectionNr;
  readonly change: SectionChange;
}

type Booted = EventData<'memory.booted'>;
type Ram = Booted['ram'][number];

const runOf = (section: SectionNr, change: SectionChange): BootRun => ({ first: section, last: section, change });

/** A range in up to three runs: its first section, its last one, and whole sections between them. */
function* runsOf(geometry: Geometry, { pfn: start, nrPages, nid }: Ram, op: SectionChange['op']): Generator<BootRun> {
  const { pagesPerSection } = geometry;
  const end = start + nrPages;
  const firstWhole = Math.ceil(start / pagesPerSection);
  const endWhole = Math.floor(end / pagesPerSection);
  const partOf = (from: number, to: number): BootRun => {
    const frames = { pfn: pfn(from), nrPages: to - from };
    return runOf(sectionOf(geometry, frames.pfn), { op, subsections: subsectionMask(geometry, frames), nid });
  };
  if (firstWhole > endWhole) {
    yield partOf(start, end);
    return;
  }
  if (start < firstWhole * pagesPerSection) yield partOf(start, firstWhole * pagesPerSection);
  if (firstWhole < endWhole) {
    const { change } = partOf(firstWhole * pagesPerSection, (firstWhole + 1) * pagesPerSection);
    yield { first: sectionNr(firstWhole), last: sectionNr(endWhole - 1), change };
  }
  if (endWhole * pagesPerSection < end) yield partOf(endWhole * pagesPerSection, end);
}

const together = (before: SectionChange, after: SectionChange): SectionChange => ({
  op: before.op,
  subsections: before.subsections | after.subsections,
  nid: before.nid ?? after.nid,
});

/** Ranges in the order of addresses share at most the section where one ends and the next begins. */
function inOrder(geometry: Geometry, ram: Booted['ram'], op: SectionChange['op']): readonly BootRun[] {
  const runs: BootRun[] = [];
  for (const range of ram) {
    for (const run of runsOf(geometry, range, op)) {
      const before = runs.at(-1);
      if (before?.last === run.first) runs[runs.length - 1] = runOf(run.first, together(before.change, run.change));
      else runs.push(run);
    }
  }
  return runs;
}

/** Ranges in any order, one over another or not: section by section. */
function inAnyOrder(geometry: Geometry, ram: Booted['ram'], op: SectionChange['op']): readonly BootRun[] {
  const changes = new Map<SectionNr, SectionChange>();
  for (const range of ram) {
    for (const { section, subsections } of partsOf(geometry, range)) {
      const change = { op, subsections, nid: range.nid };
      const known = changes.get(section);
      changes.set(section, known ? together(known, change) : change);
    }
  }
  return [...changes].map(([section, change]) => runOf(section, change));
}

/** What boot does to sections: several RAM ranges may lie in one, which is one change with the bits of all. */
export function bootRuns(geometry: Geometry, { ram, early }: Booted): readonly BootRun[] {
  const op = early === 'assumed' ? 'bootAssumed' : 'boot';
  const some = ram.filter(({ nrPages }) => nrPages > 0);
  const orderly = some.every(({ pfn: start }, index) => {
    const before = some[index - 1];
    return before === undefined || before.pfn + before.nrPages <= start;
  });
  return orderly ? inOrder(geometry, some, op) : inAnyOrder(geometry, some, op);
}

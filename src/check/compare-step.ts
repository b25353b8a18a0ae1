import { hex, sectionNr } from '../../machines/kernel/units.ts';
import { sysfsWord } from '../../machines/memory-block.ts';
import { flagsOf, isPresent } from '../../machines/section-facts.ts';
import { presentSections, sectionEntry } from '../memory/sections.ts';
import type { MemoryState } from '../memory/state.ts';
import type { StepAnswers } from './answers.ts';

/** One thing on which model and kernel disagree at a step. */
export interface Mismatch {
  readonly kind: 'section' | 'block';
  readonly nr: number;
  readonly field: 'present' | 'flags' | 'subsectionMap' | 'state';
  readonly kernel: string | null;
  readonly model: string | null;
}

interface Tally {
  readonly compared: number;
  readonly equal: number;
}

/** Model against kernel at one step. */
export interface StepComparison {
  readonly step: number;
  readonly name: string;
  readonly sections: Tally;
  readonly blocks: Tally;
  readonly mismatches: readonly Mismatch[];
}

const union = (a: Iterable<number>, b: Iterable<number>): readonly number[] =>
  [...new Set([...a, ...b])].sort((x, y) => x - y);

function compareSection(state: MemoryState, answers: StepAnswers, nr: number): Mismatch[] {
  const kernel = answers.sections?.find((section) => section.nr === nr);
  const { facts } = sectionEntry(state, sectionNr(nr));
  const model = isPresent(facts) ? facts : undefined;
  const miss = (field: Mismatch['field'], kernelSays: string | null, modelSays: string | null): Mismatch => ({
    kind: 'section',
    nr,
    field,
    kernel: kernelSays,
    model: modelSays,
  });
  if (!kernel || !model) return [miss('present', kernel ? 'present' : 'removed', model ? 'present' : 'removed')];
  const found: Mismatch[] = [];
  const flags = flagsOf(state.profile, model).toSorted().join(' ');
  const kernelFlags = kernel.flags.toSorted().join(' ');
  if (flags !== kernelFlags) found.push(miss('flags', kernelFlags, flags));
  const map = (value: bigint | null): string | null => (value === null ? null : hex(value));
  if (kernel.subsectionMap !== model.map) found.push(miss('subsectionMap', map(kernel.subsectionMap), map(model.map)));
  return found;
}

function compareBlock(state: MemoryState, answers: StepAnswers, nr: number): Mismatch[] {
  const kernel = answers.blocks?.find((block) => block.block === nr)?.state;
  const entry = state.memoryBlocks[nr];
  const model = entry && sysfsWord(entry.state);
  const kernelWord = kernel === 'goingOffline' ? 'going-offline' : kernel;
  if (kernelWord === model) return [];
  return [{ kind: 'block', nr, field: 'state', kernel: kernelWord ?? null, model: model ?? null }];
}

/** Compares every section and every block that either side knows. */
export function compareStep(state: MemoryState, answers: StepAnswers): StepComparison {
  const sections = answers.sections
    ? union(
        answers.sections.map(({ nr }) => nr),
        [...presentSections(state)].map(([nr]) => nr),
      )
    : [];
  const blocks = answers.blocks
    ? union(
        answers.blocks.map(({ block }) => block),
        Object.keys(state.memoryBlocks).map(Number),
      )
    : [];
  const mismatches = [
    ...sections.flatMap((nr) => compareSection(state, answers, nr)),
    ...blocks.flatMap((nr) => compareBlock(state, answers, nr)),
  ];
  const wrong = (kind: Mismatch['kind']): number =>
    new Set(mismatches.filter((m) => m.kind === kind).map((m) => m.nr)).size;
  return {
    step: answers.step,
    name: answers.name,
    sections: { compared: sections.length, equal: sections.length - wrong('section') },
    blocks: { compared: blocks.length, equal: blocks.length - wrong('block') },
    mismatches,
  };
}

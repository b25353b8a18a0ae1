import { describe, expect, test } from 'vitest';
import { sectionNr } from '../../machines/kernel/units.ts';
import { memoryBlockMachine } from '../../machines/memory-block.ts';
import { sectionMachine } from '../../machines/section.ts';
import { isStateName, stateInWords } from '../../machines/state-words.ts';
import { sectionInWords } from '../../src/actions/text/section.ts';
import { subjectInWords } from '../../src/actions/text/why-lines.ts';
import { sectionEntry } from '../../src/memory/sections.ts';
import { holds } from '../../src/timeline/predicate/holds.ts';
import { parsePredicate } from '../../src/timeline/predicate/parse.ts';
import { BLOCK_WORDS, SECTION_WORDS } from '../../src/timeline/predicate/predicate.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import { RECORDED } from '../timeline/lives.ts';

const spellings = (state: string): readonly string[] => [
  state,
  stateInWords(state),
  stateInWords(state).replaceAll(' ', '-'),
];

describe('a state has one name in machine, predicate, JSON and text', () => {
  const SECTION_STATES = Object.keys(sectionMachine.states.lifecycle?.states ?? {});
  test.each(SECTION_STATES)('a section that is %s can be asked for, in any spelling', (state) => {
    expect(SECTION_WORDS).toContain(state);
    for (const spelling of spellings(state)) {
      expect(parsePredicate(`section:1 is ${spelling}`)).toMatchObject({ predicate: { word: state } });
      expect(parsePredicate(`sections ${spelling} > 2`)).toMatchObject({ predicate: { word: state } });
    }
  });

  const BLOCK_STATES = Object.keys(memoryBlockMachine.states);
  test.each(BLOCK_STATES)('a memory block that is %s can be asked for, in any spelling', (state) => {
    expect(BLOCK_WORDS).toContain(state);
    for (const spelling of spellings(state)) {
      expect(parsePredicate(`block:1 is ${spelling}`)).toMatchObject({ predicate: { word: state } });
    }
  });

  test.each([
    ['partially populated', 'partiallyPopulated'],
    ['going-offline', 'goingOffline'],
    ['online', 'online'],
  ])('%s is %s', (text, state) => {
    expect(isStateName(text, state)).toBe(true);
  });

  test.each([
    ['on line', 'online'],
    ['partiallypopulated', 'partiallyPopulated'],
    ['absent', 'removed'],
    ['not there', 'removed'],
    ['', 'removed'],
  ])('%j is not %s', (text, state) => {
    expect(isStateName(text, state)).toBe(false);
  });
});

describe.each([...RECORDED])('%s', (_name, timeline) => {
  const state = timeline.stateAt(timeline.end);
  const { sections, blocks } = snapshotOf(state);
  const asked = (text: string): boolean => {
    const answer = parsePredicate(text);
    if (!answer.ok) throw new Error(`${text}: ${answer.problem.expected}`);
    return holds(answer.predicate, timeline, timeline.end);
  };

  test('what state and why say of a section or block holds as a predicate', () => {
    const beyond = sections.reduce((last, { nr }) => Math.max(last, nr), 0) + 1;
    const beyondBlocks = blocks.reduce((last, { block }) => Math.max(last, block), 0) + 1;
    for (const { nr, lifecycle } of sections) expect(asked(`section:${nr} is ${lifecycle}`)).toBe(true);
    for (const { block, state: word } of blocks) expect(asked(`block:${block} is ${word}`)).toBe(true);
    for (const nr of [...sections.map((section) => section.nr), beyond]) {
      const [word] = sectionInWords(state.profile, sectionEntry(state, sectionNr(nr)).facts).split(',');
      expect(asked(`section:${nr} is ${word}`), word).toBe(true);
    }
    for (const number of [...blocks.map(({ block }) => block), beyondBlocks]) {
      const [word] = subjectInWords(state, { kind: 'block', number }).split(' in ');
      expect(asked(`block:${number} is ${word}`), word).toBe(true);
    }
  });
});

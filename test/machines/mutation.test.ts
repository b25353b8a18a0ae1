import { describe, expect, test } from 'vitest';
import { type BlockState, stepBlock } from '../../machines/memory-block.ts';
import { blockEventsOf } from '../../src/memory/block-change.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { blockWorksOf } from '../../src/memory/evolve-blocks.ts';
import { type Answer, answersOf, type Case } from './mutation/answers.ts';
import { CORPUS } from './mutation/corpus.ts';
import { ARCS, type Arc, type Heard, listening, MUTATIONS, type Mutation, withGuards } from './mutation/mutations.ts';

/** A case with what the machines as they are answer, and the transitions that they were asked for and took. */
interface Known extends Heard {
  readonly about: Case;
  readonly answers: readonly string[];
}

/** Places of the block machine that the events of an answer lead through: it is also asked for ways that nobody goes. */
function* blockPlaces({ before, events }: Answer): Generator<string> {
  let memory = before;
  for (const event of events) {
    for (const [block, work] of blockWorksOf(memory.blocks, event)) {
      let state: BlockState = memory.memoryBlocks[block]?.state ?? 'removed';
      for (const step of blockEventsOf(state, work)) {
        yield `memoryBlock.${state} on ${step.type}`;
        state = stepBlock(state, step);
      }
    }
    memory = evolve(memory, event);
  }
}

const isOfBlocks = ({ place }: Arc): boolean => place.startsWith('memoryBlock.');

function known(about: Case): Known {
  const asked = new Set<Arc>();
  const heard = new Set<Arc>();
  const answers = listening(() => [...answersOf(about)], { asked, taken: heard });
  const places = new Set(answers.flatMap((answer) => [...blockPlaces(answer)]));
  const taken = new Set(ARCS.filter((arc) => (isOfBlocks(arc) ? places.has(arc.place) : heard.has(arc))));
  return { about, answers: answers.map(({ text }) => text), asked, taken };
}

/** What the hand chose comes first: it is short. */
const CASES = [...CORPUS.chosen, ...CORPUS.shipped, ...CORPUS.recorded, ...CORPUS.generated].map(known);

/** Whether a changed machine answers a case otherwise. One that has no way on, or does not end, answers nobody. */
function differs({ arc, guards }: Mutation, { about, answers }: Known): boolean {
  return withGuards(arc, guards, () => {
    let step = 0;
    try {
      for (const { text } of answersOf(about)) if (text !== answers[step++]) return true;
    } catch {
      return true;
    }
    return step !== answers.length;
  });
}

const survives = (mutation: Mutation): boolean =>
  !CASES.some((one) => one.asked.has(mutation.arc) && differs(mutation, one));

describe('the machines rule', () => {
  test('every transition is taken by some log', () => {
    const taken = new Set(CASES.flatMap((one) => [...one.taken]));
    console.log(`${taken.size} of ${ARCS.length} transitions are taken by some log`);
    expect(ARCS.filter((arc) => !taken.has(arc)).map(({ text }) => text)).toEqual([]);
  });

  test('take a transition away, or one answer of its guard, and a user sees another answer', () => {
    const survivors = MUTATIONS.filter(survives).map(({ text }) => text);
    console.log(`${MUTATIONS.length - survivors.length} of ${MUTATIONS.length} changes of a machine change an answer`);
    expect(survivors).toEqual([]);
  }, 600_000);
});

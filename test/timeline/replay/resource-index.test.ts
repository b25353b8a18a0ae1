import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ResourceTree, release, reserve, treeFromLines } from '../../../src/memory/resources.ts';
import { resourceIndex } from '../../../src/timeline/replay/resource-index.ts';
import { rounds } from '../../support/rounds.ts';

const RUNS = rounds('runs of resources', 40, 1200);

const lines = fc.array(
  fc.record({
    start: fc.nat(400),
    size: fc.integer({ min: 0, max: 60 }),
    name: fc.constantFrom('System RAM', 'PCI Bus 0000:00', 'Kernel code'),
    depth: fc.nat(2),
  }),
  { maxLength: 12 },
);

/** The lines of a machine: in the order of addresses, none over another. */
const orderly = fc
  .array(fc.record({ gap: fc.nat(9), size: fc.integer({ min: 1, max: 30 }), busy: fc.boolean() }), { maxLength: 300 })
  .map((parts) => {
    let at = 0;
    return parts.map(({ gap, size, busy }) => {
      const start = at + gap;
      at = start + size;
      return { start, size, name: busy ? 'System RAM' : 'PCI Bus 0000:00', depth: 0 };
    });
  });

const operations = (reach: number) =>
  fc.array(
    fc.record({
      op: fc.constantFrom('reserve', 'release'),
      start: fc.nat(reach),
      size: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.constantFrom(0, reach)),
      name: fc.constantFrom('System RAM', 'System RAM (kmem)'),
      mergeable: fc.boolean(),
    }),
    { maxLength: 200, size: 'max' },
  );

type Operations = ReturnType<typeof operations> extends fc.Arbitrary<infer Value> ? Value : never;

/** Lets a resources and a tree take the same, one after the other. */
function expectSame(first: ResourceTree, taken: Operations): void {
  const resources = resourceIndex(first);
  let tree = first;
  for (const [index, { op, start, size, name, mergeable }] of taken.entries()) {
    const end = start + size - 1;
    if (op === 'release') {
      resources.release(start, end);
      tree = release(tree, start, end);
    } else {
      const placed = reserve(tree, { start, end, name, mergeable });
      expect(resources.reserve({ start, end, name, mergeable })).toBe(placed.ok);
      if (placed.ok) tree = placed.tree;
    }
    expect(resources.tree, `after ${index + 1} of them`).toEqual(tree);
  }
}

test('System RAM comes and goes in the index as it op in the tree, whatever a source says of /proc/iomem', () => {
  fc.assert(
    fc.property(lines, operations(500), (first, taken) => expectSame(treeFromLines(first), taken)),
    { numRuns: RUNS },
  );
});

test('and so it op on a machine with hundreds of lines, where it looks at few of them', () => {
  fc.assert(
    fc.property(orderly, operations(6000), (first, taken) => expectSame(treeFromLines(first), taken)),
    { numRuns: RUNS },
  );
});

test('a tree that was shown is never changed by what comes after', () => {
  const resources = resourceIndex([]);
  expect(resources.reserve({ start: 0, end: 9, name: 'System RAM', mergeable: false })).toBe(true);
  const shown = resources.tree;
  expect(resources.tree).toBe(shown);
  resources.release(0, 9);
  expect(resources.tree).toEqual([]);
  expect(shown).toHaveLength(1);
});

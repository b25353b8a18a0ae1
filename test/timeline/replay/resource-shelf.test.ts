import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ResourceTree, release, reserve, treeFromLines } from '../../../src/memory/resources.ts';
import { resourceShelf } from '../../../src/timeline/replay/resource-shelf.ts';
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

const deeds = (reach: number) =>
  fc.array(
    fc.record({
      does: fc.constantFrom('reserve', 'release'),
      start: fc.nat(reach),
      size: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.constantFrom(0, reach)),
      name: fc.constantFrom('System RAM', 'System RAM (kmem)'),
      mergeable: fc.boolean(),
    }),
    { maxLength: 200, size: 'max' },
  );

type Deeds = ReturnType<typeof deeds> extends fc.Arbitrary<infer Value> ? Value : never;

/** Lets a shelf and a tree take the same, one after the other. */
function expectSame(first: ResourceTree, taken: Deeds): void {
  const shelf = resourceShelf(first);
  let tree = first;
  for (const [index, { does, start, size, name, mergeable }] of taken.entries()) {
    const end = start + size - 1;
    if (does === 'release') {
      shelf.release(start, end);
      tree = release(tree, start, end);
    } else {
      const placed = reserve(tree, { start, end, name, mergeable });
      expect(shelf.reserve({ start, end, name, mergeable })).toBe(placed.ok);
      if (placed.ok) tree = placed.tree;
    }
    expect(shelf.tree, `after ${index + 1} of them`).toEqual(tree);
  }
}

test('System RAM comes and goes on a shelf as it does in the tree, whatever a source says of /proc/iomem', () => {
  fc.assert(
    fc.property(lines, deeds(500), (first, taken) => expectSame(treeFromLines(first), taken)),
    { numRuns: RUNS },
  );
});

test('and so it does on a machine with hundreds of lines, where it looks at few of them', () => {
  fc.assert(
    fc.property(orderly, deeds(6000), (first, taken) => expectSame(treeFromLines(first), taken)),
    { numRuns: RUNS },
  );
});

test('a tree that was shown is never changed by what comes after', () => {
  const shelf = resourceShelf([]);
  expect(shelf.reserve({ start: 0, end: 9, name: 'System RAM', mergeable: false })).toBe(true);
  const shown = shelf.tree;
  expect(shelf.tree).toBe(shown);
  shelf.release(0, 9);
  expect(shelf.tree).toEqual([]);
  expect(shown).toHaveLength(1);
});

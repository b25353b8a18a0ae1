import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryEvent } from '../../events/event.ts';
import { profileByName } from '../../machines/kernel/profile.ts';
import { pfn } from '../../machines/kernel/units.ts';
import { extents } from '../../src/web/log/extent.ts';

const answer = profileByName('vmemmap');
if (!answer.ok) throw new Error(answer.reason);
const { geometry } = answer.profile;
const per = geometry.pagesPerSection;

const added = (first: number, sections: number, nid: number | null): MemoryEvent => ({
  seq: 1,
  type: 'pages.added',
  timeNs: null,
  actor: null,
  place: null,
  data: { operation: null, pfn: pfn(first * per), nrPages: sections * per, nid, altmap: false },
});

test('memory that is added side by side on a node is one run of addresses', () => {
  const known = extents(geometry);
  expect(known.take(added(0, 4, 0))).toBe(true);
  expect(known.take(added(4, 4, 0))).toBe(true);
  expect(known.take(added(2, 3, 0))).toBe(false);
  expect(known.take(added(8, 2, 1))).toBe(true);
  expect(known.list()).toEqual([
    { first: 0, last: 7, nid: 0 },
    { first: 8, last: 9, nid: 1 },
  ]);
});

test('the map never forgets a section, and never shows one twice', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 1, null)), { maxLength: 30 }),
      (runs) => {
        const known = extents(geometry);
        const spoken = new Set<number>();
        for (const [first, sections, nid] of runs) {
          known.take(added(first, sections, nid));
          for (let nr = first; nr < first + sections; nr++) spoken.add(nr);
        }
        const shown = known
          .list()
          .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
        expect(shown).toEqual([...spoken].sort((a, b) => a - b));
      },
    ),
  );
});

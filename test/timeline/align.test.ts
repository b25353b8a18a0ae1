import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align } from '../../src/timeline/align/align.ts';
import { compareTimelines } from '../../src/timeline/align/compare-timelines.ts';
import { RECORDED } from './lives.ts';

const itself = (text: string): string => text;
const words = fc.array(fc.constantFrom('add', 'online', 'offline', 'remove'), { maxLength: 30 });

/** The length of a longest common subsequence, by the plain recurrence. */
function longest(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table[a.length]![b.length]!;
}

describe('operations of two records are aligned', () => {
  test('keeping the order of both, leaving none out, with as many in common as can be', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const rows = align(a, b, itself);
        expect(rows.flatMap(([one]) => one ?? [])).toEqual(a);
        expect(rows.flatMap(([, other]) => other ?? [])).toEqual(b);
        const common = rows.filter(([one, other]) => one !== null && other !== null);
        for (const [one, other] of common) expect(one).toBe(other);
        expect(common).toHaveLength(longest(a, b));
      }),
    );
  });

  test('by what was asked: an operation that only one has moves no other', () => {
    expect(align(['add', 'online', 'offline'], ['add', 'offline'], itself)).toEqual([
      ['add', 'add'],
      ['online', null],
      ['offline', 'offline'],
    ]);
  });
});

describe('two records side by side', () => {
  test.each([...RECORDED])('%s: with itself there is no difference', (_name, timeline) => {
    const { operations, start, firstDifference, end } = compareTimelines(timeline, timeline);
    expect(operations.every(({ a, b, differs }) => a === b && !differs)).toBe(true);
    expect([start, end]).toEqual([
      { sections: [], blocks: [] },
      { sections: [], blocks: [] },
    ]);
    expect(firstDifference).toBeNull();
  });

  test('of one test under two memory models: the first that classic refuses and VMEMMAP takes, and the section it is about', () => {
    const classic = RECORDED.get('6.1.192-custom-classic--s5-failure-injection');
    const vmemmap = RECORDED.get('6.1.192-debian-generic-vmemmap--s5-failure-injection');
    if (!classic || !vmemmap) throw new Error('no recording');
    const { operations, start, firstDifference } = compareTimelines(classic, vmemmap);
    expect(start).toEqual({ sections: [], blocks: [] });
    const row = operations[firstDifference?.row ?? -1];
    expect(row).toMatchObject({
      differs: true,
      a: { errno: 'EINVAL', guard: 'spanAligned' },
      b: { outcome: 'done' },
    });
    expect(firstDifference?.state.sections).toEqual([
      {
        nr: 33,
        a: null,
        b: expect.objectContaining({ nr: 33, lifecycle: 'partiallyPopulated', subsectionMap: '0x2' }),
      },
    ]);
  });
});

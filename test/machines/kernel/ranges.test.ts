import { describe, expect, test } from 'vitest';
import { geometryOf } from '../../../machines/kernel/geometry.ts';
import {
  addressOf,
  blockOf,
  blocksOf,
  firstPfnOf,
  firstSectionOf,
  pagesOfBlock,
  partsOf,
  popcount,
  sectionOf,
  sectionsOf,
  subsectionMask,
  wholeMap,
} from '../../../machines/kernel/ranges.ts';
import { parseRelease } from '../../../machines/kernel/release.ts';
import { blockNr, bytes, hex, pfn, sectionNr } from '../../../machines/kernel/units.ts';

const release = parseRelease('6.12') ?? expect.fail('6.12');
const x86 = geometryOf({ arch: 'x86_64', release });
const ppc64 = geometryOf({ arch: 'ppc64', release });
const SECTION = 0x8000;
const SUB = 0x200;
const mask = (first: number, nrPages: number) => subsectionMask(x86, { pfn: pfn(first), nrPages });
const pieces = (first: number, nrPages: number, geometry = x86) => [...partsOf(geometry, { pfn: pfn(first), nrPages })];

describe('page frames and sections', () => {
  test('a pfn lies in the section that its number divided by the pages of one names', () => {
    expect(sectionOf(x86, pfn(0x140000))).toBe(40);
    expect(sectionOf(x86, pfn(0x13ffff))).toBe(39);
    expect(firstPfnOf(x86, sectionNr(40))).toBe(0x140000);
    expect(addressOf(x86, pfn(0x140000))).toBe(0x140000000);
  });

  test('a range has every section that it has a page of', () => {
    expect([...sectionsOf(x86, { pfn: pfn(SECTION - 1), nrPages: 2 })]).toEqual([0, 1]);
    expect([...sectionsOf(x86, { pfn: pfn(SECTION), nrPages: SECTION })]).toEqual([1]);
    expect([...sectionsOf(x86, { pfn: pfn(SECTION), nrPages: 0 })]).toEqual([]);
  });
});

describe('the mask of a range', () => {
  test('has a bit for every sub-section of the range, counted from the section’s start', () => {
    expect(mask(0x140000, SUB)).toBe(1n);
    expect(mask(0x140000 + 3 * SUB, 2 * SUB)).toBe(0b11000n);
    expect(mask(0x140000, SECTION)).toBe(wholeMap(x86));
    expect(mask(0x147800, 0x800)).toBe(0xfn << 60n);
  });

  test('rounds an unaligned range outwards', () => {
    expect(mask(0x140000 + SUB - 1, 2)).toBe(0b11n);
    expect(mask(0x140000 + SUB / 2, SUB)).toBe(0b11n);
    expect(mask(0x140000 + 1, 1)).toBe(1n);
    expect(mask(0x140000 + SUB + 1, SUB - 2)).toBe(0b10n);
  });

  test('of no page at all is empty', () => {
    expect(mask(0x140000, 0)).toBe(0n);
  });

  test('has as many bits as the architecture has sub-sections', () => {
    expect(popcount(wholeMap(x86))).toBe(64);
    expect(wholeMap(ppc64)).toBe(0xffn);
    const arm64 = geometryOf({ arch: 'arm64', release: parseRelease('5.7') ?? expect.fail('5.7') });
    expect(popcount(wholeMap(arm64))).toBe(512);
  });
});

describe('the pieces of a range', () => {
  test('end where sections do', () => {
    expect(pieces(SECTION - SUB, SECTION + 2 * SUB)).toEqual([
      { pfn: SECTION - SUB, nrPages: SUB, section: 0, subsections: 1n << 63n },
      { pfn: SECTION, nrPages: SECTION, section: 1, subsections: wholeMap(x86) },
      { pfn: 2 * SECTION, nrPages: SUB, section: 2, subsections: 1n },
    ]);
  });

  test('are one for what lies in one section, and none for nothing', () => {
    expect(pieces(SECTION + 5, 7)).toHaveLength(1);
    expect(pieces(SECTION, 0)).toEqual([]);
  });

  test.each([
    [0, 3 * SECTION],
    [17, 2 * SECTION],
    [SECTION - 1, SECTION + 2],
    [5 * SECTION + 3, 1],
  ])('of pfn %i, %i pages, put together are the range, none over a section’s edge', (first, nrPages) => {
    let at = first;
    for (const piece of pieces(first, nrPages)) {
      expect(piece.pfn).toBe(at);
      expect(sectionOf(x86, pfn(piece.pfn + piece.nrPages - 1))).toBe(piece.section);
      expect(piece.subsections).toBe(mask(piece.pfn, piece.nrPages));
      at += piece.nrPages;
    }
    expect(at).toBe(first + nrPages);
  });
});

describe('memory blocks', () => {
  const blocks = { blockBytes: 2 ** 28, sectionsPerBlock: 2 };

  test('hold as many sections as fit, in order', () => {
    expect([3, 4, 5].map((section) => blockOf(blocks, sectionNr(section)))).toEqual([1, 2, 2]);
    expect(firstSectionOf(blocks, blockNr(2))).toBe(4);
    expect(pagesOfBlock(x86, blocks, blockNr(2))).toEqual({ pfn: 4 * SECTION, nrPages: 2 * SECTION });
  });

  test('are touched by a span that has a byte of them', () => {
    expect([...blocksOf(blocks, 0, 1)]).toEqual([0]);
    expect([...blocksOf(blocks, 2 ** 28 - 1, 2)]).toEqual([0, 1]);
    expect([...blocksOf(blocks, 2 ** 28, 2 ** 29)]).toEqual([1, 2]);
    expect([...blocksOf(blocks, 2 ** 28, 0)]).toEqual([]);
  });
});

describe('units', () => {
  test('are whole numbers from 0 to 2^53 - 1, and nothing else', () => {
    for (const unit of [pfn, sectionNr, blockNr, bytes]) {
      expect(unit(0)).toBe(0);
      expect(unit(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
      for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => unit(wrong)).toThrow(RangeError);
      }
    }
  });

  test('are shown as the kernel prints them', () => {
    expect(hex(0x8000)).toBe('0x8000');
    expect(hex(0xdeadbeefn)).toBe('0xdeadbeef');
  });
});

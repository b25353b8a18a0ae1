import { describe, expect, test } from 'vitest';
import { blockGeometry, memoryBlockBytes } from '../../../machines/kernel/block-size.ts';
import { type Architecture, geometryOf } from '../../../machines/kernel/geometry.ts';
import { parseRelease, type Release } from '../../../machines/kernel/release.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const release = (text: string): Release => parseRelease(text) ?? expect.fail(`${text} is no release`);

/** arch, page, release, then: section, pages a section, sub-sections, pages a sub-section, memmap a section and a sub-section. */
type Row = readonly [Architecture, number, string, number, number, number, number, number, number];

/** The table of docs/kernel.md §1.1, row by row. */
const TABLE: readonly Row[] = [
  ['x86_64', 4 * KIB, '5.2', 128 * MIB, 32768, 64, 512, 2 * MIB, 32 * KIB],
  ['x86_64', 4 * KIB, '7.1', 128 * MIB, 32768, 64, 512, 2 * MIB, 32 * KIB],
  ['arm64', 4 * KIB, '5.11', GIB, 262144, 512, 512, 16 * MIB, 32 * KIB],
  ['arm64', 4 * KIB, '5.12', 128 * MIB, 32768, 64, 512, 2 * MIB, 32 * KIB],
  ['arm64', 16 * KIB, '5.11', GIB, 65536, 512, 128, 4 * MIB, 8 * KIB],
  ['arm64', 16 * KIB, '5.12', 128 * MIB, 8192, 64, 128, 512 * KIB, 8 * KIB],
  ['arm64', 64 * KIB, '5.11', GIB, 16384, 512, 32, MIB, 2 * KIB],
  ['arm64', 64 * KIB, '5.12', 512 * MIB, 8192, 256, 32, 512 * KIB, 2 * KIB],
  ['ppc64', 4 * KIB, '6.12', 16 * MIB, 4096, 8, 512, 256 * KIB, 32 * KIB],
  ['ppc64', 64 * KIB, '6.12', 16 * MIB, 256, 8, 32, 16 * KIB, 2 * KIB],
  ['s390', 4 * KIB, '6.12', 256 * MIB, 65536, 128, 512, 4 * MIB, 32 * KIB],
  ['s390', 4 * KIB, '6.18', 128 * MIB, 32768, 64, 512, 2 * MIB, 32 * KIB],
  ['riscv64', 4 * KIB, '6.12', 128 * MIB, 32768, 64, 512, 2 * MIB, 32 * KIB],
  ['loongarch', 16 * KIB, '6.12', 512 * MIB, 32768, 256, 128, 2 * MIB, 8 * KIB],
  ['loongarch', 4 * KIB, '6.12', 512 * MIB, 131072, 256, 512, 8 * MIB, 32 * KIB],
  ['sparc64', 8 * KIB, '6.12', GIB, 131072, 512, 256, 8 * MIB, 16 * KIB],
];

describe('the geometry of sections', () => {
  test.each(TABLE)('%s with pages of %i bytes in %s is as docs/kernel.md §1.1 says', (...row) => {
    const [arch, pageBytes, text, section, pages, subsections, pagesPerSub, memmap, memmapPerSub] = row;
    const geometry = geometryOf({ arch, pageBytes, release: release(text) });
    expect(geometry).toMatchObject({
      sectionBytes: section,
      pagesPerSection: pages,
      subsectionBytes: 2 * MIB,
      subsectionsPerSection: subsections,
      pagesPerSubsection: pagesPerSub,
      memmapBytesPerSection: memmap,
    });
    expect(geometry.pagesPerSubsection * geometry.structPageBytes).toBe(memmapPerSub);
    expect(geometry.subsectionsPerSection * geometry.pagesPerSubsection).toBe(geometry.pagesPerSection);
  });

  test('the usual page size is taken where none is named', () => {
    expect(geometryOf({ arch: 'ppc64', release: release('6.12') }).pageBytes).toBe(64 * KIB);
    expect(geometryOf({ arch: 'x86_64', release: release('6.12') }).pageBytes).toBe(4 * KIB);
  });

  test('addresses reach as far as the architecture, its paging and its memory model let them', () => {
    const bits = (arch: Architecture, choice = {}) =>
      geometryOf({ arch, release: release('6.12'), ...choice }).maxPhysmemBits;
    expect(bits('x86_64')).toBe(46);
    expect(bits('x86_64', { maxPhysmemBits: 52 })).toBe(52);
    expect(bits('ppc64', { memoryModel: 'vmemmap' })).toBe(51);
    expect(bits('ppc64', { memoryModel: 'classic' })).toBe(46);
    expect(bits('x86_64', { memoryModel: 'classic' })).toBe(46);
    expect(bits('arm64')).toBe(48);
    expect(bits('riscv64')).toBe(56);
  });

  test('a root of the section table is one page of entries', () => {
    const perRoot = (arch: Architecture, pageBytes: number, memSectionBytes: number) =>
      geometryOf({ arch, pageBytes, memSectionBytes, release: release('6.12') }).sectionsPerRoot;
    expect([16, 32].map((entry) => perRoot('x86_64', 4 * KIB, entry))).toEqual([256, 128]);
    expect([16, 32].map((entry) => perRoot('arm64', 16 * KIB, entry))).toEqual([1024, 512]);
    expect([16, 32].map((entry) => perRoot('arm64', 64 * KIB, entry))).toEqual([4096, 2048]);
  });

  test('a larger struct page makes a larger memmap', () => {
    const geometry = geometryOf({ arch: 'x86_64', release: release('6.12'), structPageBytes: 128 });
    expect(geometry.memmapBytesPerSection).toBe(4 * MIB);
  });

  test('a page size or an address width that the architecture has not is an error of the program', () => {
    expect(() => geometryOf({ arch: 'x86_64', release: release('6.12'), pageBytes: 64 * KIB })).toThrow(RangeError);
    expect(() => geometryOf({ arch: 'x86_64', release: release('6.12'), maxPhysmemBits: 48 })).toThrow(/46 or 52/);
  });
});

describe('the size of a memory block', () => {
  const x86 = geometryOf({ arch: 'x86_64', release: release('6.12') });
  const bytes = (endOfBootRam: number, hypervisor: boolean, bareMetal2GiB = true) =>
    memoryBlockBytes(x86, bareMetal2GiB, { endOfBootRam, hypervisor });

  test('is one section on x86_64 with less than 64 GiB of RAM', () => {
    expect(bytes(64 * GIB - 1, false)).toBe(128 * MIB);
    expect(memoryBlockBytes(x86, true, {})).toBe(128 * MIB);
  });

  test('is 2 GiB on bare metal from 64 GiB on, since v5.9 (G17, G18)', () => {
    expect(bytes(256 * GIB, false)).toBe(2 * GIB);
    expect(bytes(0x40_0800_0000, false)).toBe(2 * GIB);
    expect(bytes(0x40_0800_0000, false, false)).toBe(128 * MIB);
  });

  test('is the largest power of two up to 2 GiB that the end of RAM is aligned to, under a hypervisor', () => {
    expect(bytes(256 * GIB, true)).toBe(2 * GIB);
    expect(bytes(65 * GIB, true)).toBe(GIB);
    expect(bytes(64 * GIB + 512 * MIB, true)).toBe(512 * MIB);
    expect(bytes(64 * GIB + MIB, true)).toBe(128 * MIB);
  });

  test('is what the platform says where it says', () => {
    expect(memoryBlockBytes(x86, true, { endOfBootRam: 256 * GIB, platformBlockBytes: 256 * MIB })).toBe(256 * MIB);
    const ppc64 = geometryOf({ arch: 'ppc64', release: release('6.12') });
    expect(memoryBlockBytes(ppc64, true, { platformBlockBytes: 256 * MIB })).toBe(256 * MIB);
    expect(memoryBlockBytes(ppc64, true, { endOfBootRam: 256 * GIB })).toBe(16 * MIB);
  });

  test('is at least a section on s390, whatever the storage increment', () => {
    const s390 = geometryOf({ arch: 's390', release: release('6.12') });
    expect(memoryBlockBytes(s390, true, { platformBlockBytes: 4 * MIB })).toBe(256 * MIB);
    expect(memoryBlockBytes(s390, true, { platformBlockBytes: GIB })).toBe(GIB);
  });

  test('must be a power of two and at least a section, or the kernel panics at boot', () => {
    expect(blockGeometry(x86, 2 * GIB)).toEqual({ ok: true, blocks: { blockBytes: 2 * GIB, sectionsPerBlock: 16 } });
    for (const wrong of [64 * MIB, 384 * MIB, 0, -1]) {
      const answer = blockGeometry(x86, wrong);
      expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('Memory block size not suitable') });
    }
  });
});

import { describe, expect, test } from 'vitest';
import { ARCHITECTURES, geometryOf } from '../../machines/kernel/geometry.ts';
import { wholeMap } from '../../machines/kernel/ranges.ts';
import { parseRelease, type Release } from '../../machines/kernel/release.ts';
import type { MemmapBacking } from '../../machines/section-facts.ts';
import { memmapOfSection, memmapOfState } from '../../src/memory/memmap.ts';
import { archAdd, archRemove, booted, MIB, nothing, profileOf, SECTION, SUB, told } from './given.ts';

const KIB = 1024;
const release = (text: string): Release => parseRelease(text) ?? expect.fail(`${text} is no release`);
const x86 = geometryOf({ arch: 'x86_64', release: release('6.12') });
const held = (backing: MemmapBacking, populated: bigint, geometry = x86) =>
  memmapOfSection(geometry, { memmap: { backing, populated } });

describe('the memmap of one section of x86_64', () => {
  test('costs nothing where there is none', () => {
    expect(held('none', 0n)).toEqual({ structPages: 0, bytes: 0, backingBytes: 0 });
  });

  test('takes eight base pages for each sub-section, and gives them back with it', () => {
    expect(held('basePages', 1n)).toEqual({ structPages: 512, bytes: 32 * KIB, backingBytes: 32 * KIB });
    expect(held('basePages', 0b1011n).backingBytes).toBe(96 * KIB);
    expect(held('basePages', wholeMap(x86)).backingBytes).toBe(2 * MIB);
  });

  test.each(['boot', 'hugePage', 'altmap', 'pages', 'kvmalloc'] as const)(
    'stays whole in %s until its last sub-section goes',
    (backing) => {
      expect(held(backing, 1n)).toEqual({ structPages: 512, bytes: 32 * KIB, backingBytes: 2 * MIB });
      expect(held(backing, wholeMap(x86))).toEqual({ structPages: 32768, bytes: 2 * MIB, backingBytes: 2 * MIB });
    },
  );
});

describe('the memmap of other architectures', () => {
  test('arm64 with 64 KiB pages keeps the struct pages of 32 sub-sections in one page', () => {
    const geometry = geometryOf({ arch: 'arm64', release: release('6.12'), pageBytes: 64 * KIB });
    expect(held('basePages', 1n, geometry)).toEqual({ structPages: 32, bytes: 2 * KIB, backingBytes: 64 * KIB });
    expect(held('basePages', (1n << 32n) - 1n, geometry).backingBytes).toBe(64 * KIB);
    expect(held('basePages', (1n << 33n) - 1n, geometry).backingBytes).toBe(128 * KIB);
    expect(held('basePages', 1n << 255n, geometry).backingBytes).toBe(64 * KIB);
  });

  test('arm64 with 16 KiB pages keeps two sub-sections in one page', () => {
    const geometry = geometryOf({ arch: 'arm64', release: release('6.12'), pageBytes: 16 * KIB });
    expect(held('basePages', 0b11n, geometry).backingBytes).toBe(16 * KIB);
    expect(held('basePages', 0b110n, geometry).backingBytes).toBe(32 * KIB);
  });

  test('ppc64 with 64 KiB pages rounds a whole section’s 16 KiB up to a page', () => {
    const geometry = geometryOf({ arch: 'ppc64', release: release('6.12') });
    expect(held('kvmalloc', wholeMap(geometry), geometry)).toEqual({
      structPages: 256,
      bytes: 16 * KIB,
      backingBytes: 64 * KIB,
    });
    expect(held('basePages', wholeMap(geometry), geometry).backingBytes).toBe(64 * KIB);
  });

  test.each(ARCHITECTURES)('%s: a whole section’s struct pages take its memmap’s bytes, in whole pages', (arch) => {
    const geometry = geometryOf({ arch, release: release('6.12') });
    const { bytes, backingBytes } = held('basePages', wholeMap(geometry), geometry);
    expect(bytes).toBe(geometry.memmapBytesPerSection);
    expect(backingBytes % geometry.pageBytes).toBe(0);
    expect(backingBytes).toBeGreaterThanOrEqual(bytes);
  });
});

describe('the memmap of all memory', () => {
  test('is the sum over present sections: boot RAM whole, hot-added memory by its sub-sections', () => {
    const { state } = told(
      booted(profileOf('vmemmap@v6.12'), [{ pfn: 0, nrPages: SECTION + 60 * SUB }]),
      archAdd(4 * SECTION, 3 * SUB),
    );
    expect(memmapOfState(state)).toEqual({
      structPages: 2 * SECTION + 3 * SUB,
      bytes: 4 * MIB + 96 * KIB,
      backingBytes: 4 * MIB + 96 * KIB,
      leakedBytes: 0,
    });
  });

  test('counts what removed sections lost, although they hold nothing', () => {
    const { state } = told(
      nothing(profileOf('classic@v5.5')),
      archAdd(4 * SECTION, 2 * SECTION),
      archRemove(4 * SECTION, 2 * SECTION),
    );
    expect(memmapOfState(state)).toEqual({ structPages: 0, bytes: 0, backingBytes: 0, leakedBytes: 4 * MIB });
  });
});

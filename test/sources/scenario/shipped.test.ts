import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../src/check/compare-profiles.ts';
import { shippedScenarios } from '../../../src/sources/scenario/shipped.ts';
import { cli, json, ndjson } from '../../support/cli.ts';
import { recordingPath } from '../../support/recordings.ts';

const compare = async (...argv: string[]): Promise<Comparison> =>
  json(await cli('compare', ...argv, '--json')) as Comparison;

/** `errno` of each profile for the operation at an index; null for success. */
const errnos = ({ operations, profiles }: Comparison, index: number): (string | null | undefined)[] =>
  profiles.map((name) => operations[index]?.outcomes[name]?.errno);

describe('the shipped scenarios', () => {
  test('are the seven patches and the demonstrations, and every one runs under each of its profiles', async () => {
    const ids = shippedScenarios().map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('patch:')).map((id) => id[6])).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    for (const id of ids) {
      const ran = await cli('compare', id, '--json');
      expect(`${id} ${ran.code} ${ran.err}`).toBe(`${id} 0 `);
    }
  });

  test('simulate prints events, refusals among them', async () => {
    const events = ndjson(await cli('simulate', 'patch:5', '--profile', 'classic@v5.7', '--json'));
    expect(events.filter(({ type }) => type === 'operation.refused')).toMatchObject([
      { data: { errno: 'EINVAL', guard: 'spanAligned' } },
      { data: { errno: 'EINVAL', guard: 'spanAligned' } },
    ]);
    expect((await cli('simulate', 'patch:5', '--profile', 'classic@v5.7')).code).toBe(0);
    expect((await cli('simulate', 'patch:5', '--profile', 'classic@v5.7', '--strict')).code).toBe(1);
    expect((await cli('simulate', 'patch:6', '--strict')).code).toBe(0);
  });
});

describe('the thread’s point', () => {
  test('VMEMMAP takes a sub-section that classic refuses with EINVAL', async () => {
    const both = await compare('demo:subsection-hotplug');
    expect(errnos(both, 2)).toEqual([null, 'EINVAL']);
    expect(both.operations[2]?.outcomes['vmemmap@v5.7']?.memmapBytes).toBe(32 * 1024);
    expect(both.operations[3]?.outcomes['classic@v5.7']?.memmapBytes).toBe(2 * 2 ** 20);
    expect(both.end['vmemmap@v5.7']?.memmap.sectionsBackedBy).toMatchObject({ basePages: 1, hugePage: 1 });
    expect(both.end['classic@v5.7']?.memmap.sectionsBackedBy).toMatchObject({ kvmalloc: 1 });
  });

  test('the same recording under classic: no persistent memory at all, the RAM as before', async () => {
    const pmem = recordingPath('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
    const both = await compare(pmem, '--profiles', 'vmemmap,classic');
    const mapped = both.operations.filter(({ operation }) => operation === 'memremap_pages');
    expect(mapped.length).toBeGreaterThan(5);
    for (const { outcomes } of mapped) {
      expect(outcomes['vmemmap']?.result).toBe('done');
      expect(outcomes['classic']).toMatchObject({ result: 'refused', errno: 'EOPNOTSUPP', guard: 'mayMapDevice' });
    }
  });
});

describe('what each patch of the series changed', () => {
  test('patch 1: a removal that stopped the kernel gives the memmap back', async () => {
    const both = await compare('patch:1');
    expect(both.operations[1]?.outcomes['classic@v5.6-pre']?.result).toBe('crashed');
    expect(both.operations[1]?.outcomes['classic@v5.6']).toMatchObject({ result: 'done', memmapBytes: -2 * 2 ** 20 });
  });

  test.each(['patch:2', 'patch:3', 'patch:6'])('%s: nothing but names and places', async (id) => {
    const both = await compare(id);
    const models = new Set(both.profiles.map((name) => name.split('@')[0]));
    for (const model of models) {
      const [before, after] = both.profiles.filter((name) => name.startsWith(`${model}@`));
      for (const { outcomes } of both.operations) {
        expect({ ...outcomes[after ?? ''], source: null }).toEqual({ ...outcomes[before ?? ''], source: null });
      }
      expect(both.end[after ?? '']?.memmap.bytes).toBe(both.end[before ?? '']?.memmap.bytes);
    }
  });

  test('patch 4: classic takes a second add, and loses the first memmap', async () => {
    const three = await compare('patch:4');
    expect(errnos(three, 1)).toEqual(['EEXIST', null, 'EEXIST']);
    expect(three.end['classic@v5.7']?.memmap.leakedBytes).toBe(2 * 2 ** 20);
    expect(three.end['classic@v5.6']?.memmap.leakedBytes).toBe(0);
  });

  test('patch 5: only VMEMMAP has sub-section hotplug, before as after', async () => {
    expect(errnos(await compare('patch:5'), 0)).toEqual([null, 'EINVAL', null, 'EINVAL']);
  });

  test('patch 7: classic’s memmap comes from kvmalloc', async () => {
    const both = await compare('patch:7');
    expect(both.end['classic@v5.6']?.memmap.sectionsBackedBy).toMatchObject({ pages: 1 });
    expect(both.end['classic@v5.7']?.memmap.sectionsBackedBy).toMatchObject({ kvmalloc: 1 });
  });
});

describe('the demonstrations from real bugs', () => {
  test('classic of 5.3 leaks 20 MiB in ten rounds and says nothing (docs/kernel.md §8.1)', async () => {
    const both = await compare('demo:hot-remove-classic');
    expect(
      both.operations.every(({ outcomes }) => Object.values(outcomes).every(({ result }) => result === 'done')),
    ).toBe(true);
    expect(both.end['classic@v5.3']?.memmap.leakedBytes).toBe(20 * 2 ** 20);
    expect(both.end['classic@v5.6']?.memmap.leakedBytes).toBe(0);
  });

  test('the kernel stops before the fix, and not after', async () => {
    for (const id of ['demo:usage-gone-while-valid', 'demo:re-added-early-section', 'demo:poison-before-word']) {
      const { profiles, end } = await compare(id);
      expect(`${id} ${profiles.map((name) => end[name]?.crashed !== null).join()}`).toBe(`${id} true,false`);
    }
  });

  test('before 5.9 the tail of an early section loses its struct pages', async () => {
    const { end } = await compare('demo:early-section-tail');
    const lost = (end['vmemmap@v5.9']?.memmap.bytes ?? 0) - (end['vmemmap@v5.8']?.memmap.bytes ?? 0);
    expect(lost).toBe(4 * 32 * 1024);
  });

  test('a block above 16 TiB goes to the wrong zone before 5.15', async () => {
    const { end } = await compare('demo:pfn-cut-to-32-bits');
    const zone = (name: string) => end[name]?.state.blocks.find(({ block }) => block === 131088)?.zone;
    expect([zone('vmemmap@v5.14'), zone('vmemmap@v5.15')]).toEqual(['DMA32', 'Normal']);
  });

  test('a failure part-way leaves orphans; the retry is EEXIST, or in classic since 5.7 a leak', async () => {
    const three = await compare('demo:orphan-sections');
    expect(errnos(three, 1)).toEqual(['EEXIST', 'EEXIST', null]);
    expect(three.end['vmemmap@v5.7']?.orphanSections).toEqual([40, 41]);
    expect(three.end['classic@v5.7']?.memmap.leakedBytes).toBe(4 * 2 ** 20);
  });
});

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lsmemOf } from '../../src/exports/lsmem.ts';
import { parseInstant, positionOf, statesAt } from '../../src/timeline/instant.ts';
import { cli, json } from '../support/cli.ts';
import { openShipped, recordingNames, recordingPath } from '../support/recordings.ts';
import { tempFile } from '../support/temp.ts';

const LSMEM = z.strictObject({
  memory: z.array(
    z.strictObject({
      range: z.string().regex(/^0x[0-9a-f]{16}-0x[0-9a-f]{16}$/),
      size: z.int().positive(),
      state: z.enum(['online', 'offline', 'on->off']),
      removable: z.literal(true).nullable(),
      block: z.string().regex(/^\d+(-\d+)?$/),
      node: z.int().nonnegative().nullable(),
      zones: z.string().nullable(),
    }),
  ),
});
type Rows = z.output<typeof LSMEM>['memory'];

/** Rows as one line a block: `32 online 0 Normal`. */
const unmerged = (rows: Rows): readonly string[] =>
  rows.flatMap(({ block, state, node, zones, range, size }) => {
    const [first = 0, last = first] = block.split('-').map(Number);
    const [start = 0n, end = 0n] = range.split('-').map(BigInt);
    expect(Number(end - start) + 1).toBe(size);
    expect(start).toBe(BigInt(first) * BigInt(size / (last - first + 1)));
    return Array.from({ length: last - first + 1 }, (_, at) => [first + at, state, node ?? '?', zones ?? ''].join(' '));
  });

/** The same lines from what the kernel listed. */
const listed = (tsv: string): readonly string[] =>
  tsv
    .split('\n')
    .filter((line) => /^memory\d/.test(line))
    .map((line) => {
      const [name = '', , state = '', , , zones = '', node = ''] = line.split('\t');
      const zone = zones === 'none' ? 'None' : zones.replaceAll(' ', '/');
      const nid = node === '-' ? '?' : node.replace('node', '');
      return {
        block: Number(name.replace('memory', '')),
        rest: [state, nid, zone].join(' '),
      };
    })
    .sort((a, b) => a.block - b.block)
    .map(({ block, rest }) => `${block} ${rest}`);

describe('an export as lsmem', () => {
  // s10 lost events: what its blocks are after the hole can't be known.
  test.each(recordingNames.filter((name) => !name.includes('s10')))(
    '%s: at every step, the blocks, nodes and zones that the kernel listed',
    (name) => {
      const { log, baseline, initial, files } = openShipped(name);
      const folders = files!.folders('steps');
      const asked = folders.flatMap((folder) => {
        const when = parseInstant(`step:${folder.slice(0, 2)}`);
        const at = when.ok ? positionOf(log, baseline, when.when) : when;
        const tsv = files!.text(`steps/${folder}/memory-blocks.tsv`);
        return at.ok && tsv !== null ? [{ folder, seq: at.seq, tsv }] : [];
      });
      expect(asked.length).toBeGreaterThan(0);
      const states = statesAt(
        log,
        initial,
        asked.map(({ seq }) => seq),
      );
      for (const { folder, tsv } of asked) {
        const { value: state } = states.next();
        const kernel = listed(tsv);
        // A block without a link to its node: the kernel does not tell it, the log may.
        const ours = unmerged(lsmemOf(state!).memory as Rows).map((line, at) =>
          / \? /.test(kernel[at] ?? '') ? line.replace(/^(\d+ \S+) \S+/, '$1 ?') : line,
        );
        expect(ours, folder).toEqual(kernel);
      }
    },
  );

  test('has the shape of lsmem -J -b, and merges only neighbours that look alike', async () => {
    const recording = recordingPath(recordingNames.find((name) => name.includes('--s2-'))!);
    const ran = await cli('export', recording, '--format', 'lsmem', '--at', 'step:02');
    expect(ran.code).toBe(0);
    const { memory } = LSMEM.parse(json(ran));
    expect(memory.map(({ block, zones }) => `${block} ${zones}`)).toEqual([
      '0 None',
      '1-7 DMA32',
      '32 Normal',
      '33 Movable',
    ]);
    const asJson = await cli('export', recording, '--format', 'lsmem', '--at', 'step:02', '--json');
    expect(LSMEM.parse(json(asJson)).memory).toEqual(memory);
  });

  test('of bare trace text leaves the zones of offline blocks open: boot memory is not known', async () => {
    const trace = openShipped(recordingNames.find((name) => name.includes('--s1-'))!).files!.text('trace.txt')!;
    const path = tempFile('trace.txt', trace);
    const { memory } = LSMEM.parse(json(await cli('export', path, '--format', 'lsmem', '--profile', 'v6.1', '--json')));
    const offline = memory.filter(({ state }) => state === 'offline');
    expect(offline.length).toBeGreaterThan(0);
    for (const { zones } of offline) expect(zones).toBeNull();
  });

  test('of an instant that the source does not have is a wrong call', async () => {
    const ran = await cli('export', recordingPath(recordingNames[0]!), '--format', 'lsmem', '--at', 'step:9999');
    expect(ran).toMatchObject({ code: 2, out: '' });
  });
});

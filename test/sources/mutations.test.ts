import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SourceError } from '../../events/problem.ts';
import { profileByName } from '../../machines/kernel/profile.ts';
import { check } from '../../src/check/check.ts';
import { openRecorded } from '../../src/sources/open-source.ts';
import type { OpenedSource } from '../../src/sources/opened-source.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { recordingPath } from '../support/recordings.ts';
import { rounds } from '../support/rounds.ts';
import { filesOfShipped, traceOf, withFiles } from './transformed.ts';

const folder = mkdtempSync(join(tmpdir(), 'memlapse-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUNS = rounds('mutated traces of each kind', 30, 600);

const NAMES = [
  '6.1.192-debian-generic-vmemmap--s5-failure-injection',
  '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection',
  '6.1.192-debian-generic-vmemmap--s10-lost-events-trace-pipe',
  '6.1.192-custom-classic--s5b-early-section-remove-readd',
  '6.12.117-debian-cloud-vmemmap--s1-dimm-add-online-offline-remove',
];

/** One act of malice or of bad luck, at a place given as a fraction of the text. */
type Mutation =
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'dropLine' | 'doubleLine' | 'swapLines'; readonly at: number }
  | { readonly kind: 'number'; readonly at: number; readonly to: string };

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), at, length: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('insert' as const), at, bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constantFrom('dropLine' as const, 'doubleLine' as const, 'swapLines' as const), at }),
  fc.record({
    kind: fc.constant('number' as const),
    at,
    to: fc.constantFrom(
      '0',
      '-1',
      '0xffffffffffffffff',
      '99999999999999999999',
      '0x20000000000000',
      '0x3fffffffffff',
      '1',
      '-17',
      '',
    ),
  }),
);

function mutate(data: Buffer, change: Mutation): Buffer {
  const place = Math.floor(change.at * data.length);
  const [before, after] = [data.subarray(0, place), data.subarray(place)];
  switch (change.kind) {
    case 'delete':
      return Buffer.concat([before, after.subarray(change.length)]);
    case 'insert':
      return Buffer.concat([before, change.bytes, after]);
    case 'flip': {
      const copy = Buffer.from(data);
      copy[place] = (copy[place] ?? 0) ^ (1 << change.bit);
      return copy;
    }
    case 'cut':
      return Buffer.from(before);
    case 'number': {
      const rest = after.toString('latin1').replace(/(?<==)(?:0x[0-9a-f]+|-?\d+)/, change.to);
      return Buffer.concat([before, Buffer.from(rest, 'latin1')]);
    }
    default: {
      const lines = data.toString('latin1').split('\n');
      const line = Math.floor(change.at * lines.length);
      const pair = lines.slice(line, line + 2);
      if (change.kind === 'dropLine') lines.splice(line, 1);
      else if (change.kind === 'doubleLine') lines.splice(line, 0, lines[line] ?? '');
      else lines.splice(line, 2, ...pair.reverse());
      return Buffer.from(lines.join('\n'), 'latin1');
    }
  }
}

const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });
const apply = (data: Buffer, changes: readonly Mutation[]): Buffer => changes.reduce(mutate, data);

/** Opens a source; a problem with a place is an answer, anything else thrown is a bug. */
function opened(open: () => OpenedSource | undefined): OpenedSource | undefined {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(error.problem.place.line).toBeGreaterThan(0);
    expect(error.problem.place.column).toBeGreaterThan(0);
    return undefined;
  }
}

/** Nothing may be left open or half told, whatever the source was. */
function sound(source: OpenedSource): void {
  expect(source.final.attempts).toEqual({});
  const { total, agreed, environment, divergences } = check({ ...source, files: null }).operations;
  expect(agreed).toBeGreaterThanOrEqual(0);
  expect(agreed + environment.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(total);
  for (const { kernel, model } of divergences) expect([kernel, model]).not.toContain('');
}

const chosen = profileByName('v6.1');
if (!chosen.ok) throw new Error(chosen.reason);
const { profile } = chosen;

describe.each(NAMES)('a damaged trace of %s', (name) => {
  const trace = Buffer.from(traceOf(name));

  test('by itself is read as far as it goes, or refused with a place', () => {
    const path = join(folder, 'trace.txt');
    fc.assert(
      fc.property(mutations, (changes) => {
        writeFileSync(path, apply(trace, changes));
        const source = opened(() => openRecorded(path, { profile }));
        if (source) sound(source);
      }),
      { numRuns: RUNS },
    );
  });

  test('in its recording is read as far as it goes, or refused with a place', () => {
    const files = filesOfShipped(name);
    fc.assert(
      fc.property(mutations, (changes) => {
        const text = apply(trace, changes).toString('utf8');
        const source = opened(() => openRecording(withFiles(files, { 'trace.txt': text })));
        if (source) sound(source);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a damaged recording', () => {
  const name = '6.1.192-debian-generic-vmemmap--s5-failure-injection';
  const files = filesOfShipped(name);

  test.each(['meta.json', 'dmesg.txt', 'steps/00-boot/iomem.txt', 'steps/00-boot/memory-blocks.tsv'])(
    'whose %s was damaged is read, or refused with a place',
    (file) => {
      const data = Buffer.from(files.text(file) ?? '');
      fc.assert(
        fc.property(mutations, (changes) => {
          const text = apply(data, changes).toString('utf8');
          const source = opened(() => openRecording(withFiles(files, { [file]: text })));
          if (source) sound(source);
        }),
        { numRuns: RUNS },
      );
    },
  );

  test('in a damaged archive is read, or refused with a place', () => {
    const packed = readFileSync(recordingPath(name));
    const unpacked = gunzipSync(packed);
    const path = join(folder, 'recording.tar.gz');
    fc.assert(
      fc.property(mutations, fc.boolean(), (changes, inside) => {
        writeFileSync(path, inside ? gzipSync(apply(unpacked, changes), { level: 1 }) : apply(packed, changes));
        const source = opened(() => openRecorded(path, { profile }));
        if (source) sound(source);
      }),
      { numRuns: RUNS },
    );
  });
});

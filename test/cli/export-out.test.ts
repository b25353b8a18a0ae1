import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, json } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const RECORDING = recordingPath('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
const folder = tempFiles({});
const at = (name: string): string => join(folder, name);
const LOG = at('guest.memlapse');
let head: unknown;

const unpack: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
  none: (bytes) => bytes,
};

beforeAll(async () => {
  head = (json(await cli('import', RECORDING, '--log', LOG, '--json')) as { head: unknown }).head;
});

describe('export --out', () => {
  test.each([
    ['plain.ndjson', [], 'none'],
    ['packed.ndjson.gz', [], 'gzip'],
    ['packed.ndjson.zst', [], 'zstd'],
    ['chosen.ndjson', ['--compress', 'zstd'], 'zstd'],
    ['chosen.zst', ['--compress', 'gzip'], 'gzip'],
    ['not-really.gz', ['--compress', 'none'], 'none'],
  ] as const)('writes %s %j, which imports to the same head', async (name, options, packing) => {
    const ran = await cli('export', LOG, '--out', at(name), ...options, '--json');
    expect(ran.code).toBe(0);
    const bytes = readFileSync(at(name));
    const told = { out: at(name), format: 'ndjson', bytes: bytes.length };
    expect(json(ran)).toEqual({ ...told, compress: packing === 'none' ? null : packing });
    expect(unpack[packing]!(bytes).toString()).toBe((await cli('export', LOG)).out);
    const again = await cli('import', at(name), '--log', at(`${name}.memlapse`), '--json');
    expect(json(again)).toMatchObject({ head });
  });

  test.each(['ndjson', 'lsmem', 'chrome', 'reproducer'])(
    'of %s writes what standard output would get',
    async (format) => {
      const ran = await cli('export', LOG, '--format', format, '--out', at(`${format}.gz`));
      expect(ran.code).toBe(0);
      expect(gunzipSync(readFileSync(at(`${format}.gz`))).toString()).toBe(
        (await cli('export', LOG, '--format', format)).out,
      );
    },
  );

  test('tells the heads of a log that it redacts', async () => {
    const ran = await cli('export', LOG, '--redact', 'salt', '--out', at('public.ndjson.gz'));
    expect(ran.err).toContain(
      `head of the original: ${(head as { position: number }).position} ${(head as { hash: string }).hash}`,
    );
    expect((await cli('verify', at('public.ndjson.gz'))).code).toBe(0);
  });

  test('writes over a file only when told to, and never over what it reads', async () => {
    writeFileSync(at('mine.txt'), 'precious');
    const refused = await cli('export', LOG, '--out', at('mine.txt'));
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/is there already; --force/);
    expect(readFileSync(at('mine.txt'), 'utf8')).toBe('precious');
    expect((await cli('export', LOG, '--out', at('mine.txt'), '--force')).code).toBe(0);
    expect((await cli('verify', at('mine.txt'))).code).toBe(0);
    const itself = await cli('export', LOG, '--out', LOG, '--force');
    expect(itself.code).toBe(2);
    expect((await cli('verify', LOG)).code).toBe(0);
  });

  test('of a broken log leaves no file, nor part of one', async () => {
    const text = (await cli('export', LOG)).out.replace('"block":33', '"block":32');
    writeFileSync(at('broken.ndjson'), text);
    mkdirSync(at('empty'));
    const ran = await cli('export', at('broken.ndjson'), '--out', join(at('empty'), 'copy.ndjson.gz'));
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/was altered/);
    expect(readdirSync(at('empty'))).toEqual([]);
  });

  test('into a folder that is not there says what the system answers', async () => {
    const ran = await cli('export', LOG, '--out', join(folder, 'nowhere', 'copy.ndjson'));
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/copy\.ndjson:1:1: read no way to write it: the system answers ENOENT/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test.each([
    [['--compress', 'gzip'], /goes with --out/],
    [['--out', at('x'), '--compress', 'brotli'], /gzip, zstd or none, not "brotli"/],
  ])('refuses %j in words', async (options, words) => {
    const ran = await cli('export', LOG, ...options);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(words);
  });
});

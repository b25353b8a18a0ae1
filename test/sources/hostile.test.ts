import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { SourceError } from '../../events/problem.ts';
import { profileByName } from '../../machines/kernel/profile.ts';
import { openRecorded } from '../../src/sources/open-source.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { openMachine, recordingFiles } from './machine.ts';
import { filesOf, traceText } from './trace-text.ts';

const MIB = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'memlapse-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = join(import.meta.dirname, '..', '..');
const OPEN = `
  import { openRecorded } from '${root}/src/sources/open-source.ts';
  import { profileByName } from '${root}/machines/kernel/profile.ts';
  try {
    openRecorded(process.argv[1], { profile: profileByName('v6.1').profile });
    console.log('opened');
  } catch (error) {
    console.log(error.name, error.message.split('\\n')[0]);
  }
`;

/** Writes 300 MB of a piece over and over, and opens it where 128 MB of heap are allowed. */
function openLarge(piece: Uint8Array): string {
  const path = join(folder, 'large');
  const chunk = Buffer.alloc(MIB, piece);
  const file = openSync(path, 'w');
  for (let at = 0; at < 300; at++) writeSync(file, chunk);
  closeSync(file);
  const ran = spawnSync(process.execPath, ['--max-old-space-size=128', '--input-type=module', '-e', OPEN, path], {
    timeout: 20_000,
    encoding: 'utf8',
  });
  rmSync(path);
  expect(ran.stderr).toBe('');
  return ran.stdout.trim();
}

describe('a file of 300 MB that is no trace', () => {
  test.each([
    ['lines of text', Buffer.from('the quick brown fox jumps over the lazy dog\n'), /large:1:1: read "the quick brown/],
    ['one line', Buffer.from('kt-1 [000] '), /large:1:12: read "kt-1 \[000\]/],
    ['lines of blanks', Buffer.from(`${' '.repeat(15_000)}x\n`), /large:1:15001: read "x"/],
    ['random bytes', randomFillSync(Buffer.alloc(MIB)), /large:\d+:\d+: read a NUL byte/],
    ['random bytes but no NUL', randomFillSync(Buffer.alloc(MIB)).map((byte) => byte || 1), /large:\d+:\d+: read/],
  ])('but %s is refused, in bounded memory', (_what, piece, message) => {
    const said = openLarge(piece);
    expect(said).toMatch(/^SourceError /);
    expect(said).toMatch(message);
  });
});

const chosen = profileByName('v6.1');
function problemOf(path: string): string {
  if (!chosen.ok) throw new Error(chosen.reason);
  try {
    openRecorded(path, { profile: chosen.profile });
  } catch (error) {
    if (error instanceof SourceError) return error.message;
    throw error;
  }
  return 'nothing wrong';
}

describe('a source that can not be read', () => {
  const write = (name: string, data: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, data);
    return path;
  };

  test.each([
    ['that is not there', () => join(folder, 'none'), /none:1:1: read nothing: there is no such file/],
    ['that is empty', () => write('empty', ''), /empty:1:1: read an empty file/],
    ['that is a device', () => '/dev/zero', /a pipe or a device/],
    [
      'that is binary',
      () => write('trace.dat', 'tracing\0\u0006'),
      /trace\.dat:1:8: read a NUL byte.*\n.*\n.*trace-cmd report/,
    ],
    [
      'that is broken gzip',
      () => write('broken.gz', gzipSync('# tracer: nop\n').subarray(0, 20)),
      /gzip data that does not unpack/,
    ],
    ['that is gzip of nothing', () => write('empty.gz', gzipSync('')), /empty\.gz:1:1: read an empty file/],
    ['that is gzip of other text', () => write('text.gz', gzipSync('\n\nhello\n')), /text\.gz:3:1: read "hello"/],
    ['that is gzip of something binary', () => write('binary.gz', gzipSync('a\0b')), /a NUL byte/],
    [
      'that is an archive of other things',
      () => write('other.gz', gzipSync(tarOf('readme', 'hello'))),
      /an archive without meta\.json/,
    ],
    ['that is a folder of other things', () => folder, /a folder without meta\.json/],
  ])('%s says where and why', (_what, path, message) => {
    expect(problemOf(path())).toMatch(message);
  });

  test('that is a trace in gzip is no such source', () => {
    expect(problemOf(write('trace.gz', gzipSync(traceText().text())))).toBe('nothing wrong');
  });

  test('that has a folder where its trace should be says so', () => {
    const path = join(folder, 'recording');
    mkdirSync(join(path, 'trace.txt'), { recursive: true });
    writeFileSync(join(path, 'meta.json'), '{"kernelRelease":"6.1.0"}');
    expect(problemOf(path)).toMatch(/a folder without trace\.txt/);
  });
});

/** One file in an old tar archive. */
function tarOf(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(text.length.toString(8).padStart(11, '0'), 124);
  header.write('ustar', 257);
  const body = Buffer.alloc(512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

describe('a recording whose files lie', () => {
  const open = (files: Record<string, string>) => openRecording(filesOf(files));
  const meta = (changed: Readonly<Record<string, unknown>>) => () =>
    openMachine('# tracer: nop\n', { kernel: changed });

  test.each([
    ['a release that is none', { kernelRelease: 'hello' }, /no kernel profile is called/],
    [
      'a page size that the architecture has not',
      { kernelRelease: '6.1.0', pageSize: 3 },
      /x86_64 has pages of 4096 bytes/,
    ],
    ['a block size that is no power of two', { kernelRelease: '6.1.0', memoryBlockSizeBytes: 3 }, /not suitable/],
    [
      'blocks of an exbibyte',
      { kernelRelease: '6.1.0', memoryBlockSizeBytes: 2 ** 52 },
      /no machine has blocks of more/,
    ],
    ['a release that is a number', { kernelRelease: 6.1 }, /kernelRelease: Invalid input/],
    [
      'classic in a release without a choice',
      { kernelRelease: '7.1.0', config: { CONFIG_SPARSEMEM_VMEMMAP: 'n' } },
      /no x86_64 kernel of 7.1 is classic SPARSEMEM and hotplugs memory/,
    ],
  ])('by %s is refused', (_what, changed, message) => {
    expect(meta(changed)).toThrow(SourceError);
    expect(meta(changed)).toThrow(message);
  });

  test('by a meta.json that is no JSON is refused with line and column', () => {
    const files = { ...recordingFiles('# tracer: nop\n'), 'meta.json': '{\n  "kernelRelease": oops\n}' };
    expect(() => open(files)).toThrow(/meta\.json:2:20: read "oops/);
  });

  test('by RAM without end is refused, not walked', () => {
    const dmesg =
      '[    0.0] Early memory node ranges\n[    0.0]   node   0: [mem 0x0000000000000000-0xffffffffffffffff]\n';
    const fiveLevels = JSON.stringify({ kernelRelease: '6.1.0', config: { CONFIG_X86_5LEVEL: 'y' } });
    expect(() => open({ 'meta.json': fiveLevels, 'dmesg.txt': dmesg, 'trace.txt': '# tracer: nop\n' })).toThrow(
      /33554432 sections of memory/,
    );
  });

  test('by memory blocks beyond all memory knows only the others', () => {
    const files = recordingFiles('# tracer: nop\n');
    const listing = `${files['steps/00-boot/memory-blocks.tsv']}memory999999999\t0x0\tonline\t1\t1\tNormal\tnode0\t0\n`;
    const source = open({ ...files, 'steps/00-boot/memory-blocks.tsv': listing });
    expect(Object.keys(source.final.memoryBlocks)).toHaveLength(8);
  });

  test('by a memory limit of more than there are numbers has none', () => {
    expect(openMachine('# tracer: nop\n', { cmdline: 'mem=99999999999T' }).final.memLimit).toBeNull();
  });
});

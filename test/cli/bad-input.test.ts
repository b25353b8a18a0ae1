import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, json } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFile, tempFiles } from '../support/temp.ts';

const HEAD = '# tracer: nop\n#\n# entries-in-buffer/entries-written: 2/2   #P:2\n#\n';
const line = (time: string, rest: string): string => `              kt-330     [000] .....    ${time}: ${rest}\n`;
const ADD = line(
  '30.000001',
  'arch_add_memory: (arch_add_memory+0x0/0x50) nid=0 start=0x100000000 size=0x8000000 altmap=0x0 pgmap=0x0',
);
const ADDED = line('30.000002', 'arch_add_memory_ret: (kt_write+0x4b3/0x724 [ktmod] <- arch_add_memory) ret=0');
const DONE = ADD + ADDED;

/** A source that can't be read: exit code 3, a place, what was read and what was expected, and nothing on standard output. */
async function expectRefused(source: string, place: RegExp, read: RegExp): Promise<void> {
  for (const verb of ['state', 'events', 'compare', 'story']) {
    const ran = await cli(verb, source);
    expect(`${verb} ${ran.code}`).toBe(`${verb} 3`);
    expect(ran.out).toBe('');
    expect(ran.err).toMatch(place);
    expect(ran.err).toMatch(read);
    expect(ran.err).toMatch(/\n {2}expected \S/);
  }
}

describe('bad input is refused with file, line and column, exit code 3 and nothing half-done', () => {
  test('an empty file', async () => {
    await expectRefused(tempFile('trace.txt', ''), /trace\.txt:1:1: /, /empty file/);
  });

  test('a binary file', async () => {
    await expectRefused(
      tempFile('trace.dat', Buffer.from([0x17, 0x08, 0x44, 0, 1, 2, 3])),
      /trace\.dat:1:4: /,
      /NUL byte/,
    );
  });

  test('no file at all', async () => {
    await expectRefused('no-such-file.txt', /no-such-file\.txt:1:1: /, /no such file/);
  });

  test('text that is no trace', async () => {
    await expectRefused(
      tempFile('poem.txt', 'Shall I compare thee\nto a summer’s day?\n'),
      /poem\.txt:1:\d+: /,
      /Shall I/,
    );
  });

  test('a trace cut in the middle of a line', async () => {
    const cut = `${HEAD}${DONE}${ADD.slice(0, 60)}`;
    await expectRefused(tempFile('cut.txt', cut), /cut\.txt:7:\d+: /, /kt-330|arch_add/);
  });

  test('a trace cut inside the last number of a line', async () => {
    const cut = `${HEAD}${DONE}${line('31', 'add_memory: (add_memory+0x0/0x40) nid=0 start=0x108000000 size=0x80').trimEnd()}`;
    await expectRefused(tempFile('cut.txt', cut), /cut\.txt:7:\d+: /, /size=0x80.* and the end of the file/);
  });

  test('an entry without its return', async () => {
    await expectRefused(tempFile('open.txt', HEAD + DONE + ADD), /open\.txt:7:\d+: /, /an entry of arch_add_memory/);
  });

  test('a return without its entry', async () => {
    await expectRefused(tempFile('open.txt', HEAD + ADDED), /open\.txt:5:\d+: /, /a return of arch_add_memory/);
  });

  test('a function that is none of memory hotplug', async () => {
    const strange = line('30.5', 'vmalloc: (vmalloc+0x0/0x40) size=0x1000');
    await expectRefused(tempFile('strange.txt', HEAD + DONE + strange), /strange\.txt:7:\d+: /, /a probe of "vmalloc"/);
  });

  test('a page frame past 2^53 bytes', async () => {
    const far = ADD.replace('0x100000000', '0x40000000000000');
    await expectRefused(tempFile('far.txt', HEAD + far + ADDED), /far\.txt:5:\d+: /, /start=0x40000000000000/);
  });

  test('a page frame past MAX_PHYSMEM, with the column of the number', async () => {
    const pages = line(
      '30.000001',
      '__add_pages: (__add_pages+0x0/0x120) nid=0 pfn=0x400000000 nr_pages=0x8000 altmap=0x0',
    );
    const ret = line('30.000002', '__add_pages_ret: (add_pages+0x2c/0x90 <- __add_pages) ret=0');
    const ran = await cli('state', tempFile('far.txt', HEAD + pages + ret));
    expect(ran.code).toBe(3);
    expect(ran.err).toContain(`far.txt:5:${pages.indexOf('0x400000000') + 1}: read pfn=0x400000000`);
    expect(ran.err).toMatch(/MAX_PHYSMEM_BITS/);
  });

  test('a number that is none', async () => {
    const strange = ADD.replace('0x8000000', 'plenty');
    await expectRefused(tempFile('words.txt', HEAD + strange + ADDED), /words\.txt:5:\d+: /, /size="plenty"/);
  });

  test('a recording without its trace, and one whose meta.json is no JSON', async () => {
    await expectRefused(tempFiles({ 'meta.json': '{"kernelRelease":"6.1.0"}' }), /:1:1: /, /without trace\.txt/);
    await expectRefused(
      tempFiles({ 'meta.json': '{"kernelRelease":', 'trace.txt': HEAD + DONE }),
      /meta\.json:1:\d+: /,
      /JSON/,
    );
  });

  test('a compressed file that is cut', async () => {
    await expectRefused(
      tempFile('half.tar.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2])),
      /half\.tar\.gz:1:1: /,
      /gzip/,
    );
  });

  test('control characters of a hostile file never reach the terminal', async () => {
    const ran = await cli('state', tempFile('evil.txt', `${HEAD}\u001b]0;owned\u0007 rm -rf\n`));
    expect(ran.code).toBe(3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(ran.err).not.toMatch(/[\u0007\u001b]/);
  });
});

describe('what can be read of a bad source is not lost', () => {
  test('--keep-going reads on, and tells how many lines were not understood', async () => {
    const path = tempFile('strange.txt', HEAD + line('29', 'vmalloc: (vmalloc+0x0/0x40) size=0x1000') + DONE);
    const ran = await cli('state', path, '--keep-going', '--json');
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({ sections: [{ nr: 32, lifecycle: 'offline' }] });
    expect(ran.err).toMatch(/1 lines were not understood/);
  });

  test('check lists every line that it did not understand, and exits with 3', async () => {
    const path = tempFile('strange.txt', HEAD + line('29', 'vmalloc: (vmalloc+0x0/0x40) size=0x1000') + DONE);
    const ran = await cli('check', path, '--json');
    expect(ran.code).toBe(3);
    expect(json(ran)).toMatchObject({
      ok: false,
      notUnderstood: [{ file: path, line: 5, text: expect.stringMatching(/vmalloc/) }],
    });
    expect(ran.err).toMatch(/strange\.txt:5:\d+: /);
  });
});

describe('a scenario that is wrong', () => {
  const scenario = (steps: string): string =>
    tempFile('wrong.yaml', `machine:\n  ram: [{ start: 0, size: 1GiB }]\nsteps:\n${steps}`);
  test.each([
    [
      'a wrong unit',
      '  - add_memory: { start: 0x140000000, size: 128 parsecs }\n',
      /wrong\.yaml:4:\d+: /,
      /parsecs.*is no unit|is no unit/,
    ],
    ['a decimal unit', '  - add_memory: { start: 0x140000000, size: 128MB }\n', /wrong\.yaml:4:\d+: /, /powers of two/],
    [
      'an unknown command',
      '  - add_memry: { start: 0, size: 1GiB }\n',
      /wrong\.yaml:4:\d+: /,
      /one command: add_memory/,
    ],
    ['a missing size', '  - add_memory: { start: 0x140000000 }\n', /wrong\.yaml:4:\d+: /, /size/],
    ['an unknown key', '  - offline: { block: 3, now: true }\n', /wrong\.yaml:4:\d+: /, /now/],
    ['broken YAML', '  - offline: { block: 3\n', /wrong\.yaml:\d+:\d+: /, /YAML or JSON/],
  ])('%s', async (_, steps, place, expected) => {
    const ran = await cli('simulate', scenario(steps));
    expect(ran.code).toBe(3);
    expect(ran.out).toBe('');
    expect(ran.err).toMatch(place);
    expect(ran.err).toMatch(expected);
  });

  test('RAM past MAX_PHYSMEM is refused with its place', async () => {
    const ran = await cli(
      'simulate',
      tempFile('far.yaml', 'machine:\n  ram:\n    - start: 0\n      size: 128TiB\nsteps: []\n'),
    );
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/far\.yaml:4:\d+: /);
  });
});

describe('a wrong call exits with 2 and says what is right', () => {
  test.each([
    [['state'], /missing required argument 'source'/],
    [['stat', 'x'], /unknown command 'stat'/],
    [['state', 'x', '--tomorrow'], /unknown option '--tomorrow'/],
    [['state', recordingPath('6.1.192-custom-classic--s0-boot'), '--at', 'noon'], /"noon" is no instant/],
    [['state', recordingPath('6.1.192-custom-classic--s0-boot'), '--at', 'seq:99999'], /past the last event/],
    [['state', recordingPath('6.1.192-custom-classic--s0-boot'), '--at', 'step:77'], /no mark for step:77/],
    [
      ['state', recordingPath('6.1.192-custom-classic--s0-boot'), '--profile', 'v1.0'],
      /no kernel profile is called "v1\.0"/,
    ],
    [['events', recordingPath('6.1.192-custom-classic--s0-boot'), '--about', 'page:3'], /section:N or block:N/],
    [
      ['events', recordingPath('6.1.192-custom-classic--s0-boot'), '--type', 'nonsense'],
      /no event is called "nonsense"/,
    ],
    [['compare', 'demo:orphan-sections', '--profiles', 'vmemmap'], /two or more names/],
    [
      ['compare', 'demo:orphan-sections', '--profiles', 'vmemmap,classic@7.1'],
      /no x86_64 kernel of 7\.1 is classic SPARSEMEM and hotplugs memory: since 6\.16 arch\/x86\/Kconfig/,
    ],
    [['simulate', 'demo:nothing'], /no scenario is called demo:nothing/],
    [['diagram', 'page'], /there is no machine "page"/],
    [['diagram', 'section', '--format', 'jpeg'], /no format "jpeg"/],
    [['check', 'demo:orphan-sections'], /is a scenario/],
  ])('memlapse %j', async (argv, expected) => {
    const ran = await cli(...argv);
    expect(ran.code).toBe(2);
    expect(ran.out).toBe('');
    expect(ran.err).toMatch(expected);
  });
});

test('a gigabyte of garbage is refused in bounded memory', async () => {
  const folder = tempFiles({});
  const path = join(folder, 'garbage.txt');
  const file = openSync(path, 'w');
  const chunk = `${'lorem ipsum dolor sit amet, '.repeat(40)}\n`.repeat(1000);
  for (let written = 0; written < 2 ** 30; written += chunk.length) writeSync(file, chunk);
  closeSync(file);
  const script = join(import.meta.dirname, '..', '..', 'src', 'cli', 'memlapse.js');
  const ran = spawnSync(process.execPath, ['--max-old-space-size=96', script, 'check', path], { encoding: 'utf8' });
  spawnSync('rm', ['-rf', folder]);
  expect(ran.stderr).toMatch(/garbage\.txt:1:\d+: read "/);
  expect(ran.status).toBe(3);
});

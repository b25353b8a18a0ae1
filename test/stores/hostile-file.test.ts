import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cli, type Ran } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const RECORDING = recordingPath('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
const PAGE = 4096;
const folder = tempFiles({});
const LOG = join(folder, 'whole.memlapse');
let whole: Buffer;
let head: string;

/** Numbers from a seed (mulberry32): a damage can be had again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The log with some bytes of one page overwritten. */
function overwritten(seed: number): Buffer {
  const next = random(seed);
  const damaged = Buffer.from(whole);
  const page = next(whole.length / PAGE);
  for (let left = seed % 2 === 0 ? 3 : 300; left > 0; left--) damaged[page * PAGE + next(PAGE)] = next(256);
  return damaged;
}

const cuts = (): readonly number[] => [
  0,
  1,
  15,
  16,
  99,
  100,
  511,
  PAGE - 1,
  PAGE,
  PAGE + 1,
  3 * PAGE,
  ...[0.25, 0.5, 0.75, 0.95].flatMap((part) => {
    const at = Math.floor((whole.length * part) / PAGE) * PAGE;
    return [at, at + 1234];
  }),
  whole.length - PAGE,
  whole.length - 1,
];

/** Every damaged file: what was done to it, and its bytes. */
const damages = (): readonly (readonly [string, Buffer])[] => [
  ...Array.from({ length: 60 }, (_, seed) => [`damage ${seed}`, overwritten(seed)] as const),
  ...cuts().map((length) => [`cut to ${length} bytes`, whole.subarray(0, length)] as const),
];

beforeAll(async () => {
  const imported = await cli('import', RECORDING, '--log', LOG);
  expect(imported.code).toBe(0);
  head = imported.out.trimEnd().split('\n').at(-1)!;
  whole = readFileSync(LOG);
});

const path = join(folder, 'damaged.memlapse');

async function asked(damaged: Buffer, ...argv: readonly [string, ...string[]]): Promise<Ran> {
  writeFileSync(path, damaged);
  const [verb, ...rest] = argv;
  return cli(verb, path, ...rest);
}

describe('a damaged .memlapse file', () => {
  test('never breaks verify: it proves the same events, or says in words what is broken', async () => {
    let broken = 0;
    for (const [what, damaged] of damages()) {
      const { code, out, err } = await asked(damaged, 'verify');
      // Bytes that no page uses may change: then all that was stored is still there.
      if (code === 0) expect(out, what).toContain(head);
      else {
        broken++;
        expect([1, 3], what).toContain(code);
        expect(out + err, what).toMatch(/BROKEN: \S+ \S+|read a file that is no log|without the header of SQLite/);
      }
    }
    expect(broken).toBeGreaterThan(40);
  });

  test('never makes verify --json say anything but a verdict', async () => {
    for (const [what, damaged] of damages().filter((_, at) => at % 5 === 0)) {
      const { code, out } = await asked(damaged, 'verify', '--json');
      if (code !== 3) expect(JSON.parse(out), what).toMatchObject({ ok: code === 0 });
    }
  });

  test.each(['state', 'tail', 'export'])('never breaks %s: exit code 3, in words', async (verb) => {
    for (const [what, damaged] of damages()) {
      const ran = await asked(damaged, verb).catch((error: unknown) =>
        expect.fail(`${verb}, ${what}: ${String(error)}`),
      );
      if (ran.code === 0) continue;
      expect(ran.code, what).toBeGreaterThan(0);
      expect(ran.code, what).toBeLessThanOrEqual(3);
      expect(ran.err, what).toMatch(new RegExp(`^memlapse ${verb}: \\S+ \\S+`));
    }
  });
});

describe('a .memlapse file whose first bytes are gone', () => {
  const headless = (bytes: number): Buffer => Buffer.concat([Buffer.alloc(bytes), whole.subarray(bytes)]);

  test.each(['verify', 'state', 'events', 'export', 'check'])('is told from other files by %s', async (verb) => {
    for (const bytes of [1, 16, 100, PAGE]) {
      const ran = await asked(headless(bytes), verb);
      expect(ran.code).toBe(3);
      expect(ran.err).toContain(`${path}:1:1: read pages of a memlapse log without the header of SQLite`);
      expect(ran.err).toContain('docs/log.md');
    }
  });

  test('is whole again with the header that docs/log.md gives', () => {
    const doc = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'log.md'), 'utf8');
    const script = /## A header that was destroyed[\s\S]*?```sh\n([\s\S]*?)```/.exec(doc)?.[1] ?? 'exit 9';
    for (const bytes of [16, 100]) {
      writeFileSync(join(folder, 'damaged.memlapse'), headless(bytes));
      const node = `"${process.execPath}" "${join(import.meta.dirname, '..', '..', 'src', 'cli', 'memlapse.js')}"`;
      const ran = spawnSync('sh', ['-ec', script.replaceAll('memlapse verify', `${node} verify`)], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(ran.stdout, ran.stderr).toContain(`repaired.memlapse: unchanged\n${head}`);
    }
  });
});

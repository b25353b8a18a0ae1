import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CATALOGUE } from '../../events/catalogue.ts';
import { EMPTY_HEAD } from '../../events/chain.ts';
import { argsField } from '../../events/fields.ts';
import { type Field, fieldsOf, isPlaceKind } from '../../events/kinds.ts';
import { mapFields } from '../../events/places.ts';
import { hiding } from '../../src/exports/redact.ts';
import { distanceOf, movedAddresses } from '../../src/exports/redact-addresses.ts';
import { hiddenNames } from '../../src/exports/redact-names.ts';
import { sha256 } from '../../src/stores/hash.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { verifyNdjson } from '../../src/stores/verify.ts';
import { statesAt } from '../../src/timeline/instant.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import { cli } from '../support/cli.ts';
import { recordingNames, recordingPath } from '../support/recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'memlapse-redact-'));
const TIB = 2n ** 40n;
const GIB_4 = 2n ** 32n;

const LINE = z.looseObject({
  id: z.string().regex(/^(?:id-[0-9a-f]{8}#\d+|seal)$/),
  source: z.string().regex(/^(?:source-[0-9a-f]{8}|memlapse)$/),
  task: z
    .string()
    .regex(/^task-[0-9a-f]{8}$/)
    .optional(),
  file: z
    .string()
    .regex(/^file-[0-9a-f]{8}$/)
    .optional(),
  pid: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .optional(),
});

const linesOf = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A recording as a log, exported as it is and redacted. */
async function exported(name: string, ...flags: readonly string[]) {
  const log = join(folder, `${name}.memlapse`);
  await cli('import', recordingPath(name), '--log', log);
  const plain = await cli('export', log);
  const redacted = await cli('export', log, '--redact', 'a salt', ...flags);
  const paths = {
    plain: join(folder, `${name}.ndjson`),
    redacted: join(folder, `${name}${flags.join()}.redacted.ndjson`),
  };
  writeFileSync(paths.plain, plain.out);
  writeFileSync(paths.redacted, redacted.out);
  return { log, plain, redacted, paths };
}

async function statesOf(path: string) {
  const { log, initial } = await loadLog(path, 'ndjson');
  const positions = Array.from({ length: Math.floor(log.position / 10) }, (_, at) => (at + 1) * 10);
  return [...statesAt(log, initial, [...positions, log.position])].map((state) => {
    const { sections, blocks } = snapshotOf(state);
    return {
      sections,
      blocks,
      blockBytes: BigInt(state.blocks.blockBytes),
      sectionBytes: BigInt(state.profile.geometry.sectionBytes),
    };
  });
}

describe('a redacted export', () => {
  test.each(recordingNames)(
    '%s: hides every task name, is proved by its own seal, and has the same states',
    async (name) => {
      const { plain, redacted, paths } = await exported(name);
      expect(redacted.code).toBe(0);
      const original = linesOf(plain.out);
      const hidden = linesOf(redacted.out);
      for (const line of hidden) LINE.parse(line);
      const whole = verifyNdjson(paths.redacted);
      expect(whole.ok).toBe(true);
      const head = verifyNdjson(paths.plain).head ?? EMPTY_HEAD;
      expect(whole.head?.hash).not.toBe(head.hash);
      expect(redacted.err).toContain(`head of the original: ${head.position} ${head.hash}`);
      expect(redacted.err).toContain(`head of the redacted log: ${head.position} ${whole.head?.hash}`);
      expect(hidden[0]?.['data']).toEqual(original[0]?.['data']);
      for (const key of ['task', 'file']) {
        const names = new Set(original.flatMap((line) => (line[key] === undefined ? [] : [String(line[key])])));
        for (const one of names) expect(redacted.out).not.toContain(JSON.stringify(one).slice(1));
      }
      expect(redacted.out).not.toMatch(/kworker|\bkt\b|recordings/);
      expect(await statesOf(paths.redacted)).toEqual(await statesOf(paths.plain));
    },
  );

  test('with one salt hides the same names alike, with another salt otherwise, and without one never twice alike', async () => {
    const { log, redacted } = await exported(recordingNames.find((name) => name.includes('--s5-'))!);
    expect((await cli('export', log, '--redact', 'a salt')).out).toBe(redacted.out);
    const others = await Promise.all([
      cli('export', log, '--redact', 'b salt'),
      cli('export', log, '--redact'),
      cli('export', log, '--redact'),
    ]);
    expect(new Set([redacted, ...others].map(({ out }) => out)).size).toBe(4);
  });

  test('hides task names and pids in free text, and a line that was not understood wholly', () => {
    const names = hiddenNames(sha256, 's', new Set(['kt', 'kworker/1:2', 'my (odd) $task', '']));
    expect(names.text('task kt-432 waits for kworker/1:2, my (odd) $task; PID: 433 of kth, kt')).toMatch(
      /^task task-\w{8}-1 waits for task-\w{8}, task-\w{8}; PID: 2 of kth, task-\w{8}$/,
    );
    expect(names.pid(433)).toBe(2);
    expect(names.quotation('kt-432 [000] secret')).toMatch(/^text-[0-9a-f]{8}$/);
  });

  const names = hiddenNames(sha256, 's', new Set(['kt']));
  const units = { pageBytes: 4096, blockBytes: 2 ** 27, maxPhysmemBits: 46 };
  const hide = hiding(names, movedAddresses(2 ** 40, units));
  const GIB_64 = 2 ** 36;
  /** Data of a type with a word or a number in every field that can hold it. */
  const filled = (fields: readonly Field[], text: string, address: number): Record<string, unknown> =>
    Object.fromEntries(
      fields.map(({ key, kind, inside }) => {
        if (inside.length > 0) return [key, [filled(inside, text, address)]];
        if (kind === 'page') return [key, address / units.pageBytes];
        if (kind === 'block') return [key, address / units.blockBytes];
        return [key, isPlaceKind(kind) ? address : kind === 'text' || kind === 'quotation' ? text : null];
      }),
    );
  const isClosed = ({ isOpen }: Field) => !isOpen;

  test.each(CATALOGUE.map(({ type, fields }) => [type, fields] as const))(
    'hides names and numbers in all free text of %s, and moves each of its addresses',
    (_, all) => {
      const fields = all.filter(isClosed);
      const secret = 'task kt-432 at 0xdeadbeef000';
      const hidden = mapFields(fields, filled(fields, secret, GIB_64), hide);
      expect(JSON.stringify(hidden)).not.toMatch(/\bkt\b|deadbeef/);
      const moved = mapFields(fields, filled(fields, 'x', GIB_64), hide);
      const expected = filled(fields, 'x', GIB_64 + 2 ** 40);
      expect(JSON.stringify(moved).replace(/text-[0-9a-f]{8}/g, 'x')).toBe(JSON.stringify(expected));
    },
  );

  test('hides the free text of an event that nobody thought of, lists and further keys of it too', () => {
    const fields = fieldsOf(z.strictObject({ note: z.string(), notes: z.array(z.string().nullable()) }));
    const told = { note: 'kt at 0x1000', notes: ['kt-1 waits', null], added: { later: 'for kt' } };
    const shown = names.task('kt');
    expect(mapFields(fields, told, hide)).toEqual({
      note: `${shown} at #`,
      notes: [`${shown}-${names.pid(1)} waits`, null],
      added: { later: `for ${shown}` },
    });
  });

  test('moves what was asked of an operation, and hides an argument that is neither a number nor known', () => {
    const [args] = fieldsOf(z.strictObject({ args: argsField }));
    const asked = { start: '0x1000000000', block: '512', size: '0x8000000', nid: '0', driver: 'kmem', odd: 'kt 0x7' };
    expect(mapFields(args!.inside, asked, hide)).toEqual({
      ...asked,
      start: '0x11000000000',
      block: String(512 + 2 ** 13),
      odd: `${names.task('kt')} #`,
    });
    expect(mapFields(args!.inside, { start: 'where kt lies' }, hide)).toEqual({
      start: `where ${names.task('kt')} lies`,
    });
  });

  test('refuses to move addresses where memory crosses 4 GiB, or where there is no room', () => {
    expect(distanceOf(sha256, 's', [[2 ** 31, 2 ** 33]], units)).toMatchObject({ ok: false });
    expect(distanceOf(sha256, 's', [[2 ** 33, 2 ** 46]], units)).toMatchObject({ ok: false });
    expect(distanceOf(sha256, 's', [[2 ** 33, 2 ** 46 - 2 ** 40]], units)).toEqual({ ok: true, bytes: 2 ** 40 });
  });

  test.each(recordingNames.filter((name) => /h101|h203|s1-|s4c|s5-/.test(name)))(
    '%s: with --redact-addresses, what lies at or above 4 GiB moves by one multiple of 1 TiB',
    async (name) => {
      const { redacted, paths } = await exported(name, '--redact-addresses');
      expect(redacted.err).toMatch(/head of the redacted log/);
      expect(verifyNdjson(paths.redacted).ok).toBe(true);
      const before = await statesOf(paths.plain);
      const after = await statesOf(paths.redacted);
      const distances = new Set<bigint>();
      for (const [at, { sections, blocks, blockBytes }] of before.entries()) {
        const moved = after[at]!;
        expect(moved.sections.length).toBe(sections.length);
        for (const [index, { nr: _nr, start, ...rest }] of sections.entries()) {
          const { nr: _moved, start: there, ...same } = moved.sections[index]!;
          expect(same).toEqual(rest);
          if (BigInt(start) < GIB_4) expect(there).toBe(start);
          else distances.add(BigInt(there) - BigInt(start));
          expect(BigInt(there)).toBeLessThan(2n ** 46n);
        }
        for (const [index, { block, ...rest }] of blocks.entries()) {
          const { block: there, ...same } = moved.blocks[index]!;
          expect(same).toEqual(rest);
          if (BigInt(block) * blockBytes >= GIB_4) distances.add(BigInt(there - block) * blockBytes);
          else expect(there).toBe(block);
        }
      }
      expect(distances.size).toBe(1);
      for (const distance of distances) expect([distance > 0n, distance % TIB]).toEqual([true, 0n]);
    },
  );

  test('is for ndjson only, and moves addresses only together with names', async () => {
    const { log } = await exported(recordingNames.find((name) => name.includes('--s0-boot'))!);
    expect(await cli('export', log, '--format', 'lsmem', '--redact')).toMatchObject({ code: 2, out: '' });
    expect(await cli('export', log, '--redact-addresses')).toMatchObject({ code: 2, out: '' });
    expect(await cli('export', log, '--redact', '')).toMatchObject({ code: 2, out: '' });
    expect(await cli('export', recordingPath(recordingNames[0]!))).toMatchObject({ code: 2, out: '' });
  });
});

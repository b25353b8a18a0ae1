import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { markEvent } from '../../events/store-contract.ts';
import { loadLog } from '../../src/stores/log-file.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { verifyNdjson, verifySqlite } from '../../src/stores/verify.ts';
import { snapshotOf } from '../../src/timeline/snapshot.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { cli } from '../support/cli.ts';
import { openShipped, recordingNames, recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const folder = tempFiles({});
const LOG = join(folder, 'log.memlapse');
const EXPORT = join(folder, 'log.ndjson');
/** A log of four events, and its export: few enough to flip each of their bytes. */
const SHORT_LOG = join(folder, 'short.memlapse');
const SHORT_EXPORT = join(folder, 'short.ndjson');

/** A log file with nothing left in its write-ahead log. */
async function smallLog(path: string, count: number): Promise<void> {
  const opened = sqliteStore(path);
  if (!opened.ok) throw new Error(opened.reason);
  const answer = await opened.store.append(
    Array.from({ length: count }, (_, at) => markEvent(at + 1)),
    0,
  );
  expect(answer.ok).toBe(true);
  await opened.store.close();
}

beforeAll(async () => {
  await smallLog(LOG, 12);
  writeFileSync(EXPORT, (await cli('export', LOG)).out);
  await smallLog(SHORT_LOG, 4);
  writeFileSync(SHORT_EXPORT, (await cli('export', SHORT_LOG)).out);
});

describe('an exported log', () => {
  test('with any single byte flipped is found out', () => {
    const whole = readFileSync(SHORT_EXPORT);
    expect(verifyNdjson(SHORT_EXPORT).ok).toBe(true);
    const path = join(folder, 'flipped.ndjson');
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, flipped);
      if (verifyNdjson(path).ok) expect.fail(`byte ${at} of ${whole.length} flipped: not found`);
    }
  });

  test('with its end cut off anywhere is found out', () => {
    const whole = readFileSync(EXPORT);
    const path = join(folder, 'cut.ndjson');
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      expect(verifyNdjson(path).ok, `cut to ${length} bytes`).toBe(false);
    }
  });

  test('names the first event that is missing, swapped or altered', () => {
    const lines = readFileSync(EXPORT, 'utf8').trimEnd().split('\n');
    const path = join(folder, 'changed.ndjson');
    const verdict = (changed: readonly string[]) => {
      writeFileSync(path, `${changed.join('\n')}\n`);
      return verifyNdjson(path).broken;
    };
    expect(verdict(lines.toSpliced(4, 1))).toMatchObject({
      position: 5,
      reason: expect.stringMatching(/event 5 is missing/),
    });
    expect(verdict(lines.toSpliced(4, 2, lines[5]!, lines[4]!))).toMatchObject({ position: 5 });
    expect(verdict(lines.toSpliced(6, 1, lines[6]!.replace('mark 7', 'mark 8')))).toMatchObject({ position: 7 });
    expect(verdict(lines.slice(0, -1))).toMatchObject({
      position: 13,
      reason: expect.stringMatching(/seal is missing/),
    });
    expect(verdict(lines.toSpliced(11, 1))).toMatchObject({
      position: 12,
      reason: expect.stringMatching(/events are missing/),
    });
  });

  test('proves a prefix, even where a later event is broken', async () => {
    const lines = readFileSync(EXPORT, 'utf8').trimEnd().split('\n');
    const path = join(folder, 'prefix.ndjson');
    writeFileSync(path, `${lines.toSpliced(9, 1, lines[9]!.replace('mark 10', 'mark 99')).join('\n')}\n`);
    expect((await cli('verify', path)).code).toBe(1);
    expect((await cli('verify', path, '--to', 'seq:9')).code).toBe(0);
    expect((await cli('verify', path, '--to', 'seq:10')).code).toBe(1);
  });
});

describe('a .memlapse file', () => {
  test('with any byte of any stored event flipped is found out', () => {
    const whole = readFileSync(SHORT_LOG);
    const bodies: string[] = [];
    const db = new DatabaseSync(SHORT_LOG, { readOnly: true });
    for (const row of db.prepare('SELECT id, body, hash FROM events').all())
      bodies.push(...Object.values(row).map(String));
    db.close();
    const path = join(folder, 'flipped.memlapse');
    let flips = 0;
    for (const text of bodies.filter((one) => one.length > 8)) {
      const start = whole.indexOf(text);
      expect(start).toBeGreaterThan(0);
      for (let at = start; at < start + text.length; at++) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 7));
        writeFileSync(path, flipped);
        if (verifySqlite(path).ok) expect.fail(`byte ${at} flipped: not found`);
        flips++;
      }
    }
    expect(flips).toBeGreaterThan(1000);
  });

  test('refuses to change or remove an event through SQL', () => {
    const path = join(folder, 'sql.memlapse');
    copyFileSync(LOG, path);
    const db = new DatabaseSync(path);
    expect(() => db.exec("UPDATE events SET body = '{}' WHERE position = 3")).toThrow(/never changed/);
    expect(() => db.exec('DELETE FROM events WHERE position = 3')).toThrow(/never removed/);
    db.close();
  });

  test('whose last events were taken away, triggers and all, is found out', () => {
    const path = join(folder, 'shorter.memlapse');
    copyFileSync(LOG, path);
    const db = new DatabaseSync(path);
    db.exec('DROP TRIGGER events_are_never_removed; DELETE FROM events WHERE position > 9');
    db.close();
    expect(verifySqlite(path)).toMatchObject({ ok: false, head: { position: 9 }, broken: { position: 10 } });
  });

  test('that is none is refused with what it is', async () => {
    const other = join(folder, 'other.memlapse');
    new DatabaseSync(other).exec('CREATE TABLE t (x)');
    expect((await cli('verify', other)).out).toMatch(/SQLite file of another program/);
    const newer = join(folder, 'newer.memlapse');
    copyFileSync(LOG, newer);
    new DatabaseSync(newer).exec('PRAGMA user_version = 99');
    expect((await cli('verify', newer)).out).toMatch(/newer memlapse/);
    const text = join(folder, 'text.memlapse');
    writeFileSync(text, 'hello\n');
    expect((await cli('verify', text)).code).toBe(3);
    expect((await cli('import', recordingPath(recordingNames[0]!), '--log', text)).err).toMatch(/no SQLite file/);
  });

  test('of a full disk refuses the append, and keeps what it has', () => {
    const script = `
      const { sqliteStore } = await import(${JSON.stringify(join(import.meta.dirname, '..', '..', 'src', 'stores', 'sqlite.ts'))});
      const { markEvent } = await import(${JSON.stringify(join(import.meta.dirname, '..', '..', 'events', 'store-contract.ts'))});
      const opened = sqliteStore(process.argv[1]);
      let position = 0;
      for (;;) {
        const answer = await opened.store.append(Array.from({ length: 50 }, (_, at) => markEvent(position + at + 1)), position);
        if (!answer.ok) { console.log(JSON.stringify({ answer, position })); break; }
        position = answer.head.position;
      }`;
    const path = join(folder, 'full.memlapse');
    // A limit on file size (in blocks of 512 bytes) is a full disk that needs no privilege.
    const ran = spawnSync(
      'sh',
      ['-c', 'trap "" XFSZ; ulimit -f 600; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, script, path],
      { encoding: 'utf8' },
    );
    const { answer, position } = JSON.parse(ran.stdout) as { answer: { problem: string }; position: number };
    expect(answer.problem).toBe('storage');
    expect(position).toBeGreaterThan(50);
    expect(verifySqlite(path)).toMatchObject({ ok: true, head: { position } });
  });

  test('that is read-only can be read and verified, and not appended to', async () => {
    const path = join(folder, 'frozen.memlapse');
    copyFileSync(LOG, path);
    const readOnly = sqliteStore(path, { create: false, readOnly: true });
    if (!readOnly.ok) throw new Error(readOnly.reason);
    chmodSync(path, 0o444);
    expect(await readOnly.store.append([markEvent(13)], 12)).toMatchObject({ ok: false, problem: 'storage' });
    await readOnly.store.close();
    expect(verifySqlite(path).ok).toBe(true);
  });

  test('stays one file, unchanged, however often it is read', async () => {
    const own = tempFiles({});
    const path = join(own, 'alone.memlapse');
    copyFileSync(LOG, path);
    const before = readFileSync(path);
    expect(verifySqlite(path).ok).toBe(true);
    expect((await cli('export', path)).code).toBe(0);
    expect(readdirSync(own)).toEqual(['alone.memlapse']);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('importing, exporting and importing again', () => {
  test.each(recordingNames.filter((name) => /h101|s4-|s10|s7/.test(name)))(
    '%s: the same head hash, and the same state at every event',
    async (name) => {
      const first = join(folder, `${name}.memlapse`);
      const again = join(folder, `${name}-again.memlapse`);
      const text = join(folder, `${name}.ndjson`);
      const source = recordingPath(name);
      const imported = JSON.parse((await cli('import', source, '--log', first, '--json')).out) as {
        head: { position: number };
      };
      writeFileSync(text, (await cli('export', first)).out);
      expect(verifyNdjson(text).head).toEqual(imported.head);
      expect(JSON.parse((await cli('import', text, '--log', again, '--json')).out)).toMatchObject({
        head: imported.head,
      });
      for (const seq of [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * imported.head.position))) {
        const states = await Promise.all(
          [source, first, text, again].map(
            async (one) => (await cli('state', one, '--at', `seq:${seq}`, '--json')).out,
          ),
        );
        const plain = states.map((state) => ({ ...(JSON.parse(state) as object), unknown: [] }));
        for (const state of plain) expect(state).toEqual(plain[0]);
      }
      const [recorded, ...logs] = [
        openShipped(name),
        await loadLog(first, 'sqlite'),
        await loadLog(text, 'ndjson'),
        await loadLog(again, 'sqlite'),
      ].map((one) => timelineOf(one));
      for (let seq = 1; seq <= imported.head.position; seq++) {
        const memory = snapshotOf(recorded!.stateAt(seq));
        for (const log of logs) expect(snapshotOf(log.stateAt(seq))).toEqual(memory);
      }
      const twice = JSON.parse((await cli('import', source, '--log', first, '--json')).out);
      expect(twice).toMatchObject({ stored: 0, known: imported.head.position, head: imported.head });
    },
  );

  test('a recording has the same head wherever it lies', async () => {
    const name = recordingNames.find((one) => /h101/.test(one)) ?? '';
    const elsewhere = join(folder, basename(recordingPath(name)));
    copyFileSync(recordingPath(name), elsewhere);
    const heads = [];
    for (const [at, source] of [recordingPath(name), elsewhere].entries()) {
      const ran = await cli('import', source, '--log', join(folder, `place-${at}.memlapse`), '--json');
      heads.push((JSON.parse(ran.out) as { head: unknown }).head);
    }
    expect(heads[1]).toEqual(heads[0]);
  });
});

describe('what can be saved of a broken log', () => {
  /** The twelve events of LOG, with event 7 altered past the triggers. */
  const altered = (name: string): string => {
    const path = join(folder, name);
    copyFileSync(LOG, path);
    const db = new DatabaseSync(path);
    for (const { name: trigger } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all())
      db.exec(`DROP TRIGGER ${String(trigger)}`);
    db.exec('UPDATE events SET body = replace(body, \'"specversion"\', \'"Specversion"\') WHERE position = 7');
    db.close();
    return path;
  };
  const cutExport = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(EXPORT, 'utf8').split('\n').slice(0, 6).join('\n').concat('\n{"da'));
    return path;
  };

  test.each([
    ['a .memlapse file with an event altered', altered],
    ['an export that was cut off', cutExport],
  ] as const)('of %s: the events before the break, with --keep-going, exit code 1', async (what, broken) => {
    const path = broken(`broken ${what}.memlapse`);
    const saved = join(folder, `saved ${what}.memlapse`);
    const ran = await cli('import', path, '--keep-going', '--log', saved, '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ stored: 6, broken: { place: { line: 7 } } });
    expect(ran.err).toContain('the 6 events before it are kept');
    expect(verifySqlite(saved)).toMatchObject({ ok: true, head: { position: 6 } });
  });

  test.each([
    ['a .memlapse file with an event altered', altered],
    ['an export that was cut off', cutExport],
  ] as const)('%s is refused without it, exit code 3', async (what, broken) => {
    const ran = await cli('import', broken(`refused ${what}.memlapse`), '--log', join(folder, `not ${what}.memlapse`));
    expect(ran.code).toBe(3);
    expect(ran.err).toContain(':7:');
  });

  test.each([
    ['a .memlapse file with an event altered', altered, 8, 12],
    [
      'an export with an event altered',
      (name: string): string => {
        const path = join(folder, name);
        writeFileSync(path, readFileSync(EXPORT, 'utf8').replace('mark 7', 'mark 0'));
        return path;
      },
      8,
      12,
    ],
    [
      'an export with an event missing',
      (name: string): string => {
        const path = join(folder, name);
        writeFileSync(path, readFileSync(EXPORT, 'utf8').split('\n').toSpliced(6, 1).join('\n'));
        return path;
      },
      9,
      12,
    ],
  ] as const)(
    '%s: verify tells which events after it are proved by a head that was quoted',
    async (what, broken, from, to) => {
      const whole = verifySqlite(LOG).head;
      const ran = await cli('verify', broken(`after ${what}`), '--json');
      expect(ran.code).toBe(1);
      expect(JSON.parse(ran.out)).toMatchObject({
        broken: { position: 7 },
        after: { readable: 5, fitting: { from, head: whole } },
      });
      const said = (await cli('verify', join(folder, `after ${what}`))).out;
      expect(said).toContain(
        `5 events can be read; events ${from} to ${to} fit what stands before, up to head 12 ${whole.hash}`,
      );
    },
  );

  test('an event whose place another took is not said to fit', async () => {
    const path = join(folder, 'two breaks.ndjson');
    const lines = readFileSync(EXPORT, 'utf8').split('\n');
    writeFileSync(
      path,
      lines.with(4, lines[4]!.replace('mark 5', 'mark 0')).with(11, lines[11]!.replace('mark 12', 'x')).join('\n'),
    );
    expect(verifyNdjson(path)).toMatchObject({ broken: { position: 5 }, after: { readable: 7, fitting: null } });
  });

  test('a log whose end was taken away is not read as if it were whole', async () => {
    const path = join(folder, 'shortened.memlapse');
    copyFileSync(LOG, path);
    const db = new DatabaseSync(path);
    for (const { name: trigger } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all())
      db.exec(`DROP TRIGGER ${String(trigger)}`);
    db.exec('DELETE FROM events WHERE position > 9');
    db.close();
    const ran = await cli('import', path, '--log', join(folder, 'not shortened.memlapse'));
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('event 12, which the last append wrote');
  });
});

import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { verifySqlite } from '../../src/stores/verify.ts';
import { rounds } from '../support/rounds.ts';
import { tempFiles } from '../support/temp.ts';

const KILLS = rounds('writers killed', 40, 500);
/** A log is written on by this many writers, one after the other, before a new one is begun. */
const KILLS_A_LOG = 20;
const WRITER = join(import.meta.dirname, 'crash-writer.ts');

/** Numbers from a seed (mulberry32): a run can be had again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Lets a writer write, kills it, and gives the last append that it said was acknowledged. A writer is killed a random while after
 * it began (no appends), which on a slow machine is mostly before its first append is done; or a random while after a random
 * acknowledgement, however long that took to come.
 */
function killedWriter(
  path: string,
  next: () => number,
  acknowledges: boolean,
): Promise<{ readonly position: number; readonly hash: string } | undefined> {
  const sizes = Array.from({ length: 8 }, () => 1 + Math.floor(next() * 40)).join(',');
  const afterAppends = acknowledges ? 1 + Math.floor(next() * 6) : 0;
  const afterMs = next() * (afterAppends === 0 ? 25 : 8);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, path, sizes], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let doomed = false;
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
    });
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
      const appends = out.split('\n').length - 2;
      if (doomed || appends < afterAppends) return;
      doomed = true;
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`the writer ended by itself: ${err}`));
      const whole = out
        .slice(0, out.lastIndexOf('\n') + 1)
        .trimEnd()
        .split('\n');
      const [position, hash] = (whole.at(-1) ?? '').split(' ');
      resolve(hash === undefined ? undefined : { position: Number(position), hash });
    });
  });
}

async function hashAt(path: string, position: number): Promise<string | undefined> {
  const opened = sqliteStore(path, { create: false, readOnly: true });
  if (!opened.ok) throw new Error(opened.reason);
  for await (const { hash } of opened.store.read({ from: position, limit: 1 })) {
    await opened.store.close();
    return hash;
  }
  await opened.store.close();
  return undefined;
}

test(`a writer killed at ${KILLS} random points loses no acknowledged event, and leaves a log that proves itself`, async () => {
  const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 2 ** 31);
  console.log(`crash test: seed ${seed}; again with CRASH_SEED=${seed}`);
  const next = random(seed);
  let kills = 0;
  let acknowledged = 0;
  const oneLog = async (): Promise<void> => {
    const folder = tempFiles({});
    const path = join(folder, 'log.memlapse');
    for (let kill = 0; kill < KILLS_A_LOG; kill++) {
      const last = await killedWriter(path, next, kill % 2 === 1);
      kills++;
      const verdict = verifySqlite(path);
      expect(verdict.broken, `seed ${seed}, kill ${kills}`).toBeNull();
      if (!last) continue;
      acknowledged++;
      expect(verdict.head.position).toBeGreaterThanOrEqual(last.position);
      expect(await hashAt(path, last.position)).toBe(last.hash);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let log = 0; log < KILLS / KILLS_A_LOG; log += 2)
    await Promise.all([oneLog(), ...(log + 1 < KILLS / KILLS_A_LOG ? [oneLog()] : [])]);
  console.log(`crash test: ${kills} writers killed, ${acknowledged} of them after an acknowledged append`);
  expect(kills).toBe(KILLS);
  expect(acknowledged).toBeGreaterThanOrEqual(KILLS / 2);
});

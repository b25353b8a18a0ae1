import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { EventStore } from '../../events/log.ts';
import { markEvent } from '../../events/store-contract.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { cli } from '../support/cli.ts';
import { recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const RECORDING = recordingPath('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli', 'memlapse.js');
const folder = tempFiles({});

async function importedLog(name: string): Promise<{ readonly path: string; readonly store: EventStore }> {
  const path = join(folder, name);
  await cli('import', RECORDING, '--log', path);
  const opened = sqliteStore(path);
  if (!opened.ok) throw new Error(opened.reason);
  return { path, store: opened.store };
}

type Running = ChildProcessByStdio<null, Readable, Readable>;

const memlapse = (...argv: readonly string[]): Running =>
  spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });

/** Reads lines until one fits. */
async function until(running: Running, fits: RegExp): Promise<string> {
  for await (const line of createInterface({ input: running.stdout })) if (fits.test(line)) return line;
  throw new Error(`ended before ${fits}`);
}

/** Appends marks one by one until the signal ends it: what follows then has something to write. */
async function appendUntil(store: EventStore, ended: AbortSignal): Promise<void> {
  let { position } = await store.head();
  while (!ended.aborted) {
    const answer = await store.append([markEvent(position + 1)], position);
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    position = answer.head.position;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  ['events', ['--type', 'mark', '--follow']],
  ['tail', ['--follow']],
] as const)('%s that follows a log', (verb, options) => {
  test('tells what another process appends, and an interrupt ends it with exit code 0', async () => {
    const { path, store } = await importedLog(`${verb}-interrupted.memlapse`);
    const running = memlapse(verb, path, '--json', ...options);
    const ended = new AbortController();
    const appending = appendUntil(store, ended.signal);
    expect(JSON.parse(await until(running, /"mark \d+"/))).toMatchObject({ type: 'mark.set', specversion: '1.0' });
    running.stdout.resume();
    running.kill('SIGINT');
    expect(await once(running, 'exit')).toEqual([0, null]);
    ended.abort();
    await appending;
    await store.close();
  });

  test('ends with exit code 0 when nobody reads it any more', async () => {
    const { path, store } = await importedLog(`${verb}-closed.memlapse`);
    const running = memlapse(verb, path, ...options);
    const ended = new AbortController();
    const appending = appendUntil(store, ended.signal);
    await until(running, /mark/);
    running.stdout.destroy();
    expect(await once(running, 'exit')).toEqual([0, null]);
    ended.abort();
    await appending;
    await store.close();
  });
});

describe('events', () => {
  test('follows nothing but a .memlapse file, and takes no end', async () => {
    for (const argv of [
      [RECORDING],
      ['demo:subsection-hotplug'],
      [join(folder, 'tail-closed.memlapse'), '--to', 'seq:3'],
    ]) {
      const ran = await cli('events', ...argv, '--follow');
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/--follow/);
    }
  });

  test('that follows tells an appended event that does not fit the chain, and ends with exit code 3', async () => {
    const { path, store } = await importedLog('forged.memlapse');
    const running = memlapse('events', path, '--follow', '--type', 'mark', '--json');
    let said = '';
    running.stderr.on('data', (chunk) => (said += String(chunk)));
    const { position } = await store.head();
    await until(running, /"step":\d+/);
    running.stdout.resume();
    await store.close();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(path);
    db.exec(
      `INSERT INTO events SELECT ${position + 1}, id || 'x', type, time_ns, replace(body, '"sequence":"${position}"', '"sequence":"${position + 1}"'), hash FROM events WHERE position = ${position}`,
    );
    db.close();
    expect(await once(running, 'exit')).toEqual([3, null]);
    expect(said).toContain(`event ${position + 1} was altered`);
  });
});

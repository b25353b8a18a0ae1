import { existsSync } from 'node:fs';
import type { EventLog, NewEvent } from '../../../events/log.ts';
import { packingOfName, writeOut } from '../../../src/exports/out-file.ts';
import { sealedChain } from '../../../src/exports/sealed.ts';
import { sqliteStore } from '../../../src/stores/sqlite.ts';

/** Events of one append to a `.memlapse` file. */
const BATCH = 5000;

function* newEvents(log: EventLog, name: string): Generator<NewEvent> {
  for (const { seq, ...draft } of log.read()) yield { id: `${name}#${seq}`, source: name, draft };
}

function* lines(log: EventLog, name: string): Generator<string> {
  const chain = sealedChain();
  for (const event of newEvents(log, name)) yield chain.take(event);
  yield chain.seal();
}

/** Writes a log to a `.memlapse` file that is not there yet. @throws Error when it can't. */
async function toStore(log: EventLog, name: string, path: string): Promise<void> {
  const opened = sqliteStore(path);
  if (!opened.ok) throw new Error(`${path}: ${opened.reason}`);
  try {
    let batch: NewEvent[] = [];
    let position = 0;
    for (const event of newEvents(log, name)) {
      batch.push(event);
      if (batch.length < BATCH && position + batch.length < log.position) continue;
      const answer = await opened.store.append(batch, position);
      if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
      position = answer.head.position;
      batch = [];
    }
  } finally {
    await opened.store.close();
  }
}

/**
 * Writes a log to a file that is not there yet: `.memlapse`, or an export by any other name, compressed where it ends in .gz
 * or .zst. @throws Error when it can't.
 */
export async function writeLog(log: EventLog, name: string, path: string): Promise<void> {
  if (existsSync(path)) throw new Error(`${path} is there already`);
  if (path.endsWith('.memlapse')) await toStore(log, name, path);
  else await writeOut(path, lines(log, name), packingOfName(path));
}

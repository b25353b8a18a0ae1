import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toCloudEvent } from '../../events/formats/cloudevent.ts';
import { lineOf, sealOf } from '../../events/formats/ndjson.ts';
import type { EventStore, NewEvent } from '../../events/log.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { alone, type BenchReport, type Figure, machine, rounded } from './figures.ts';
import { manyEvents } from './many-events.ts';
import { type PlainStore, plainFile, plainTable } from './plain-stores.ts';

const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli', 'memlapse.js');
const BATCH = 1000;
/** So often is everything measured, and the median taken; a long run is measured once. */
const ROUNDS = 3;
const LONG = 300_000;

interface Measured {
  readonly appendMs: number;
  readonly readMs: number;
  readonly bytes: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const medianOf = (rounds: readonly Measured[]): Measured => ({
  appendMs: median(rounds.map(({ appendMs }) => appendMs)),
  readMs: median(rounds.map(({ readMs }) => readMs)),
  bytes: median(rounds.map(({ bytes }) => bytes)),
});

function opened(path: string): EventStore {
  const answer = sqliteStore(path);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.store;
}

/** Appends, closes (which writes the write-ahead log back), opens and reads. Only the store's own work is timed. */
async function measureOurs(path: string, events: number): Promise<Measured> {
  let appendMs = 0;
  let position = 0;
  const writer = opened(path);
  for (const batch of manyEvents(events, BATCH)) {
    const from = performance.now();
    const answer = await writer.append(batch, position);
    appendMs += performance.now() - from;
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    position = answer.head.position;
  }
  await writer.close();
  const bytes = statSync(path).size;
  const reader = opened(path);
  const from = performance.now();
  let read = 0;
  for await (const _ of reader.read()) read++;
  const readMs = performance.now() - from;
  await reader.close();
  if (read !== events) throw new Error(`${read} of ${events} events read`);
  return { appendMs, readMs, bytes };
}

const textOf = ({ id, source, draft }: NewEvent, seq: number): string =>
  JSON.stringify({ ...toCloudEvent({ ...draft, seq }, source), id });

/** The same events as JSON texts; making the text is timed, for ours makes it too. */
function measurePlain(make: (path: string) => PlainStore, path: string, events: number): Measured {
  let appendMs = 0;
  let position = 0;
  const writer = make(path);
  for (const batch of manyEvents(events, BATCH)) {
    const from = performance.now();
    writer.append(batch.map((event) => textOf(event, ++position)));
    appendMs += performance.now() - from;
  }
  const from = performance.now();
  const read = writer.read();
  const readMs = performance.now() - from;
  writer.close();
  if (read !== events) throw new Error(`${read} of ${events} texts read`);
  return { appendMs, readMs, bytes: statSync(path).size };
}

/** Writes the first events of a log as an export. */
async function exportTo(log: string, path: string, events: number): Promise<number> {
  const store = opened(log);
  const file = openSync(path, 'w');
  let lines: string[] = [];
  let head = await store.head();
  for await (const event of store.read({ limit: events })) {
    head = { position: event.position, hash: event.hash };
    if (lines.push(lineOf(event)) < BATCH) continue;
    writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
  }
  writeSync(file, `${[...lines, sealOf(head)].join('\n')}\n`);
  closeSync(file);
  await store.close();
  return statSync(path).size;
}

const TELL_RSS =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS="+process.resourceUsage().maxRSS))';

interface Import {
  readonly mib: number;
  readonly seconds: number;
}

/** The most memory that `memlapse import` of an export ever held, in a process of its own. */
function importOf(ndjson: string, log: string): Import {
  const from = performance.now();
  const ran = spawnSync(process.execPath, ['--import', TELL_RSS, CLI, 'import', ndjson, '--log', log], {
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`memlapse import: exit ${ran.status}: ${ran.stderr}`);
  const kib = Number(/maxRSS=(\d+)/.exec(ran.stderr)?.[1]);
  return { mib: kib / 1024, seconds: (performance.now() - from) / 1000 };
}

/** The SQLite store beside the least that keeps the same events durably. */
export async function benchStore(events: number): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'memlapse-bench-'));
  const at = (name: string): string => join(folder, name);
  try {
    const rounds = events > LONG ? 1 : ROUNDS;
    const all: { ours: Measured[]; table: Measured[]; file: Measured[] } = { ours: [], table: [], file: [] };
    for (let round = 0; round < rounds; round++) {
      all.ours.push(await measureOurs(at(`ours-${round}.memlapse`), events));
      all.table.push(measurePlain(plainTable, at(`table-${round}.sqlite`), events));
      all.file.push(measurePlain(plainFile, at(`file-${round}.ndjson`), events));
    }
    const [ours, table, file] = [medianOf(all.ours), medianOf(all.table), medianOf(all.file)];
    const tenth = Math.ceil(events / 10);
    const exported = await exportTo(at('ours-0.memlapse'), at('export.ndjson'), events);
    await exportTo(at('ours-0.memlapse'), at('tenth.ndjson'), tenth);
    const small = importOf(at('tenth.ndjson'), at('tenth.memlapse'));
    const whole = importOf(at('export.ndjson'), at('whole.memlapse'));
    return {
      name: 'store',
      machine: machine(),
      figures: [
        alone('events', events, 'events'),
        ...beside(
          'appends, batches of 1000, durable',
          'events/s',
          events,
          ours.appendMs,
          table.appendMs,
          file.appendMs,
        ),
        ...beside('reads, first to last', 'events/s', events, ours.readMs, table.readMs, file.readMs),
        ...beside('stored', 'bytes/event', null, ours.bytes / events, table.bytes / events, file.bytes / events),
        against('exported', exported / events, 'bytes/event', FILE, file.bytes / events),
        alone(`peak memory: import of ${tenth}`, small.mib, 'MiB'),
        against(`peak memory: import of ${events}`, whole.mib, 'MiB', `import of ${tenth}`, small.mib),
        alone(`memlapse import of ${events}, the whole process`, whole.seconds, 's'),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TABLE = 'plain table';
const FILE = 'NDJSON file';

const against = (figure: string, value: number, unit: string, baseline: string, other: number): Figure => ({
  figure: `${figure}, beside ${baseline}`,
  value: rounded(value),
  unit,
  baseline,
  ratio: rounded(value / other),
});

/** Ours beside both baselines, and these alone. With `events`, the measures are milliseconds, and become a rate. */
function beside(
  figure: string,
  unit: string,
  events: number | null,
  ...measures: readonly [ours: number, table: number, file: number]
): readonly Figure[] {
  const [ours, table, file] = measures.map((one) => (events === null ? one : events / (one / 1000)));
  if (ours === undefined || table === undefined || file === undefined) return [];
  return [
    against(figure, ours, unit, TABLE, table),
    against(figure, ours, unit, FILE, file),
    alone(`${figure}: ${TABLE}`, table, unit),
    alone(`${figure}: ${FILE}`, file, unit),
  ];
}

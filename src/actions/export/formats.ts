import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { NewEvent } from '../../../events/log.ts';
import { chromeTraceOf } from '../../exports/chrome.ts';
import { lsmemOf } from '../../exports/lsmem.ts';
import { placeIn } from '../../exports/place.ts';
import { redactorFor } from '../../exports/redact.ts';
import { reportOf } from '../../exports/report/report.ts';
import { reproducerOf } from '../../exports/reproducer.ts';
import { sealedChain } from '../../exports/sealed.ts';
import { sha256 } from '../../stores/hash.ts';
import { logEvents, logKind } from '../../stores/log-file.ts';
import { stateAt } from '../../timeline/instant.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import { type ActionInput, type ActionResult, requiredArgument, textOption, UsageError } from '../action.ts';
import { keptEvents, numberedEvents } from '../new-events.ts';
import { logSource, seqOf } from '../source.ts';

/** What an export comes to. Lines may be made as they are asked for, and read once; notes are whole after the last. */
export interface Exported {
  readonly lines: Iterable<string> | AsyncIterable<string>;
  readonly json: ActionResult['json'];
  readonly notes: readonly string[];
}

export type Format = (input: ActionInput) => Promise<Exported>;

const sealed = (lines: () => AsyncGenerator<string>, notes: readonly string[]): Exported => ({
  lines: { [Symbol.asyncIterator]: lines },
  json: {
    kind: 'lines',
    values: (async function* () {
      for await (const line of lines()) yield JSON.parse(line) as unknown;
    })(),
  },
  notes,
});

/** The log as it is, or redacted: every event with its hash, and the seal. */
const ndjson: Format = async (input) => {
  const path = requiredArgument(input, 'log');
  const kind = existsSync(path) ? logKind(path) : undefined;
  if (!kind) throw new UsageError(`${path} is no log; make one first: memlapse import ${path} --log FILE`);
  const { redact, redactAddresses } = input.options;
  const addresses = redactAddresses === true;
  if (addresses && redact === undefined) throw new UsageError('--redact-addresses goes with --redact');
  if (redact === '')
    throw new UsageError('--redact takes a salt that is not empty, or none: then one is made and forgotten');
  const events = (): AsyncGenerator<NewEvent> => logEvents(path, kind);
  const original = sealedChain();
  if (redact === undefined) {
    async function* plain(): AsyncGenerator<string> {
      for await (const event of events()) yield original.take(event);
      yield original.seal();
    }
    return sealed(plain, []);
  }
  const salt = typeof redact === 'string' ? redact : randomBytes(16).toString('hex');
  const redactor = await redactorFor(events(), { salt, addresses }, sha256);
  if (!redactor.ok) throw new UsageError(redactor.reason);
  const { redact: hide } = redactor;
  const redacted = sealedChain();
  const notes: string[] = [];
  async function* hidden(): AsyncGenerator<string> {
    for await (const event of events()) {
      original.take(event);
      yield redacted.take(hide(event));
    }
    yield redacted.seal();
    notes.push(
      `head of the original: ${original.head().position} ${original.head().hash}`,
      `head of the redacted log: ${redacted.head().position} ${redacted.head().hash}`,
    );
  }
  return sealed(hidden, notes);
};

const lsmem: Format = async (input) => {
  const source = await logSource(requiredArgument(input, 'log'), input);
  const value = lsmemOf(stateAt(source.log, source.initial, seqOf(source, textOption(input, 'at') ?? 'end')));
  return { lines: [JSON.stringify(value, null, 3)], json: { kind: 'value', value }, notes: source.notes };
};

const chrome: Format = async (input) => {
  const source = await logSource(requiredArgument(input, 'log'), input);
  const value = chromeTraceOf(source.log);
  return { lines: [JSON.stringify(value)], json: { kind: 'value', value }, notes: source.notes };
};

const reproducer: Format = async (input) => {
  const source = await logSource(requiredArgument(input, 'log'), input);
  const { name, log, final } = source;
  const fromText = textOption(input, 'from');
  const from = fromText === undefined || fromText === 'start' ? 1 : seqOf(source, fromText);
  const to = seqOf(source, textOption(input, 'to') ?? 'end');
  const lines = [...reproducerOf({ name, log, memory: final, from, to })];
  const value = { script: `${lines.join('\n')}\n` };
  return { lines, json: { kind: 'value', value }, notes: source.notes };
};

const report: Format = async (input) => {
  const path = requiredArgument(input, 'log');
  const source = await logSource(path, input);
  const { name, log, notes } = source;
  const at = seqOf(source, textOption(input, 'at') ?? 'end');
  const chain = sealedChain();
  for await (const event of keptEvents(path)?.() ?? numberedEvents(name, log)) chain.take(event);
  const address = placeIn(log, at);
  const lines = [...reportOf({ name, timeline: timelineOf(source), at, head: chain.head(), notes, address })];
  return { lines, json: { kind: 'value', value: { markdown: `${lines.join('\n')}\n` } }, notes };
};

/** Every format that a log can be exported in. */
export const FORMATS: Readonly<Record<string, Format>> = { ndjson, lsmem, chrome, reproducer, report };

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chromeTraceOf } from '../../exports/chrome.ts';
import { lsmemOf } from '../../exports/lsmem.ts';
import { redactorFor } from '../../exports/redact.ts';
import { reproducerOf } from '../../exports/reproducer.ts';
import { sealedChain } from '../../exports/sealed.ts';
import { sha256 } from '../../stores/hash.ts';
import { logEvents, logKind } from '../../stores/log-file.ts';
import {
  type Action,
  type ActionInput,
  type ActionResult,
  EXIT,
  requiredArgument,
  textOption,
  UsageError,
} from '../action.ts';
import { KEEP_GOING_OPTION, logSource, PROFILE_OPTION } from '../source.ts';
import { AT_OPTION, seqOf, stateOf } from './state.ts';

const sealed = (lines: readonly string[], notes: readonly string[]): ActionResult => ({
  exit: EXIT.clean,
  json: { kind: 'lines', values: lines.map((line) => JSON.parse(line) as unknown) },
  notes,
  text: () => lines,
});

/** The log as it is, or redacted: every event with its hash, and the seal. */
async function ndjson(input: ActionInput): Promise<ActionResult> {
  const path = requiredArgument(input, 'log');
  const kind = existsSync(path) ? logKind(path) : undefined;
  if (!kind) throw new UsageError(`${path} is no log; make one first: memlapse import ${path} --log FILE`);
  const { redact, redactAddresses } = input.options;
  const addresses = redactAddresses === true;
  if (addresses && redact === undefined) throw new UsageError('--redact-addresses goes with --redact');
  if (redact === '')
    throw new UsageError('--redact takes a salt that is not empty, or none: then one is made and forgotten');
  const original = sealedChain();
  const lines: string[] = [];
  if (redact === undefined) {
    for await (const event of logEvents(path, kind)) lines.push(original.take(event));
    return sealed([...lines, original.seal()], []);
  }
  const salt = typeof redact === 'string' ? redact : randomBytes(16).toString('hex');
  const redactor = await redactorFor(logEvents(path, kind), { salt, addresses }, sha256);
  if (!redactor.ok) throw new UsageError(redactor.reason);
  const redacted = sealedChain();
  for await (const event of logEvents(path, kind)) {
    original.take(event);
    lines.push(redacted.take(redactor.redact(event)));
  }
  return sealed(
    [...lines, redacted.seal()],
    [
      `head of the original: ${original.head().position} ${original.head().hash}`,
      `head of the redacted log: ${redacted.head().position} ${redacted.head().hash}`,
    ],
  );
}

async function lsmem(input: ActionInput): Promise<ActionResult> {
  const source = await logSource(requiredArgument(input, 'log'), input);
  const value = lsmemOf(stateOf(source, input));
  const text = () => [JSON.stringify(value, null, 3)];
  return { exit: EXIT.clean, json: { kind: 'value', value }, notes: source.notes, text };
}

async function chrome(input: ActionInput): Promise<ActionResult> {
  const source = await logSource(requiredArgument(input, 'log'), input);
  const value = chromeTraceOf(source.log);
  const text = () => [JSON.stringify(value)];
  return { exit: EXIT.clean, json: { kind: 'value', value }, notes: source.notes, text };
}

async function reproducer(input: ActionInput): Promise<ActionResult> {
  const source = await logSource(requiredArgument(input, 'log'), input);
  const { name, log, final } = source;
  const fromText = textOption(input, 'from');
  const from = fromText === undefined || fromText === 'start' ? 1 : seqOf(source, fromText);
  const to = seqOf(source, textOption(input, 'to') ?? 'end');
  const lines = [...reproducerOf({ name, log, memory: final, from, to })];
  const value = { script: `${lines.join('\n')}\n` };
  return { exit: EXIT.clean, json: { kind: 'value', value }, notes: source.notes, text: () => lines };
}

const FORMATS: Readonly<Record<string, (input: ActionInput) => Promise<ActionResult>>> = {
  ndjson,
  lsmem,
  chrome,
  reproducer,
};

export const exportAction: Action = {
  name: 'export',
  summary: 'a log as NDJSON of CloudEvents with hashes and a seal, as lsmem, as a Chrome trace, or as a shell script',
  args: [
    { name: 'log', description: 'a .memlapse file; but for ndjson, any recording, trace or scenario', required: true },
  ],
  options: [
    { flags: '--format <format>', description: Object.keys(FORMATS).join(', '), fallback: 'ndjson' },
    { ...AT_OPTION, description: `lsmem: ${AT_OPTION.description}` },
    { flags: '--from <when>', description: 'reproducer: first instant' },
    { flags: '--to <when>', description: 'reproducer: last instant' },
    {
      flags: '--redact [salt]',
      description: 'ndjson: hide task names, pids, and names of files; a salt of your own hides them alike again',
    },
    {
      flags: '--redact-addresses',
      description: 'with --redact: move what lies at or above 4 GiB by a salted multiple of 1 TiB',
    },
    PROFILE_OPTION,
    KEEP_GOING_OPTION,
  ],
  examples: [
    { call: 'memlapse export guest.memlapse > guest.ndjson', shows: 'the whole log; memlapse verify proves it' },
    { call: 'memlapse export guest.memlapse --redact > public.ndjson', shows: 'the same without names, to attach' },
    { call: 'memlapse export recording/ --format lsmem --at step:03', shows: 'what lsmem -J -b would have printed' },
    { call: 'memlapse export recording/ --format chrome > trace.json', shows: 'operations to open in Perfetto' },
    {
      call: 'memlapse export recording/ --format reproducer > again.sh',
      shows: 'the writes to sysfs, to be asked of another kernel',
    },
  ],
  run: (input) => {
    const name = textOption(input, 'format') ?? 'ndjson';
    const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
    if (!format)
      throw new UsageError(`no format ${JSON.stringify(name)}; there are ${Object.keys(FORMATS).join(', ')}`);
    const { redact, redactAddresses } = input.options;
    if (format !== ndjson && (redact !== undefined || redactAddresses !== undefined))
      throw new UsageError(`--redact is for ndjson, not for ${name}`);
    return format(input);
  },
};

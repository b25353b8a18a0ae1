import { existsSync } from 'node:fs';
import { EMPTY_HEAD, type Head, linkHash } from '../../../events/chain.ts';
import { contentOf } from '../../../events/content.ts';
import { lineOf, sealOf } from '../../../events/formats/ndjson.ts';
import { sha256 } from '../../stores/hash.ts';
import { logEvents, logKind } from '../../stores/log-file.ts';
import { type Action, EXIT, requiredArgument, textOption, UsageError } from '../action.ts';

const FORMATS = ['ndjson'] as const;

/** The lines of an export: every event with its hash, and the seal. */
async function* exported(path: string, kind: NonNullable<ReturnType<typeof logKind>>): AsyncGenerator<string> {
  let head: Head = EMPTY_HEAD;
  for await (const event of logEvents(path, kind)) {
    const content = contentOf(event, head.position + 1);
    if (!content.ok) throw new Error(`event ${head.position + 1}: ${content.reason}`);
    const hash = linkHash(sha256, head.hash, content.body);
    head = { position: head.position + 1, hash };
    yield lineOf({ body: content.body, hash });
  }
  yield sealOf(head);
}

export const exportAction: Action = {
  name: 'export',
  summary: 'a log as NDJSON of CloudEvents, each line with its hash, and a seal: for bug reports and other tools',
  args: [{ name: 'log', description: 'a .memlapse file', required: true }],
  options: [{ flags: '--format <format>', description: FORMATS.join(', '), fallback: 'ndjson' }],
  examples: [
    { call: 'memlapse export guest.memlapse > guest.ndjson', shows: 'the whole log; memlapse verify proves it' },
    { call: 'memlapse export guest.memlapse | gzip > guest.ndjson.gz', shows: 'the same, small enough to attach' },
  ],
  run: async (input) => {
    const path = requiredArgument(input, 'log');
    const format = textOption(input, 'format') ?? 'ndjson';
    if (!FORMATS.some((one) => one === format))
      throw new UsageError(`no format ${JSON.stringify(format)}; there are ${FORMATS.join(', ')}`);
    const kind = existsSync(path) ? logKind(path) : undefined;
    if (!kind) throw new UsageError(`${path} is no log; make one first: memlapse import ${path} --log FILE`);
    const lines: string[] = [];
    for await (const line of exported(path, kind)) lines.push(line);
    return {
      exit: EXIT.clean,
      json: { kind: 'lines', values: lines.map((line) => JSON.parse(line) as unknown) },
      text: () => lines,
    };
  },
};

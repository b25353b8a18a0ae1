import { existsSync } from 'node:fs';
import { SourceError } from '../../../events/problem.ts';
import { afterInWords } from '../../stores/after-break.ts';
import { logKind } from '../../stores/log-file.ts';
import { verifyLog } from '../../stores/verify.ts';
import { EXIT, requiredArgument, textOption, UsageError } from '../action.ts';
import type { Verb } from '../verb.ts';

export const verifyVerb: Verb = {
  id: 'verify',
  group: 'keep',
  summary: 'prove that a log is unchanged, or name the first event that was altered, is missing, swapped or cut off',
  args: [
    {
      name: 'log',
      kind: 'file',
      description: 'a .memlapse file, or an NDJSON export: plain, gzip or zstd',
      required: true,
    },
  ],
  options: [{ flags: '--to <seq>', description: 'prove only up to seq:N: a prefix' }],
  examples: [
    {
      call: 'memlapse verify guest.memlapse',
      shows: 'the head hash of a log that is whole; exit code 1 for a broken one',
    },
    { call: 'memlapse verify guest.ndjson --to seq:1200', shows: 'that the first 1200 events are unchanged' },
  ],
  run: async (input) => {
    const path = requiredArgument(input, 'log');
    const to = textOption(input, 'to');
    const seq = to === undefined ? undefined : /^seq:(\d{1,15})$/.exec(to)?.[1];
    if (to !== undefined && seq === undefined) throw new UsageError(`--to takes seq:N, not ${JSON.stringify(to)}`);
    const kind = existsSync(path) ? logKind(path) : undefined;
    if (!kind) {
      throw new SourceError({
        place: { file: path, line: 1, column: 1 },
        read: existsSync(path) ? 'a file that is no log' : 'nothing: there is no such file',
        expected: 'a .memlapse file or an NDJSON export',
      });
    }
    const verdict = await verifyLog(path, kind, seq === undefined ? undefined : Number(seq));
    const { ok, head, broken, after } = verdict;
    return {
      exit: ok ? EXIT.clean : EXIT.findings,
      json: { kind: 'value', value: { log: path, ...verdict } },
      *text(style) {
        if (ok) yield style.paint(`${path}: unchanged`, 'green');
        else yield style.paint(`${path}: BROKEN: ${broken?.reason ?? ''}`, 'red');
        yield ok ? `head ${head.position} ${head.hash}` : `good up to event ${head.position} ${head.hash}`;
        if (after) yield afterInWords(after);
      },
    };
  },
};

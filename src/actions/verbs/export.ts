import { EXIT, textOption, UsageError } from '../action.ts';
import { FORMATS } from '../export/formats.ts';
import { OUT_OPTIONS, outOf, writtenAnswer } from '../export/out.ts';
import { AT_OPTION, READING_OPTIONS } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';

export const exportVerb: Verb = {
  id: 'export',
  group: 'keep',
  summary:
    'a log as NDJSON of CloudEvents with hashes and a seal, as lsmem, as a Chrome trace, as a shell script, or as a report in Markdown',
  args: [
    {
      name: 'log',
      kind: 'source',
      description: 'a log, in either form; for any format but ndjson, also a recording, trace text or a scenario',
      required: true,
    },
  ],
  options: [
    {
      flags: '--format <format>',
      kind: Object.keys(FORMATS),
      description: Object.keys(FORMATS).join(', '),
      fallback: 'ndjson',
    },
    ...OUT_OPTIONS,
    { ...AT_OPTION, description: `lsmem, report: ${AT_OPTION.description}` },
    { flags: '--from <when>', kind: 'instant', description: 'reproducer: first instant' },
    { flags: '--to <when>', kind: 'instant', description: 'reproducer: last instant' },
    {
      flags: '--redact [salt]',
      description: 'ndjson: hide task names, pids, and names of files; a salt of your own hides them alike again',
    },
    {
      flags: '--redact-addresses',
      description: 'with --redact: move what lies at or above 4 GiB by a salted multiple of 1 TiB',
    },
    ...READING_OPTIONS,
  ],
  examples: [
    { call: 'memlapse export guest.memlapse > guest.ndjson', shows: 'the whole log; memlapse verify proves it' },
    { call: 'memlapse export guest.memlapse --out guest.ndjson.zst', shows: 'the same in a compressed file' },
    { call: 'memlapse export guest.memlapse --redact > public.ndjson', shows: 'the same without names, to attach' },
    { call: 'memlapse export recording/ --format lsmem --at step:03', shows: 'what lsmem -J -b would have printed' },
    { call: 'memlapse export recording/ --format chrome > trace.json', shows: 'operations to open in Perfetto' },
    {
      call: 'memlapse export recording/ --format reproducer > again.sh',
      shows: 'the writes to sysfs, to be asked of another kernel',
    },
    {
      call: 'memlapse export recording/ --format report --at step:07 > report.md',
      shows: 'findings to hand on: how operations ended, who refused what and why, what is not known',
    },
  ],
  run: async (input) => {
    const name = textOption(input, 'format') ?? 'ndjson';
    const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
    if (!format)
      throw new UsageError(`no format ${JSON.stringify(name)}; there are ${Object.keys(FORMATS).join(', ')}`);
    const { redact, redactAddresses } = input.options;
    if (name !== 'ndjson' && (redact !== undefined || redactAddresses !== undefined))
      throw new UsageError(`--redact is for ndjson, not for ${name}`);
    const out = outOf(input, input.args['log']);
    const { lines, json, notes } = await format(input);
    return out ? writtenAnswer(out, name, lines, notes) : { exit: EXIT.clean, json, notes, text: () => lines };
  },
};

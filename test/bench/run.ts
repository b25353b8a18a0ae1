import { parseArgs } from 'node:util';
import { browserMissing } from '../browser/chromium.ts';
import { benchCheck } from './check.ts';
import type { BenchReport } from './figures.ts';
import { generate } from './generator/generate.ts';
import { benchInspector } from './inspector/inspector.ts';
import { benchReplay } from './replay/replay.ts';
import { benchStore } from './store.ts';

/** What the command line says beside the name; undefined where it says nothing. */
interface Choice {
  readonly events: number | undefined;
  readonly sections: number;
  readonly seed: number;
  readonly out: string | undefined;
}

interface Bench {
  readonly about: string;
  readonly run: (choice: Choice) => BenchReport | Promise<BenchReport>;
}

const SECTIONS = 196_608;

const BENCHES: Readonly<Record<string, Bench>> = {
  check: {
    about: 'memlapse check on a recording of --events trace lines (10,000)',
    run: ({ events = 10_000 }) => benchCheck(events),
  },
  store: {
    about: 'the SQLite store beside a plain table and a plain file, with --events events (100,000)',
    run: ({ events = 100_000 }) => benchStore(events),
  },
  replay: {
    about: `replay, seeks and memory of logs of 1,000,000 and 10,000,000 events (or --events) on --sections sections (${SECTIONS}), beside XState, Redux Toolkit, Emmett and a bare fold`,
    run: ({ events, sections, seed }) =>
      benchReplay({ events: events === undefined ? [1_000_000, 10_000_000] : [events], sections, seed }),
  },
  inspector: {
    about: `the inspector in Chromium: time to a useful page, frames while scrubbing --events events (1,000,000) on ${SECTIONS} sections, bytes, memory`,
    run: ({ events = 1_000_000, sections, seed }) =>
      browserMissing === null ? benchInspector({ events, sections, seed }) : usage(browserMissing),
  },
  generate: {
    about: `makes a log of --events events (1,000,000) on a machine of --sections sections (${SECTIONS}) from --seed (1), and writes it to --out FILE: .memlapse, or NDJSON`,
    run: ({ events = 1_000_000, ...choice }) => generate({ events, ...choice }),
  },
};

function usage(problem?: string): never {
  const names = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`);
  if (problem !== undefined) console.error(problem);
  console.error(
    `usage: npm run -s bench -- NAME [--json] [--events N] [--sections N] [--seed N] [--out FILE]\n${names.join('\n')}`,
  );
  process.exit(2);
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        events: { type: 'string' },
        sections: { type: 'string', default: String(SECTIONS) },
        seed: { type: 'string', default: '1' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, text: string): number {
  const value = Number(text.replaceAll('_', ''));
  return Number.isSafeInteger(value) && value > 0 ? value : usage(`--${name} takes a whole number, not ${text}`);
}

const { values, positionals } = parsed();
const bench = BENCHES[positionals[0] ?? ''];
if (!bench) usage();
const report = await bench.run({
  events: values.events === undefined ? undefined : whole('events', values.events),
  sections: whole('sections', values.sections),
  seed: whole('seed', values.seed),
  out: values.out,
});
if (values.json) console.log(JSON.stringify(report));
else {
  console.log(`${report.name}  (${report.machine})`);
  for (const { figure, value, unit, ratio } of report.figures) {
    console.log(
      `  ${figure.padEnd(100)} ${String(value).padStart(10)} ${unit}${ratio === null ? '' : `   ${ratio} × the baseline`}`,
    );
  }
}

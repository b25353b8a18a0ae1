import { parseArgs } from 'node:util';
import { benchCheck } from './check.ts';
import type { BenchReport } from './figures.ts';
import { benchStore } from './store.ts';

const BENCHES: Readonly<
  Record<
    string,
    {
      readonly about: string;
      readonly run: (events: number) => BenchReport | Promise<BenchReport>;
      readonly events: number;
    }
  >
> = {
  check: { about: 'memlapse check on a recording of --events trace lines', run: benchCheck, events: 10_000 },
  store: { about: 'the SQLite store beside a plain table and a plain file', run: benchStore, events: 100_000 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, events: { type: 'string' } },
});
const bench = BENCHES[positionals[0] ?? ''];
if (!bench) {
  const names = Object.entries(BENCHES).map(([name, { about, events }]) => `  ${name}  ${about} (${events})`);
  console.error(`usage: npm run -s bench -- NAME [--json] [--events N]\n${names.join('\n')}`);
  process.exit(2);
}
const report = await bench.run(Number(values.events ?? bench.events));
if (values.json) console.log(JSON.stringify(report));
else {
  console.log(`${report.name}  (${report.machine})`);
  for (const { figure, value, unit, ratio } of report.figures) {
    console.log(
      `  ${figure.padEnd(60)} ${String(value).padStart(10)} ${unit}${ratio === null ? '' : `   ${ratio} × the baseline`}`,
    );
  }
}

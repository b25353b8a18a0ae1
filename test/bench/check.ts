import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../src/check/check.ts';
import { folderSet } from '../../src/sources/file-set.ts';
import { parseTraceLine } from '../../src/sources/ftrace/line.ts';
import { linesOfFile } from '../../src/sources/lines.ts';
import { openRecording } from '../../src/sources/recording.ts';
import { type BenchReport, machine, medianMs, rounded } from './figures.ts';
import { syntheticRecording } from './synthetic-recording.ts';

const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli', 'memlapse.js');

/** How long `memlapse check` takes on a recording of many lines, beside only reading its lines. */
export function benchCheck(lines: number): BenchReport {
  const folder = syntheticRecording(lines);
  try {
    const count = [...linesOfFile(join(folder, 'trace.txt'))].length;
    const parse = medianMs(5, () => {
      for (const { text } of linesOfFile(join(folder, 'trace.txt'))) parseTraceLine(text);
    });
    let ok = false;
    const inside = medianMs(5, () => {
      ok = check(openRecording(folderSet(folder))).ok;
    });
    if (!ok) throw new Error('the synthetic recording does not check: the figures would mean nothing');
    const whole = medianMs(5, () => {
      const run = spawnSync(process.execPath, [CLI, 'check', folder, '--json'], { encoding: 'utf8' });
      if (run.status !== 0) throw new Error(`memlapse check: exit ${run.status}: ${run.stderr}`);
    });
    const baseline = 'splitting the same trace into fields, nothing else';
    const figure = (name: string, ms: number) => ({
      figure: name,
      value: rounded(ms / 1000),
      unit: 's',
      baseline,
      ratio: rounded(ms / parse),
    });
    return {
      name: 'check',
      machine: machine(),
      figures: [
        { figure: 'trace lines', value: count, unit: 'lines', baseline: null, ratio: null },
        figure(baseline, parse),
        figure('open and check, in a warm process', inside),
        figure('memlapse check --json, the whole process', whole),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

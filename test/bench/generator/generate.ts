import { statSync } from 'node:fs';
import { alone, type BenchReport, machine } from '../figures.ts';
import { generatedLog } from './generated-log.ts';
import { writeLog } from './write-log.ts';

export interface GenerateChoice {
  readonly events: number;
  readonly sections: number;
  readonly seed: number;
  /** Where the log goes; undefined: it is only made. */
  readonly out: string | undefined;
}

/** Makes a log, and writes it where it is wanted. */
export async function generate({ events, sections, seed, out }: GenerateChoice): Promise<BenchReport> {
  const began = performance.now();
  const log = generatedLog({ events, sections, seed });
  const made = performance.now();
  if (out !== undefined) await writeLog(log, `generated-${sections}-sections-seed-${seed}`, out);
  const written = performance.now();
  return {
    name: 'generate',
    machine: machine(),
    figures: [
      alone('events', log.position, 'events'),
      alone('made in', (made - began) / 1000, 's'),
      alone('columns', log.columns.bytes / log.position, 'bytes/event'),
      alone('most memory', process.resourceUsage().maxRSS / 1024, 'MiB'),
      ...(out === undefined
        ? []
        : [
            alone('written in', (written - made) / 1000, 's'),
            alone('file', statSync(out).size / log.position, 'bytes/event'),
          ]),
    ],
  };
}

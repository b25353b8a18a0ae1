import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryDescribedBy } from '../../../src/memory/described.ts';
import type { MemoryState } from '../../../src/memory/state.ts';
import { actors } from '../baselines/actors.ts';
import type { Contestant } from '../baselines/contestant.ts';
import { emmett } from '../baselines/emmett.ts';
import { pureTransition } from '../baselines/pure-transition.ts';
import { redux } from '../baselines/redux.ts';
import { alone, type BenchReport, type Figure, machine, rounded } from '../figures.ts';
import { generatedLog } from '../generator/generated-log.ts';
import { bulkReplay, compete, type Rate } from './contest.ts';
import { opened, seeks, wholeSeekMs } from './seek.ts';

export interface ReplayChoice {
  readonly events: readonly number[];
  readonly sections: number;
  readonly seed: number;
}

const CONTESTANTS: readonly Contestant[] = [actors, pureTransition, redux, emmett];
const LIMIT = 'a fold over typed arrays, sections only';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Bytes that the program holds, after what nobody needs is gone. */
function held(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function initialOf(log: ReturnType<typeof generatedLog>): MemoryState {
  const first = log.at(1);
  const described = first && memoryDescribedBy(first);
  if (!described?.ok) throw new Error('a generated log begins by describing its kernel');
  return described.initial;
}

/** One log of a size: every figure of it. */
async function figuresOf(events: number, { sections, seed }: ReplayChoice): Promise<readonly Figure[]> {
  const name = `${events.toLocaleString('en')} events`;
  const before = held();
  const log = generatedLog({ events, sections, seed });
  // The generator's own memory is no part of the log.
  const packed = held() - before;
  const initial = initialOf(log);
  const { timeline, ms } = opened(log, initial);
  const sought = seeks(timeline, sections);
  const all = held() - before;
  const whole = wholeSeekMs(timeline, sections);
  const { touched, ours, pages, limit, oursMs } = bulkReplay(log, initial, sections);
  const rates: [string, Rate][] = [[LIMIT, limit]];
  for (const contestant of CONTESTANTS) {
    rates.push([contestant.name, await compete(contestant, log, initial, sections)]);
  }
  const million = (rate: Rate): number => rate.perSecond / 1e6;
  return [
    alone(`${name}: section transitions`, touched, 'transitions'),
    ...rates.flatMap(([baseline, rate]): readonly Figure[] => [
      {
        figure: `${name}: bulk replay, beside ${baseline}`,
        value: rounded(million(ours)),
        unit: 'M transitions/s',
        baseline,
        ratio: rounded(ours.perSecond / rate.perSecond),
      },
      alone(
        `${name}: ${baseline}, over the first ${rate.events.toLocaleString('en')}`,
        million(rate),
        'M transitions/s',
      ),
    ]),
    {
      figure: `${name}: bulk replay of events about pages alone, beside ${LIMIT}`,
      value: rounded(million(pages)),
      unit: 'M transitions/s',
      baseline: LIMIT,
      ratio: rounded(pages.perSecond / limit.perSecond),
    },
    alone(`${name}: bulk replay, each event`, (oursMs * 1e6) / events, 'ns'),
    alone(`${name}: opened to the last state, keyframes on the way`, ms, 'ms'),
    alone(`${name}: seek to a random event, median`, sought.medianMs, 'ms'),
    alone(`${name}: seek to a random event, 99 of 100`, sought.p99Ms, 'ms'),
    alone(`${name}: seek and read every section, median`, whole, 'ms'),
    alone(`${name}: columns`, log.columns.bytes / events, 'bytes/event'),
    alone(`${name}: log in memory, dictionaries too`, packed / events, 'bytes/event'),
    alone(`${name}: all told, with keyframes, indices and the last states`, all / events, 'bytes/event'),
  ];
}

/** Replay at the machine's speed, beside what else could be used for it; every figure with its baseline of the same run. */
export async function benchReplay(choice: ReplayChoice): Promise<BenchReport> {
  const figures: Figure[] = [];
  for (const events of choice.events) figures.push(...(await figuresOf(events, choice)));
  return { name: 'replay', machine: machine(), figures };
}

import { type BothAnswers, whyHypothetical } from '../../check/both-models/answer.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { LitBy } from './about.ts';
import { placeLine, stopLine, subjectLines } from './caption.ts';
import { type Chart, type ChartName, chartOf, isOperationChart, OPERATION_CHARTS } from './chart.ts';
import type { ChartContent } from './content.ts';
import { countsOf } from './counts.ts';
import { arcCountsAt } from './operations.ts';
import { bothAbout, type ChartSubject, litBy, type StoppedBy, stoppedBy } from './subject.ts';

/** A chart with what a record tells of it at an instant, all but the caption. */
export interface ChartAt extends Omit<ChartContent, 'caption'> {
  readonly chart: Chart;
  readonly about: ChartSubject | null;
  readonly lit: LitBy | null;
  readonly stoppedBy: StoppedBy | null;
}

/** A machine's chart after event `seq`: things counted in its states, or operations on its arcs; `about` is lit. */
export function chartAt(machine: ChartName, timeline: Timeline, seq: number, about: ChartSubject | null): ChartAt {
  const lit = about && litBy(machine, timeline, about, seq);
  const isOperation = isOperationChart(machine);
  return {
    chart: chartOf(machine),
    counts: isOperation ? null : countsOf(machine, timeline.stateAt(seq)),
    arcs: isOperation ? arcCountsAt(timeline, OPERATION_CHARTS[machine], seq) : null,
    about,
    lit,
    times: lit?.way?.times ?? null,
    stoppedBy: about && stoppedBy(timeline, about, seq),
  };
}

/** What stands over a chart: where it was counted; what it is about, and what stopped that. `name` is the source's. */
export function captionAt(
  { chart, about, lit, stoppedBy: stop }: ChartAt,
  timeline: Timeline,
  seq: number,
  name: string,
) {
  return [
    placeLine(chart.machine, name, timeline.stateAt(seq)),
    ...(about && lit ? subjectLines(about, lit) : []),
    ...(stop ? [stopLine(stop)] : []),
  ];
}

/** What both memory models answer about a chart's subject, with the words that classic's answers are a what-if where they are. */
export function modelsAt(
  { about }: ChartAt,
  timeline: Timeline,
  seq: number,
): { readonly models: readonly BothAnswers[]; readonly hypothetical: string | null } {
  const models = about ? bothAbout(timeline, about, seq) : [];
  return { models, hypothetical: models.length > 0 ? whyHypothetical(timeline.initial.profile) : null };
}

/** Everything that a picture of a chart shows, but its width. */
export function pictureAt(at: ChartAt, timeline: Timeline, seq: number, name: string) {
  const { models, hypothetical } = modelsAt(at, timeline, seq);
  const whatIf = hypothetical === null ? [] : [`${hypothetical}: classic's answers are a what-if`];
  return { ...at, models, caption: [...captionAt(at, timeline, seq, name), ...whatIf] };
}

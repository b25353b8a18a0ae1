import { type BothAnswers, whyHypothetical } from '../../check/both-models/answer.ts';
import { subjectText } from '../../timeline/about.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import {
  type ActionInput,
  type ActionResult,
  EXIT,
  type OptionSpec,
  requiredArgument,
  textOption,
  UsageError,
} from '../action.ts';
import type { LitBy } from '../diagram/about.ts';
import { placeLine, subjectLines } from '../diagram/caption.ts';
import { CHART_NAMES, type ChartName, chartOf } from '../diagram/chart.ts';
import { countsOf } from '../diagram/counts.ts';
import { dot } from '../diagram/dot.ts';
import { mermaid } from '../diagram/mermaid.ts';
import { scxml } from '../diagram/scxml.ts';
import { bothAbout, type ChartSubject, chartSubject, litBy } from '../diagram/subject.ts';
import { svg, USUAL_WIDTH } from '../diagram/svg/svg.ts';

export const DIAGRAM_SUMMARY =
  'the statechart of a section, a memory block or an operation; with a source, how many are in each state';

export const DIAGRAM_FORMATS = ['mermaid', 'svg', 'scxml', 'dot', 'json'] as const;
export type DiagramFormat = (typeof DIAGRAM_FORMATS)[number];

export const DIAGRAM_OPTIONS: readonly OptionSpec[] = [
  { flags: '--format <format>', kind: DIAGRAM_FORMATS, description: DIAGRAM_FORMATS.join(', '), fallback: 'mermaid' },
  {
    flags: '--about <subject>',
    kind: 'subject',
    description:
      'light the state of section:N, block:N or operation:N, and the transition that brought it there; in SVG and JSON also what both memory models answer',
  },
];

const isChartName = (text: string): text is ChartName => CHART_NAMES.some((name) => name === text);

/** The machine that an argument names. @throws UsageError for one that does not exist. */
export function chartAsked(input: ActionInput): ChartName {
  const machine = requiredArgument(input, 'machine');
  if (isChartName(machine)) return machine;
  throw new UsageError(`there is no machine ${JSON.stringify(machine)}; there are ${CHART_NAMES.join(', ')}`);
}

/**
 * The format that `--format` names; `--json` means JSON, but for what goes to a file: there it is the answer that is JSON.
 * @throws UsageError
 */
export function formatAsked(input: ActionInput): DiagramFormat {
  const isJson = input.options['json'] === true && textOption(input, 'out') === undefined;
  const asked = isJson ? 'json' : (textOption(input, 'format') ?? 'mermaid');
  const format = DIAGRAM_FORMATS.find((one) => one === asked);
  if (format) return format;
  throw new UsageError(`no format ${JSON.stringify(asked)}; there are ${DIAGRAM_FORMATS.join(', ')}`);
}

/** Where a diagram's counts come from: a record, by name, at an instant. */
export interface DiagramPlace {
  readonly timeline: Timeline;
  readonly seq: number;
  readonly name: string;
  readonly notes: readonly string[];
}

/** What is told of one thing of the chart's kind. */
interface About {
  /** Why one memory model's answers are a what-if; null where either kernel can be built. */
  readonly hypothetical: string | null;
  readonly about: ChartSubject;
  readonly lit: LitBy;
  readonly models: readonly BothAnswers[];
}

function aboutAsked(machine: ChartName, place: DiagramPlace | null, text: string | undefined): About | null {
  if (text === undefined) return null;
  if (!place) throw new UsageError('--about needs a source that the section, block or operation is in');
  const { timeline, seq } = place;
  const about = chartSubject(machine, timeline, seq, text);
  return {
    about,
    lit: litBy(machine, timeline, about, seq),
    models: bothAbout(timeline, about, seq),
    hypothetical: whyHypothetical(timeline.initial.profile),
  };
}

function aboutForJson({ about, lit, models, hypothetical }: About) {
  const subject =
    about.kind === 'subject' ? subjectText(about.subject) : `operation:${about.operation.started.data.operation}`;
  const { active, last, before, event } = lit;
  return { subject, active, event: event && { seq: event.seq, type: event.type }, last, before, models, hypothetical };
}

const FORMATS = { mermaid, svg, scxml, dot } as const;

/**
 * A statechart; with a place, the number of things in each state there, and with `about` where one of them is.
 * @throws UsageError for an `about` that the chart or the record has not.
 */
export function diagramAnswer(
  machine: ChartName,
  format: DiagramFormat,
  place: DiagramPlace | null,
  aboutText: string | undefined,
): ActionResult {
  const chart = chartOf(machine);
  const state = place?.timeline.stateAt(place.seq) ?? null;
  const counts = state && countsOf(machine, state);
  const about = aboutAsked(machine, place, aboutText);
  const caption = [
    ...(place && state ? [placeLine(machine, place.name, state)] : []),
    ...(about ? subjectLines(about.about, about.lit) : []),
    ...(about?.hypothetical && about.models.length > 0
      ? [`${about.hypothetical}: classic's answers are a what-if`]
      : []),
  ];
  const lit = about?.lit ?? null;
  const models = about?.models ?? [];
  const content = { counts, arcs: null, lit, times: null, caption, models, width: USUAL_WIDTH };
  const value = { ...chart, counts, ...(about ? { about: aboutForJson(about) } : {}) };
  return {
    exit: EXIT.clean,
    json: { kind: 'value', value },
    notes: place?.notes ?? [],
    text: () => (format === 'json' ? [JSON.stringify(value, null, 2)] : FORMATS[format](chart, content)),
  };
}

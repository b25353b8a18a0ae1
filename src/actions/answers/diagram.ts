import { subjectText } from '../../timeline/about.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
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
import { type ArcCounts, countOf } from '../diagram/arc-counts.ts';
import { CHART_NAMES, type Chart, type ChartName, chartOf } from '../diagram/chart.ts';
import { type ChartAt, chartAt, modelsAt, pictureAt } from '../diagram/chart-at.ts';
import { CHART_ALONE } from '../diagram/content.ts';
import { countsOf } from '../diagram/counts.ts';
import { dot } from '../diagram/dot.ts';
import { mermaid } from '../diagram/mermaid.ts';
import { scxml } from '../diagram/scxml.ts';
import { type ChartSubject, chartSubject } from '../diagram/subject.ts';
import { svg, USUAL_WIDTH } from '../diagram/svg/svg.ts';

export const DIAGRAM_SUMMARY =
  'the statechart of a section, a memory block or an operation; with a source, how many are in each state, or went along each arc';

export const DIAGRAM_FORMATS = ['mermaid', 'svg', 'scxml', 'dot', 'json'] as const;
export type DiagramFormat = (typeof DIAGRAM_FORMATS)[number];

export const DIAGRAM_OPTIONS: readonly OptionSpec[] = [
  { flags: '--format <format>', kind: DIAGRAM_FORMATS, description: DIAGRAM_FORMATS.join(', '), fallback: 'mermaid' },
  {
    flags: '--about <subject>',
    kind: 'subject',
    description:
      'light the state of section:N, block:N or op:N, and the transition that brought it there, of an operation its whole way with the time in each phase; in SVG and JSON also what both memory models answer',
  },
  { flags: '--width <pixels>', kind: 'number', description: 'how wide an SVG may be', fallback: String(USUAL_WIDTH) },
];

const isChartName = (text: string): text is ChartName => CHART_NAMES.some((name) => name === text);

/** The machine that an argument names. @throws UsageError for one that does not exist. */
function chartAsked(input: ActionInput): ChartName {
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

const LEAST_WIDTH = 200;

/** Pixels that `--width` allows. @throws UsageError for what is no number of them */
function widthAsked(input: ActionInput): number {
  const text = textOption(input, 'width') ?? String(USUAL_WIDTH);
  if (/^\d{1,5}$/.test(text) && Number(text) >= LEAST_WIDTH) return Number(text);
  throw new UsageError(`--width takes pixels, ${LEAST_WIDTH} or more, not ${JSON.stringify(text)}`);
}

/** Where a diagram's counts come from: a record, by name, at an instant. */
export interface DiagramPlace {
  readonly timeline: Timeline;
  readonly seq: number;
  readonly name: string;
  readonly notes: readonly string[];
}

/** What `--about` names. @throws UsageError for what the chart, or the record, has not */
function subjectAsked(machine: ChartName, place: DiagramPlace | null, text: string | undefined): ChartSubject | null {
  if (text === undefined) return null;
  if (!place) throw new UsageError('--about needs a source that the section, block or operation is in');
  return chartSubject(machine, place.timeline, place.seq, text);
}

function arcsForJson({ regions }: Chart, arcs: ArcCounts) {
  return regions.flatMap(({ transitions }) =>
    transitions.map(({ from, to, event, guard }) => {
      const { operations, errnos } = countOf(arcs, { from, to, event, guard });
      return { from, to, event, guard, operations, errnos: Object.fromEntries(errnos) };
    }),
  );
}

function aboutForJson({ about, lit, stoppedBy }: ChartAt, models: ReturnType<typeof modelsAt>) {
  if (!about || !lit) return {};
  const subject =
    about.kind === 'subject' ? subjectText(about.subject) : `operation:${about.operation.started.data.operation}`;
  const { active, last, before, event, way } = lit;
  const path = way && {
    phases: way.path.phases.map(({ state, enteredAt }) => ({ state, enteredNs: timeForJson(enteredAt) })),
    spentNs: Object.fromEntries([...way.times].map(([state, time]) => [state, timeForJson(time)])),
    stoppedBy,
  };
  const moved = event && { seq: event.seq, type: event.type };
  return { about: { subject, active, event: moved, last, before, ...path, ...models } };
}

/** The chart as a program reads it. */
function chartForJson(machine: ChartName, place: DiagramPlace | null, about: ChartSubject | null) {
  if (!place) return { ...chartOf(machine), counts: null };
  const { timeline, seq } = place;
  const at = chartAt(machine, timeline, seq, about);
  return {
    ...at.chart,
    counts: countsOf(machine, timeline.stateAt(seq)),
    ...(at.arcs ? { arcs: arcsForJson(at.chart, at.arcs) } : {}),
    ...aboutForJson(at, modelsAt(at, timeline, seq)),
  };
}

const FORMATS = { mermaid, svg, scxml, dot } as const;

/**
 * A statechart; with a place, the number of things in each state, or of operations on each arc there, and with `about` where
 * one of them is.
 * @throws UsageError for options that make no sense, and an `about` that the chart or the record has not.
 */
export function diagramAnswer(input: ActionInput, place: DiagramPlace | null): ActionResult {
  const machine = chartAsked(input);
  const format = formatAsked(input);
  const width = widthAsked(input);
  const about = subjectAsked(machine, place, textOption(input, 'about'));
  const value = chartForJson(machine, place, about);
  const drawn = (drawnAs: Exclude<DiagramFormat, 'json'>): Iterable<string> => {
    if (!place) return FORMATS[drawnAs](chartOf(machine), { ...CHART_ALONE, models: [], width });
    const { timeline, seq, name } = place;
    const picture = pictureAt(chartAt(machine, timeline, seq, about), timeline, seq, name);
    return FORMATS[drawnAs](picture.chart, { ...picture, width });
  };
  return {
    exit: EXIT.clean,
    json: { kind: 'value', value },
    notes: place?.notes ?? [],
    text: () => (format === 'json' ? [JSON.stringify(value, null, 2)] : drawn(format)),
  };
}

import { computed, signal } from '@preact/signals';
import type { LitBy } from '../../../actions/diagram/about.ts';
import { CHART_NAMES, type Chart, type ChartName, chartOf } from '../../../actions/diagram/chart.ts';
import { type Counts, countsOf } from '../../../actions/diagram/counts.ts';
import { type ChartSubject, litBy } from '../../../actions/diagram/subject.ts';
import type { Subject } from '../../../timeline/about.ts';
import { operationsIn } from '../../../timeline/operations.ts';
import { event, here, memory } from '../../log/instant.ts';
import { arrived, opened } from '../../log/opened.ts';
import { subject } from '../subject.ts';

/** The machine that was asked for; null for that of the selection. */
export const machineAsked = signal<ChartName | null>(null);

export const machineName = computed<ChartName>(
  () => machineAsked.value ?? (subject.value?.kind === 'block' ? 'memory-block' : 'section'),
);

/** The section or memory block that stands for the selection in the machine of its kind. */
function subjectOf(kind: Subject['kind']): Subject | null {
  const about = subject.value;
  const state = memory.value;
  if (!about || !state || about.kind === kind) return about;
  const { sectionsPerBlock } = state.blocks;
  if (kind === 'section') return { kind, number: about.number * sectionsPerBlock };
  const block = Math.floor(about.number / sectionsPerBlock);
  return state.memoryBlocks[block] ? { kind, number: block } : null;
}

/** What each machine's chart is about at this instant; null where there is no such thing. */
const subjects = computed<Readonly<Record<ChartName, ChartSubject | null>>>(() => {
  const ofKind = (kind: Subject['kind']): ChartSubject | null => {
    const found = subjectOf(kind);
    return found && { kind: 'subject', subject: found };
  };
  const log = opened.value?.timeline.log;
  const operation = log && event.value ? operationsIn(log).of(event.value) : null;
  return {
    section: ofKind('section'),
    'memory-block': ofKind('block'),
    attempt: operation && { kind: 'operation', operation },
  };
});

const KINDS: Readonly<Record<ChartName, string>> = {
  section: 'Section',
  'memory-block': 'Block',
  attempt: 'Attempt',
};

/** The three machines with what each is about, to choose from. */
export const choices = computed(() =>
  CHART_NAMES.map((name) => {
    const about = subjects.value[name];
    if (!about) return { name, title: KINDS[name] };
    const number = about.kind === 'subject' ? about.subject.number : `#${about.operation.started.data.operation}`;
    return { name, title: `${KINDS[name]} ${number}` };
  }),
);

/** The chart that is shown, with what it is about and what that lights up. */
export interface ShownChart {
  readonly chart: Chart;
  readonly counts: Counts;
  readonly about: ChartSubject | null;
  readonly lit: LitBy | null;
}

export const shownChart = computed<ShownChart | null>(() => {
  const state = memory.value;
  const timeline = opened.value?.timeline;
  if (!state || !timeline || arrived.value === 0) return null;
  const name = machineName.value;
  const about = subjects.value[name];
  return {
    chart: chartOf(name),
    counts: countsOf(name, state),
    about,
    lit: about && litBy(timeline, about, here.value),
  };
});

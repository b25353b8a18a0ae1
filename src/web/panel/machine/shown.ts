import { computed, signal } from '@preact/signals';
import { type ChartName, chartOfOperation } from '../../../actions/diagram/chart.ts';
import { type ChartAt, chartAt } from '../../../actions/diagram/chart-at.ts';
import type { ChartSubject } from '../../../actions/diagram/subject.ts';
import type { Subject } from '../../../timeline/about.ts';
import { type LoggedOperation, operationsIn } from '../../../timeline/operations.ts';
import { event, here, memory } from '../../log/instant.ts';
import { arrived, openLog } from '../../log/open-log.ts';
import { subject } from '../subject.ts';

/** The operation that this event belongs to. */
const operationHere = computed<LoggedOperation | null>(() => {
  const log = openLog.value?.timeline.log;
  return log && event.value ? operationsIn(log).of(event.value) : null;
});

/** The chart of that operation; of all operations' ends where the event belongs to none. */
const operationChart = computed<ChartName>(() =>
  operationHere.value ? chartOfOperation(operationHere.value.started.data.name) : 'attempt',
);

const KINDS = { section: 'Section', 'memory-block': 'Block', operation: 'Operation' } as const;
export type MachineKind = keyof typeof KINDS;

/** The kind of machine that was asked for; null for that of the selection. */
export const machineAsked = signal<MachineKind | null>(null);

export const machineKind = computed<MachineKind>(
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

/** What the chart of each kind is about at this instant; null where there is no such thing. */
function aboutOf(kind: MachineKind): ChartSubject | null {
  const operation = operationHere.value;
  if (kind === 'operation') return operation && { kind: 'operation', operation };
  const found = subjectOf(kind === 'section' ? 'section' : 'block');
  return found && { kind: 'subject', subject: found };
}

/** The three kinds of machines with what each is about, to choose from. */
export const choices = computed(() =>
  (Object.keys(KINDS) as MachineKind[]).map((kind) => {
    const about = aboutOf(kind);
    if (!about) return { kind, title: KINDS[kind] };
    const number = about.kind === 'subject' ? about.subject.number : `#${about.operation.started.data.operation}`;
    return { kind, title: `${KINDS[kind]} ${number}` };
  }),
);

/** The chart that is shown, with what the log tells of it at this instant. */
export const shownChart = computed<ChartAt | null>(() => {
  const timeline = openLog.value?.timeline;
  if (!memory.value || !timeline || arrived.value === 0) return null;
  const kind = machineKind.value;
  return chartAt(kind === 'operation' ? operationChart.value : kind, timeline, here.value, aboutOf(kind));
});

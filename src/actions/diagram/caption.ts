import type { OperationName } from '../../../events/catalogue.ts';
import { plain } from '../../../events/plain-text.ts';
import type { MemoryState } from '../../memory/state.ts';
import { sentenceOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';
import type { LitBy } from './about.ts';
import { spaced } from './arrows.ts';
import { type ChartName, isOperationChart } from './chart.ts';
import type { ChartSubject, StoppedBy } from './subject.ts';

/** What the numbers of a chart count. */
export const countedIn = (machine: ChartName): string => {
  if (machine === 'section') return 'sections that are present';
  if (machine === 'memory-block') return 'memory blocks';
  return isOperationChart(machine)
    ? 'operations that went along each arc, and how many of them ended with which errno'
    : 'operations under way';
};

const named = (name: OperationName, number: number): string => `operation ${number}, ${name}`;

/** What a chart's subject is called. */
export function subjectName(about: ChartSubject): string {
  if (about.kind === 'operation') {
    const { name, operation } = about.operation.started.data;
    return named(name, operation);
  }
  const { kind, number } = about.subject;
  return `${kind === 'block' ? 'memory block' : 'section'} ${number}`;
}

/** The last part of a source's path: where it lies on this machine is nobody's business who gets the picture. */
const fileName = (source: string): string => plain(source.split('/').filter(Boolean).at(-1) ?? source);

/** Where and when the counts of a drawing were taken. */
export function placeLine(machine: ChartName, name: string, { at }: MemoryState): string {
  const time = at.timeNs === null ? '' : `, ${seconds(at.timeNs)} s`;
  return `counts: ${countedIn(machine)}, after event ${at.seq} of ${fileName(name)}${time}`;
}

/** Where a subject is in its machine, and what brought it there. */
export function* subjectLines(about: ChartSubject, { active, event }: LitBy): Generator<string> {
  const states = Object.entries(active).map(([region, state]) =>
    about.kind === 'subject' && about.subject.kind === 'section' ? `${region} ${spaced(state)}` : spaced(state),
  );
  yield `${subjectName(about)}: ${states.join(', ')}`;
  yield event ? `moved last by event ${event.seq}: ${sentenceOf(event)}` : 'no event has moved it yet';
}

/** The guard that stopped an operation, with both memory models' answers. */
export function stopLine({ guard, reason, answers }: StoppedBy): string {
  const both = answers ? `; VMEMMAP answers ${answers.vmemmap.word}, classic ${answers.classic.word}` : '';
  return plain(`stopped by the guard ${guard}${reason === null ? '' : `: ${reason}`}${both}`);
}

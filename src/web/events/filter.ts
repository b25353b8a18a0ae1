import type { MemoryEvent } from '../../../events/event.ts';
import type { PackedLog } from '../../../events/packed/packed-log.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { circumstanceAt, shapeAt } from '../../timeline/page-columns.ts';

/** What the list shows; empty text means everything. */
export interface Filter {
  /** A type, or a family of them: `pages`. */
  readonly type: string;
  /** Number of a section. */
  readonly section: string;
  readonly errno: string;
  readonly task: string;
  /** Words that must stand in the event's line. */
  readonly text: string;
}

export const EVERYTHING: Filter = { type: '', section: '', errno: '', task: '', text: '' };

export const isEverything = (filter: Filter): boolean => Object.values(filter).every((value) => value === '');

const errnoOf = ({ data }: MemoryEvent): string => ('errno' in data && data.errno !== null ? data.errno : '');

/** Whether an event passes; the section is asked elsewhere, as only the log as a whole can tell. */
export function passes(event: MemoryEvent, { type, errno, task, text }: Filter): boolean {
  if (type !== '' && event.type !== type && !event.type.startsWith(`${type}.`)) return false;
  if (errno !== '' && (errno === 'any' ? errnoOf(event) === '' : errnoOf(event) !== errno)) return false;
  if (task !== '' && event.actor?.task !== task) return false;
  return text === '' || lineOf(event).includes(text.toLowerCase());
}

/** Everything of an event that a search looks at. */
export const lineOf = (event: MemoryEvent): string =>
  `${event.seq} ${event.type} ${event.actor ? `${event.actor.task}-${event.actor.pid}` : ''} ${sentenceOf(event)}`.toLowerCase();

/** What there is to choose from in a log. */
export interface Choices {
  readonly types: readonly string[];
  readonly errnos: readonly string[];
  readonly tasks: readonly string[];
}

/** Most tasks that a list of choices holds; a search finds the others. */
const MOST_TASKS = 500;

/** What a log holds, from what its events have in common: however many they are, these are few. */
export function choicesIn({ shapes, circumstances }: Pick<PackedLog, 'shapes' | 'circumstances'>): Choices {
  const types = new Set<string>();
  const errnos = new Set<string>();
  const tasks = new Set<string>();
  for (const { type, fields } of shapes) {
    types.add(type).add(type.split('.')[0] ?? '');
    const errno = fields.find(({ key }) => key === 'errno')?.value;
    if (typeof errno === 'string') errnos.add(errno);
  }
  for (const { actor } of circumstances) if (actor && tasks.size < MOST_TASKS) tasks.add(actor.task);
  return { types: [...types].sort(), errnos: [...errnos].sort(), tasks: [...tasks].sort() };
}

/**
 * Finds the events that pass, looking at as few of them as can be: events of one shape are alike but for numbers, and
 * those of one circumstance have one task.
 */
export function sieve(log: PackedLog, asked: Filter): (seq: number) => boolean {
  const ofShape: (boolean | undefined)[] = [];
  const ofCircumstance: (boolean | undefined)[] = [];
  const withoutTask = { ...asked, task: '', text: '' };
  return (seq) => {
    const shape = shapeAt(log, seq);
    const fits = ofShape[shape] ?? passesAt(log, seq, withoutTask);
    ofShape[shape] = fits;
    if (!fits) return false;
    const circumstance = circumstanceAt(log, seq);
    const byTask = ofCircumstance[circumstance] ?? passesAt(log, seq, { ...EVERYTHING, task: asked.task });
    ofCircumstance[circumstance] = byTask;
    return byTask && (asked.text === '' || passesAt(log, seq, asked));
  };
}

function passesAt(log: PackedLog, seq: number, asked: Filter): boolean {
  const event = log.at(seq);
  return event !== undefined && passes(event, asked);
}

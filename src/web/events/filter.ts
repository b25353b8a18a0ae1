import type { MemoryEvent } from '../../../events/event.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';

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

export function choicesIn(events: Iterable<MemoryEvent>): Choices {
  const types = new Set<string>();
  const errnos = new Set<string>();
  const tasks = new Set<string>();
  for (const event of events) {
    types.add(event.type).add(event.type.split('.')[0] ?? '');
    if (errnoOf(event) !== '') errnos.add(errnoOf(event));
    if (event.actor && tasks.size < MOST_TASKS) tasks.add(event.actor.task);
  }
  return { types: [...types].sort(), errnos: [...errnos].sort(), tasks: [...tasks].sort() };
}

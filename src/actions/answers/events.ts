import { CATALOGUE } from '../../../events/catalogue.ts';
import type { MemoryEvent } from '../../../events/event.ts';
import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import type { MemoryState } from '../../memory/state.ts';
import { aboutSubject, type Subject } from '../../timeline/about.ts';
import { type ActionResult, EXIT, type Style, UsageError } from '../action.ts';
import { isLoud, sentenceOf, taskOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';

/** Types that a `--type` means: one, or all of a family (`pages`). @throws UsageError for a name that no event has. */
export function typesNamed(text: string): (event: MemoryEvent) => boolean {
  const types = CATALOGUE.map(({ type }) => type).filter((type) => type === text || type.startsWith(`${text}.`));
  if (types.length > 0) return (event) => types.includes(event.type);
  throw new UsageError(
    `no event is called ${JSON.stringify(text)}; there are: ${CATALOGUE.map(({ type }) => type).join(', ')}`,
    'type',
  );
}

/** Which events are asked for. */
export interface EventsQuestion {
  /** First position. */
  readonly from: number;
  readonly about: Subject | undefined;
  readonly type: string | undefined;
}

/**
 * Whether an event is asked for. Must be asked of every event of a log from the first on: it remembers the operations that
 * touched the subject. @throws UsageError for a type that no event has.
 */
export function eventFilter(
  memory: MemoryState,
  { from, about, type }: EventsQuestion,
): (event: MemoryEvent) => boolean {
  const ofType = type === undefined ? undefined : typesNamed(type);
  const ofSubject = about === undefined ? undefined : aboutSubject(memory, about);
  return (event) => (ofSubject?.(event) ?? true) && event.seq >= from && (ofType?.(event) ?? true);
}

/** Columns for who did it, where it is not known beforehand who comes. */
const TASK_WIDTH = 18;
const TIME_WIDTH = 12;

/**
 * One event in one line: its number, the kernel's clock, who did it, what it did.
 * @param width columns for the number. @param taskWidth columns for who did it.
 */
export function eventLine(event: MemoryEvent, width: number, style: Style, taskWidth = TASK_WIDTH): string {
  const sentence = sentenceOf(event);
  const said = isLoud(event) ? style.paint(sentence, 'red') : sentence;
  return `${String(event.seq).padStart(width)}  ${seconds(event.timeNs).padStart(TIME_WIDTH)}  ${taskOf(event).padEnd(taskWidth)}  ${said}`;
}

/** Some events under each other, their columns no wider than they need. */
export function* eventLines(events: readonly MemoryEvent[], width: number, style: Style): Generator<string> {
  const taskWidth = Math.max(0, ...events.map((event) => taskOf(event).length));
  for (const event of events) yield eventLine(event, width, style, taskWidth);
}

/** Events as CloudEvents for programs, as lines for people. They are read once, as they come. */
export function eventsAnswer(
  events: () => AsyncIterable<MemoryEvent> | Iterable<MemoryEvent>,
  { name, last, notes }: { readonly name: string; readonly last: number; readonly notes: readonly string[] },
): ActionResult {
  async function* values(): AsyncGenerator<unknown> {
    for await (const event of events()) yield toCloudEvent(event, name);
  }
  return {
    exit: EXIT.clean,
    json: { kind: 'lines', values: values() },
    notes,
    async *text(style) {
      let none = true;
      for await (const event of events()) {
        none = false;
        yield eventLine(event, String(last).length, style);
      }
      // Silence looks like a question that was not heard.
      if (none) yield 'there is no such event';
    },
  };
}

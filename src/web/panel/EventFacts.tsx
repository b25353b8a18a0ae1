import { spaced } from '../../actions/diagram/arrows.ts';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { operationsIn, outermost } from '../../timeline/operations.ts';
import { event } from '../log/instant.ts';
import { jumpTo, select } from '../log/navigation.ts';
import { openLog } from '../log/open-log.ts';
import { changed } from '../map/view-options.ts';
import { secondsOf } from '../shell/words.ts';
import { Fact } from './Fact.tsx';

const MOST_SECTIONS = 48;

/** A value out of an event's data, as text: whatever it holds, it is shown and never run. */
const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The event at this instant, with all that it says. */
export function EventFacts() {
  const now = event.value;
  const log = openLog.value?.timeline.log;
  if (!now || !log) return <p class="quiet-text">Before the first event: nothing is known.</p>;
  const operation = operationsIn(log).of(now);
  const attempt = operation && outermost(operation);
  const sections = [...changed.value];
  return (
    <>
      <p class="sentence">{sentenceOf(now)}</p>
      <dl class="facts">
        <Fact name="event">
          {now.seq} · {now.type}
        </Fact>
        <Fact name="time">{secondsOf(now.timeNs)} s</Fact>
        {now.actor && (
          <Fact name="task">
            {now.actor.task}, pid {now.actor.pid}
            {now.actor.cpu === null ? '' : `, CPU ${now.actor.cpu}`}
          </Fact>
        )}
        {now.place && (
          <Fact name="read at">
            {now.place.file}:{now.place.line}
          </Fact>
        )}
        {attempt && (
          <Fact name="attempt">
            <button type="button" class="link" onClick={() => jumpTo(attempt.started.seq)}>
              #{attempt.started.data.operation} {attempt.started.data.name}
            </button>{' '}
            {attempt.outcome}
            {attempt.errno ? `, ${attempt.errno}` : ''}
          </Fact>
        )}
        {sections.length > 0 && (
          <Fact name="sections">
            {sections.slice(0, MOST_SECTIONS).map((nr) => (
              <button key={nr} type="button" class="link" onClick={() => select({ kind: 'section', number: nr })}>
                {nr}
              </button>
            ))}
            {sections.length > MOST_SECTIONS ? ` and ${sections.length - MOST_SECTIONS} more` : ''}
          </Fact>
        )}
        {Object.entries(now.data).map(([name, value]) => (
          <Fact key={name} name={spaced(name)}>
            {shown(value)}
          </Fact>
        ))}
      </dl>
    </>
  );
}

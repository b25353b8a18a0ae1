import { useComputed } from '@preact/signals';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { subjectInWords } from '../../actions/text/why-lines.ts';
import { subjectText } from '../../timeline/about.ts';
import { changesOf, type SubjectChange } from '../../timeline/history.ts';
import { here } from '../log/instant.ts';
import { jumpTo, stepAboutSelection } from '../log/navigation.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { secondsOf } from '../shell/words.ts';
import { subject } from './subject.ts';

/** Changes that are listed on either side of the instant. */
const MOST = 100;

function some(changes: Iterable<SubjectChange>): readonly SubjectChange[] {
  const list: SubjectChange[] = [];
  for (const change of changes) {
    if (list.length === MOST) break;
    list.push(change);
  }
  return list;
}

/** Every event that changed the selection, before this instant and after it. */
export function History() {
  const told = useComputed(() => {
    const timeline = openLog.value?.timeline;
    const about = subject.value;
    if (!timeline || !about || arrived.value === 0) return null;
    const before = some(changesOf(timeline, about, here.value, 'back')).toReversed();
    const after = some(changesOf(timeline, about, here.value, 'on'));
    return { timeline, about, before, changes: [...before, ...after] };
  }).value;
  if (!told) return <p class="quiet-text">This event is about no section or block: select one on the map.</p>;
  const { timeline, about, before, changes } = told;
  const last = before.at(-1)?.event.seq;
  return (
    <div class="history">
      <p>
        {changes.length === 0 ? `Nothing changed ${subjectText(about)}.` : `What changed ${subjectText(about)}:`}
        <span class="steppers">
          <button type="button" title="Event before about it (Shift+←)" onClick={() => stepAboutSelection('back')}>
            before
          </button>
          <button type="button" title="Next event about it (Shift+→)" onClick={() => stepAboutSelection('on')}>
            next
          </button>
        </span>
      </p>
      <ol class="steps">
        {changes.map(({ event }) => (
          <li key={event.seq} class={`${event.seq === last ? 'here' : ''} ${event.seq > here.value ? 'later' : ''}`}>
            <button type="button" class="link" onClick={() => jumpTo(event.seq)}>
              {event.seq}
            </button>
            <span>{secondsOf(event.timeNs)}</span>
            <span>
              {sentenceOf(event)}
              <b>→ {subjectInWords(timeline.stateAt(event.seq), about)}</b>
            </span>
          </li>
        ))}
      </ol>
      {changes.length >= MOST && <p class="quiet-text">At most {MOST} on either side are listed.</p>}
    </div>
  );
}

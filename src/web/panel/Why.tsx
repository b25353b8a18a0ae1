import { useComputed } from '@preact/signals';
import { sentenceOf } from '../../actions/text/sentence.ts';
import { whyLines } from '../../actions/text/why-lines.ts';
import type { AttemptStory } from '../../timeline/why/attempt-story.ts';
import { why } from '../../timeline/why/why.ts';
import { here } from '../log/instant.ts';
import { jumpTo } from '../log/navigation.ts';
import { openLog } from '../log/open-log.ts';
import { Lines } from '../shell/Lines.tsx';
import { MARKING } from '../shell/marked.ts';
import { secondsOf } from '../shell/words.ts';
import { subject } from './subject.ts';

const MOST_STEPS = 60;

function Attempt({ story, title }: { readonly story: AttemptStory; readonly title: string }) {
  const { operation, phases } = story;
  const { data } = operation.started;
  return (
    <>
      <h3>
        {title}: #{data.operation} {data.name}
      </h3>
      <ol class="steps">
        {phases.slice(0, MOST_STEPS).map((event) => (
          <li key={event.seq} class={event.seq === here.value ? 'here' : ''}>
            <button type="button" class="link" onClick={() => jumpTo(event.seq)}>
              {event.seq}
            </button>
            <span>{secondsOf(event.timeNs)}</span>
            <span>{sentenceOf(event)}</span>
          </li>
        ))}
        {phases.length > MOST_STEPS && <li>… and {phases.length - MOST_STEPS} more</li>}
      </ol>
    </>
  );
}

/** Why the selection is as it is: the event that last changed it, the attempt around it, the cause as far as known. */
export function Why() {
  const answer = useComputed(() => {
    const timeline = openLog.value?.timeline;
    const about = subject.value;
    return timeline && about ? { timeline, found: why(timeline, about, here.value) } : null;
  }).value;
  if (!answer) return <p class="quiet-text">This event is about no section or block: select one on the map.</p>;
  const { timeline, found } = answer;
  return (
    <div class="why">
      <Lines lines={[...whyLines(timeline, found, MARKING)]} />
      {found.fruitless && <Attempt title="Last attempt" story={found.fruitless.attempt} />}
      {found.attempt && <Attempt title="Attempt" story={found.attempt} />}
    </div>
  );
}

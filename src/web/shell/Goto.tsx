import { useSignal } from '@preact/signals';
import { parseSubject } from '../../timeline/about.ts';
import { parseInstant, positionOf } from '../../timeline/instant.ts';
import { jumpTo, select } from '../log/navigation.ts';
import { openLog } from '../log/open-log.ts';
import { Dialog } from './Dialog.tsx';
import { dialog } from './dialog.ts';

/** Where some words lead; or why they lead nowhere. */
function go(text: string): string | null {
  const log = openLog.value;
  if (!log) return 'The log is not there yet.';
  const words = text.trim();
  const subject = parseSubject(words);
  if (subject.ok) {
    select(subject.subject);
    return null;
  }
  const asked = /^\d+$/.test(words) ? `seq:${words}` : /^\d+\.\d+$/.test(words) ? `t:${words}` : words;
  const when = parseInstant(asked);
  if (!when.ok) return `${when.reason}; or section:N, block:N`;
  const position = positionOf(log.timeline.log, log.baseline, when.when);
  if (!position.ok) return position.reason;
  jumpTo(position.seq);
  return null;
}

export function Goto() {
  const text = useSignal('');
  const problem = useSignal<string | null>(null);
  return (
    <Dialog name="goto" title="Go to">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          problem.value = go(text.value);
          if (problem.value === null) dialog.value = null;
        }}
      >
        <label for="goto-where">Go to</label>
        <input
          id="goto-where"
          value={text.value}
          placeholder="31 · 37.822 · step:06 · section:14 · end"
          aria-describedby="goto-problem"
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
        <p id="goto-problem" role="alert" class="problem">
          {problem.value}
        </p>
      </form>
    </Dialog>
  );
}

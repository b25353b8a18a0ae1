import { strangeLink } from '../log/history.ts';
import { memory } from '../log/instant.ts';
import { logProblem, openLog } from '../log/open-log.ts';
import { announced } from './announce.ts';

/** What went wrong, and what can't be known; and, unseen, what a screen reader is told. */
export function Notices() {
  const notes = openLog.value?.notes ?? [];
  const crashed = memory.value?.crashed;
  return (
    <div class="notices">
      {logProblem.value && (
        <p role="alert" class="notice trouble">
          {logProblem.value}
        </p>
      )}
      {strangeLink.value && (
        <p role="alert" class="notice trouble">
          {strangeLink.value}{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              strangeLink.value = null;
            }}
          >
            dismiss
          </button>
        </p>
      )}
      {crashed && <p class="notice trouble">The kernel has stopped: {crashed}</p>}
      {notes.length > 0 && (
        <details class="notice">
          <summary>{notes.length === 1 ? 'One thing' : `${notes.length} things`} this source can’t tell</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="unseen" role="status" aria-live="polite">
        {announced.value}
      </p>
    </div>
  );
}

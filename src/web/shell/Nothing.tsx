import { empty } from '../log/open-log.ts';
import { sourceName } from './words.ts';

/** Where a log has nothing to show, or not yet. */
export function Nothing() {
  const log = empty.value;
  if (!log) return <p class="waiting">Reading the log…</p>;
  return (
    <div class="waiting" role="status">
      <h2>{sourceName(log.name)} has no events</h2>
      <p>
        {log.grows
          ? 'Nothing was recorded in it yet. What is appended to it shows here as it comes: leave this page open.'
          : 'There is no memory to show. A log begins with kernel.described: which kernel it is, and how its memory is laid out.'}
      </p>
    </div>
  );
}

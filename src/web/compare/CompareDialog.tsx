import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { profilesBeside } from '../../actions/answers/compare.ts';
import { openLog } from '../log/open-log.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { dialog } from '../shell/dialog.ts';
import { compareWith } from './open.ts';

/** Which kernel to ask the same. */
export function CompareDialog() {
  const own = openLog.value?.timeline.initial.profile;
  const names = useMemo(() => (own ? profilesBeside(own) : []), [own]);
  // The other memory model, or another release where there is no such kernel.
  const text = useSignal(names.find((name) => name !== own?.memoryModel && name !== own?.name) ?? 'classic');
  const problem = useSignal<string | null>(null);
  return (
    <Dialog name="compare" title="Compare with another kernel">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          problem.value = compareWith(text.value.trim());
          if (problem.value === null) dialog.value = null;
        }}
      >
        <h2>The same commands under another kernel</h2>
        <label>
          <span class="unseen">Profile</span>
          <input
            list="profiles"
            value={text.value}
            aria-describedby="compare-problem"
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <datalist id="profiles">
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <p id="compare-problem" role="alert" class="problem">
          {problem.value}
        </p>
        <p>
          <button type="submit">Compare</button>
        </p>
      </form>
    </Dialog>
  );
}
